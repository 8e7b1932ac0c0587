"""What is a choice in plain figures, for ``python -m geo summary --json``?"""

from dataclasses import asdict, replace

import pandas as pd

from geo import vocabulary as voc
from geo.count.carried import Carried
from geo.count.sums import NOTHING, Sum, sum_by, sum_claims
from geo.evidence.answers import POSITIONS
from geo.evidence.coverage import WHAT, Stretches
from geo.show.answers import CONCEDED, Standing, last_read, stand
from geo.show.chosen import Chosen


def sum_by_source(chosen: Chosen) -> dict[str, Sum]:
    """Add up, for each source of the record, its own claims about a choice as that source states them."""
    certain = chosen.selection.incidents.set_index("incident_id")["certain"]
    claims = chosen.claims
    here = [d for d in voc.SOURCES if (chosen.record.claims["source_dataset"] == d).any()]
    return {d: sum_claims(claims[claims["source_dataset"] == d], certain) for d in here}


def _figures(total: Sum) -> dict[str, int | bool | None]:
    """Give a sum as plain data; a lower end that nobody states is null where there is an upper one."""
    unsaid: dict[str, None] = {"killed_min": None} if total.has_figure and not total.lows else {}
    return asdict(total) | unsaid | ({"others_min": None} if total.others and not total.others_lows else {})


def _coverage(chosen: Chosen) -> dict[str, object]:
    """Say for each kind of statement what of the window the sources of a choice cover."""

    def days(stretches: Stretches) -> list[list[str]]:
        return [[first.isoformat(), last.isoformat()] for first, last in stretches]

    record = chosen.record
    parts = {what: record.coverage.part(what, chosen.ends, record.asked(chosen.filters)) for what in WHAT}
    return {k: {"state": p.state, "days": days(p.held), "single": days(p.spoken), "missing": days(p.missing)} for k, p in parts.items()}


def _carried(carried: Carried) -> dict[str, object]:
    """Give what carries a range as plain data."""
    names = ("incident_id", "killed_min", "killed_max", "open_ended")
    rest = {name: getattr(carried, name) for name in ("between", "rest_min", "rest_max", "rest_open")}
    return {"incidents": [{name: getattr(c, name) for name in names} for c in carried.carriers], "killed": carried.width} | rest


def _answers(chosen: Chosen) -> dict[str, object]:
    """Give how a choice stands answered as last read: by accused, and each incident once; no sum of what several accused say."""
    claims = chosen.claims
    if claims.empty:
        return {}
    whole = stand(chosen.selection, claims, chosen.record.answers, last_read(claims))
    waits, last = whole.waits, whole.last
    by_each = {code: _stands(one) for code, one in whole.by_each.items()}
    together = by_each.pop("")
    return {
        "read": whole.day.isoformat(),
        "last_statement": last.isoformat() if last else None,
        "could_be_answered": len(whole.asked),
        "by_accused": by_each,
        "conceded": together["conceded"],
        "conceded_otherwise": together["conceded_otherwise"],
        "dated": int(whole.every.loc[whole.every["status"].isin(POSITIONS), "first_said"].notna().sum()),
        "days_to_answer": {
            "answers": len(waits.days),
            "min": int(waits.days.min()) if len(waits.days) else None,
            "median": float(waits.days.median()) if len(waits.days) else None,
            "max": int(waits.days.max()) if len(waits.days) else None,
            "without_a_date": waits.undated + waits.no_event,
            "before_the_incident": list(waits.early),
        },
    }


def _stands(standing: Standing) -> dict[str, object]:
    """Give the incidents of those accused by answer, and the dead conceded (of certain incidents) under credible and under other answers."""
    sure = standing.asked[standing.asked["certain"]]
    dead = {}
    for key, name in zip(("conceded", "conceded_otherwise"), CONCEDED, strict=True):
        known = sure[sure[f"{name}_max"].notna()]
        ends = {end: int(known[f"{name}_{end}"].sum()) if len(known) else None for end in ("min", "max")}
        dead[key] = {"incidents": len(known), **ends, "open_ended": bool(known[f"{name}_open"].any())}
    counts = standing.asked["status"].value_counts().sort_index()
    return {"incidents": len(standing.asked), "by_answer": {str(k): int(n) for k, n in counts.items()}, **dead}


def _repeats(chosen: Chosen) -> dict[str, object]:
    """Give the named places with more than one incident as plain data."""
    found = chosen.repeats
    places = {}
    for x in found.places:
        at = x.stretch
        dated = pd.notna(at.first)
        places[x.place] = {
            "incidents": x.every.incidents,
            "possible": x.every.possible,
            "if_pairs_are_one": x.every.certain - x.spared,
            "sure": x.sure,
            "strikes": x.strikes,
            "hit_again": x.hit_again,
            "claims": x.every.claims,
            "sources": list(x.sources),
            "first": at.first.date().isoformat() if dated else None,
            "last": at.last.date().isoformat() if dated else None,
            "days_min": at.least if dated else None,
            "days_max": at.most if dated else None,
            "undated": x.undated,
            "known_less_well": x.unsure,
            "by_grading": {g: _figures(of) for g, of in x.by_grading.items()},
            "carried": {k: _carried(v) for k, v in x.carried.items()},
        }
    whole = {"sure": found.sure, "hit_again": found.hit_again, "places_with_one": found.once, "at_no_named_place": found.nowhere}
    return whole | {"places": places}


def to_json(chosen: Chosen) -> dict[str, object]:
    """Give the totals of a choice as plain data, with the keys documented in ``python -m geo --help``."""
    totals = chosen.totals
    whole = totals.everything

    kept = chosen.selection.incidents
    by_kind = sum_by(kept, kept["event_kind"])

    def counts(total: Sum) -> dict[str, int]:  # no killed figures: they would mix gradings
        return {"incidents": total.incidents, "possible": total.possible, "claims": total.claims}

    return {
        "claims": whole.claims,
        "incidents": whole.incidents,
        "possible": whole.possible,
        "headline": _figures(totals.headline),
        "by_grading": {k: _figures(v) for k, v in totals.by_grading.items()},
        "carried": {k: _carried(v) for k, v in totals.carried.items()},
        "by_source": {k: _figures(v) for k, v in sum_by_source(chosen).items()},
        "by_answer": {k: counts(v) for k, v in totals.by_answer.items()},
        "answers": _answers(chosen),
        "by_area": {k: counts(v.every) for k, v in sorted(replace(chosen, level="subdistrict").areas.items()) if k},
        "repeats": _repeats(chosen),
        "wider": counts(totals.wider),
        "unlocated": counts(totals.unlocated),
        "outside": counts(totals.outside),
        "undated": totals.undated,
        **({"in_view": asdict(chosen.framed)} if chosen.framed else {}),
        **{f"{side}_counted_apart": totals.apart.get(side, NOTHING).incidents for side in ("city", "unknown", "outside")},
        "attacks_counted_apart": asdict(totals.attacks_apart),
        "fighting_counted_apart": counts(totals.fighting_apart),
        "by_kind": {k: counts(by_kind.get(k, NOTHING)) for k in voc.EVENT_KINDS},
        "fighting": whole.fighting,
        "aggregates": totals.aggregates,
        "set_aside": totals.set_aside,
        "coverage": _coverage(chosen),
        "waiting": asdict(chosen.record.rows_waiting),
        "pairs_that_may_be_one_event": totals.pairs,
        "incidents_if_pairs_are_one": totals.if_one,
    }
