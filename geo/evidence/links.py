"""Which claims are one event, or one a part of another, and by whose judgement?"""

from collections import defaultdict

import numpy as np
import pandas as pd

from geo import settings as s
from geo.evidence.incidents import Problem

COLUMNS = ("claim_a", "claim_b", "relation", "disputes", "reason", "decided_by", "decided_on")


def split_waiting(links: pd.DataFrame, known: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part judgements that hold from those that wait: for a file to be imported (again), or, because they contradict an earlier one,
    for a person to take one of the two back (``contradicted``). No stored judgement can stop the record."""
    here = (links["claim_a"].isin(known) & links["claim_b"].isin(known)).to_numpy(dtype=bool, copy=True)
    here[here] = _standing(links[here])
    return links[here].reset_index(drop=True), links[~here].reset_index(drop=True)


def contradicted(waiting: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Give the judgements that wait although all their claims are here: each contradicts one stored before it."""
    if waiting.empty:
        return waiting
    return waiting[waiting["claim_a"].isin(known) & waiting["claim_b"].isin(known)].reset_index(drop=True)


def contradicts(links: pd.DataFrame, link: dict[str, str]) -> bool:
    """Say whether a judgement cannot stand beside some that are there."""
    every = pd.concat([links, pd.DataFrame([link])], ignore_index=True)
    return not _standing(every)[-1]


def _standing(links: pd.DataFrame) -> np.ndarray:
    """Say which judgements hold when they are taken in the order they were stored: one that would make two events both the same and
    not, or an event part of itself over any number of steps, does not."""
    head: dict[str, str] = {}

    def find(claim: str) -> str:
        while head.get(claim, claim) != claim:
            head[claim] = head.get(head[claim], head[claim])
            claim = head[claim]
        return claim

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
                head[b] = a
        elif relation in s.RELATIONS:  # a word that is none of ours is told by ``validate_links``
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
        if link.relation not in s.RELATIONS:
            problems.append(Problem(file, i + 2, "relation", link.relation, "one_of", s.RELATIONS))
        problems += [Problem(file, i + 2, c, "", "not_empty") for c in ("reason", "decided_by", "decided_on") if not getattr(link, c)]
    if not problems:
        group = group_claims(claims["claim_id"], links)
        for i, link in enumerate(links.itertuples(index=False)):
            if link.relation != "same" and group[link.claim_a] == group[link.claim_b]:
                problems.append(Problem(file, i + 2, "relation", link.relation, "contradicts_same"))
    return problems


def group_claims(claim_ids: pd.Series, links: pd.DataFrame) -> dict[str, str]:
    """Give each claim the id of its incident: the first, in alphabetical order, of the claims linked as ``same``."""
    head = {c: c for c in claim_ids}

    def find(claim: str) -> str:
        while head[claim] != claim:
            head[claim] = head[head[claim]]
            claim = head[claim]
        return claim

    for link in links[links["relation"] == "same"].itertuples(index=False):
        a, b = sorted((find(link.claim_a), find(link.claim_b)))
        head[b] = a
    return {c: find(c) for c in head}


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
