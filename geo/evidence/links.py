"""Which claims are one event, or one a part of another, and by whose judgement?"""

from collections import defaultdict

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.evidence.incidents import Problem
from geo.evidence.joined import Joined

COLUMNS = ("claim_a", "claim_b", "relation", "disputes", "reason", "decided_by", "decided_on")


def split_waiting(links: pd.DataFrame, known: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part judgements that hold from those that wait: for a file to be imported (again), or, because they contradict an earlier one,
    for a person to take one of the two back (``contradicted``). No stored judgement can stop the record."""
    here = (links["claim_a"].isin(known) & links["claim_b"].isin(known)).to_numpy(dtype=bool, copy=True)
    here &= are_sound(links)
    here[here] = _standing(links[here])
    return links[here].reset_index(drop=True), links[~here].reset_index(drop=True)


def are_sound(links: pd.DataFrame) -> np.ndarray:
    """Say which judgements say what they must: a relation there is, why, who and when."""
    told = np.logical_and.reduce([(links[c] != "").to_numpy() for c in ("reason", "decided_by", "decided_on")])
    sound: np.ndarray = told & links["relation"].isin(voc.RELATIONS).to_numpy() & links["disputes"].isin(("", "position")).to_numpy()
    return sound


def contradicted(waiting: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Give the judgements that wait although all their claims are here: each is not sound, or contradicts one stored before it."""
    if waiting.empty:
        return waiting
    return waiting[waiting["claim_a"].isin(known) & waiting["claim_b"].isin(known)].reset_index(drop=True)


def contradicts(links: pd.DataFrame, link: dict[str, str]) -> bool:
    """Say whether a judgement cannot stand beside some that are there."""
    every = pd.concat([links, pd.DataFrame([link])], ignore_index=True)
    return not _standing(every)[-1]


def standing_against(links: pd.DataFrame, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Give the fewest stored judgements beside which some new ones cannot all stand; none where they can.

    Parameters
    ----------
    links : as stored, those that wait among them; they are taken in that order, before the new ones.
    rows : new judgements that do not contradict each other.
    """
    new = pd.DataFrame(rows, columns=list(COLUMNS))
    held = links[are_sound(links)].reset_index(drop=True)
    held = held[_standing(held)]
    near, size = set(new["claim_a"]) | set(new["claim_b"]), -1
    while size < len(near):  # only what is linked to the same claims can stand against them
        size, mine = len(near), held["claim_a"].isin(near) | held["claim_b"].isin(near)
        near |= set(held.loc[mine, "claim_a"]) | set(held.loc[mine, "claim_b"])
    core = held[held["claim_a"].isin(near)]

    def clashes(some: pd.DataFrame) -> bool:
        return not _standing(pd.concat([some, new], ignore_index=True))[len(some) :].all()

    if not clashes(core):
        return core.iloc[:0]
    for i in core.index:
        if clashes(core.drop(index=i)):
            core = core.drop(index=i)
    return core.reset_index(drop=True)


def _standing(links: pd.DataFrame) -> np.ndarray:
    """Say which judgements hold when they are taken in the order they were stored: one that would make two events both the same and
    not, or an event part of itself over any number of steps, does not."""
    events = Joined()
    find = events.head
    apart: list[tuple[str, str, str]] = []  # the judgements that hold and are not "same"

    def leads(start: str, goal: str) -> bool:
        """Whether one event is, over any number of steps, a part of another."""
        wholes = defaultdict(set)
        for part, whole, relation in apart:
            if relation == "part_of":
                wholes[find(part)].add(find(whole))
        seen, rest = {start}, [start]
        while rest:
            here = rest.pop()
            rest += wholes[here] - seen
            seen |= wholes[here]
        return goal in seen

    holds = np.ones(len(links), dtype=bool)
    for i, (one, other, relation) in enumerate(links[["claim_a", "claim_b", "relation"]].itertuples(index=False, name=None)):
        a, b = find(one), find(other)
        if relation == "same":
            met = any({find(x), find(y)} == {a, b} for x, y, _ in apart) or leads(a, b) or leads(b, a)
            holds[i] = a == b or not met
            if holds[i]:
                events.join(a, b)
        elif relation in voc.RELATIONS:  # a word that is none of ours is told by ``validate_links``
            holds[i] = a != b and not (relation == "part_of" and leads(b, a))
            if holds[i]:
                apart.append((one, other, relation))
    return holds


def validate_links(links: pd.DataFrame, claims: pd.DataFrame, file: str) -> list[Problem]:
    """Collect what is wrong with a table of links: unknown claims, unknown relations, no reason, contradictions."""
    missing = [c for c in COLUMNS if c not in links.columns]
    if missing:
        return [Problem(file, 1, c, "", "column_missing") for c in missing]
    problems = []
    known = set(claims["claim_id"])
    for i, link in enumerate(links.itertuples(index=False)):
        for column in ("claim_a", "claim_b"):
            if getattr(link, column) not in known:
                problems.append(Problem(file, i + 2, column, getattr(link, column), "known_claim"))
        if link.disputes not in ("", "position"):
            problems.append(Problem(file, i + 2, "disputes", link.disputes, "one_of", ("position",)))
        if link.relation not in voc.RELATIONS:
            problems.append(Problem(file, i + 2, "relation", link.relation, "one_of", voc.RELATIONS))
        problems += [Problem(file, i + 2, c, "", "not_empty") for c in ("reason", "decided_by", "decided_on") if not getattr(link, c)]
    if not problems:
        group = group_claims(claims["claim_id"], links)
        for i, link in enumerate(links.itertuples(index=False)):
            if link.relation != "same" and group[link.claim_a] == group[link.claim_b]:
                problems.append(Problem(file, i + 2, "relation", link.relation, "contradicts_same"))
    return problems


def group_claims(claim_ids: pd.Series, links: pd.DataFrame) -> dict[str, str]:
    """Give each claim the id of its incident: the first, in alphabetical order, of the claims linked as ``same``."""
    same, events = links[links["relation"] == "same"], Joined()
    for a, b in zip(same["claim_a"], same["claim_b"], strict=True):
        events.join(a, b)
    ids = claim_ids.to_numpy(dtype=object).tolist()
    alone = dict(zip(ids, ids, strict=True))  # most of them
    return alone | {c: events.head(c) for c in {*same["claim_a"], *same["claim_b"]} if c in alone}


def parts_of(claims: pd.DataFrame, links: pd.DataFrame) -> dict[str, set[str]]:
    """Name the incidents that contain others (``part_of``), each with its parts; both as incident ids."""
    incident = claims.set_index("claim_id")["incident_id"]
    parts: dict[str, set[str]] = {}
    for link in links[links["relation"] == "part_of"].itertuples(index=False):
        parts.setdefault(incident[link.claim_b], set()).add(incident[link.claim_a])
    return parts


def disputed_positions(claims: pd.DataFrame, links: pd.DataFrame) -> set[str]:
    """Name the incidents whose position a person called disputed."""
    named = links[links["disputes"] == "position"]
    return set(claims.loc[claims["claim_id"].isin([*named["claim_a"], *named["claim_b"]]), "incident_id"])


def different_pairs(claims: pd.DataFrame, links: pd.DataFrame) -> set[frozenset[str]]:
    """Give the pairs of incidents that a person judged to be different events, or one a part of the other."""
    incident = claims.set_index("claim_id")["incident_id"]
    judged = links[links["relation"] != "same"]
    return {frozenset((incident[a], incident[b])) for a, b in zip(judged["claim_a"], judged["claim_b"], strict=True)}
