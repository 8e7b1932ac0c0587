"""What may honestly be said about a selection: counts, ranges, and the one sentence.

Headline = Confirmed + Fair (Airwars' rule); weak, ungraded, contested, discounted and "graded differently" stand apart and
are never added to it. Unknown is not zero: a sum names the incidents without a figure and is open-ended if a member is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, Selection
from geo.evidence.incidents import is_fighting
from geo.land.areas import area_key
from geo.land.places import fold
from geo.text import words


@dataclass(frozen=True)
class Sum:
    """A sum over incidents whose dates are certain, with the possible ones counted beside.

    ``incidents`` = certain + possible; killed figures, ``no_figure`` and ``status_unknown`` are of the certain ones.
    """

    incidents: int
    possible: int
    claims: int
    killed_min: int
    killed_max: int
    open_ended: bool
    no_figure: int
    status_unknown: int
    fighting: int

    @property
    def certain(self) -> int:
        return self.incidents - self.possible

    @property
    def has_figure(self) -> bool:
        """Whether any member states a number of civilian dead; the 0 of plain fighting is not such a number."""
        return self.certain > self.no_figure + self.fighting


NOTHING = Sum(0, 0, 0, 0, 0, False, 0, 0, 0)


SUMMED = (
    "incidents",
    "claims",
    "killed_min",
    "killed_max",
    "open_ended",
    "no_figure",
    "status_unknown",
    "fighting",
    "aggregates",
    "figures",  # incidents with a figure: neither without one nor plain fighting
)


def count_columns(incidents: pd.DataFrame) -> pd.DataFrame:
    """Give what each incident adds to a sum, as whole numbers: ``SUMMED``, in that order.

    An unknown number adds nothing and is counted in ``no_figure``.
    """
    of = {"claims": "n_claims", "aggregates": "is_aggregate"}
    columns = {name: incidents[of.get(name, name)].to_numpy(dtype="float64", na_value=0).astype(np.int64) for name in SUMMED[1:-1]}
    columns["figures"] = ((columns["no_figure"] == 0) & (columns["fighting"] == 0)).astype(np.int64)
    return pd.DataFrame({"incidents": np.ones(len(incidents), dtype=np.int64)} | columns)


def make_sum(certain: np.ndarray, possible: np.ndarray) -> Sum:
    """Make a sum of what is certain, with the possible counted beside; the values of both are those of ``SUMMED``."""
    sure, maybe = dict(zip(SUMMED, certain.tolist(), strict=True)), dict(zip(SUMMED, possible.tolist(), strict=True))
    return Sum(
        incidents=sure["incidents"] + maybe["incidents"],
        possible=maybe["incidents"],
        claims=sure["claims"] + maybe["claims"],
        open_ended=sure["open_ended"] > 0,
        **{name: sure[name] for name in ("killed_min", "killed_max", "no_figure", "status_unknown", "fighting")},
    )


def add_sums(sums: Iterable[Sum]) -> Sum:
    """Add up sums of incidents none of which is in two of them."""
    parts = [NOTHING, *sums]
    added = {f.name: sum(getattr(x, f.name) for x in parts) for f in fields(Sum)}
    return Sum(**(added | {"open_ended": any(x.open_ended for x in parts)}))


def sum_by(incidents: pd.DataFrame, key: pd.Series) -> dict[str, Sum]:
    """Add up incidents by a key, in one pass whatever the number of groups.

    Needs what ``count_columns`` needs, and ``certain``. Keys are in order; each incident is in exactly one group.
    """
    codes, names = pd.factorize(key.to_numpy(dtype=object), sort=True)
    sure = incidents["certain"].to_numpy(dtype=bool)
    values = count_columns(incidents).to_numpy()

    def tally(rows: np.ndarray) -> np.ndarray:
        out = np.zeros((len(names), len(SUMMED)), dtype=np.int64)
        np.add.at(out, codes[rows], values[rows])
        return out

    return {str(name): make_sum(a, b) for name, a, b in zip(names, tally(sure), tally(~sure), strict=True)}


def sum_incidents(incidents: pd.DataFrame) -> Sum:
    """Add up all incidents of a frame; see ``sum_by``."""
    return sum_by(incidents, pd.Series("", index=incidents.index)).get("", NOTHING)


def sum_claims(claims: pd.DataFrame, certain: pd.Series) -> Sum:
    """Add up one source's claims as that source states them, whatever the links (certain: incident_id -> bool)."""
    sure = claims[certain.reindex(claims["incident_id"]).to_numpy(dtype=bool)]
    low, high = sure["civilians_killed_min"], sure["civilians_killed_max"]
    top = high.fillna(low)
    is_open = bool((low.notna() & high.isna()).any())
    if (sure["source_dataset"] == "press").any():  # several outlets on one event say the same dead, not more of them
        low, top = low.groupby(sure["incident_id"]).min(), top.groupby(sure["incident_id"]).max()
    return Sum(
        incidents=claims["incident_id"].nunique(),
        possible=claims["incident_id"].nunique() - sure["incident_id"].nunique(),
        claims=len(claims),
        killed_min=int(low.sum()),
        killed_max=int(top.sum()),
        open_ended=is_open,
        no_figure=int(low.isna().sum()),
        status_unknown=int(sure["deaths_status_unknown"].sum()),
        fighting=int(is_fighting(sure).sum()),
    )


@dataclass(frozen=True)
class Totals:
    """The figures of one selection; every number the dashboard shows about a selection comes from here."""

    everything: Sum
    headline: Sum
    by_grading: dict[str, Sum]
    by_answer: dict[str, Sum]
    wider: Sum
    unlocated: Sum
    outside: Sum
    undated: int
    city: Sum
    aggregates: int
    set_aside: int
    pairs: int
    graded: tuple[date, date] | None  # first and last day of the claims of the record that any source graded
    names: Mapping[str, tuple[str, str]]  # of places and areas a filter may name, by code, English and Arabic

    @property
    def off_map(self) -> int:
        """Incidents in no subdistrict: known only to a wider area, not placed, or outside the governorate."""
        return self.wider.incidents + self.unlocated.incidents + self.outside.incidents


def sum_subgroup(incidents: pd.DataFrame, key: pd.Series, who: str) -> dict[str, Sum]:
    """Add up women, children or the conceded dead by a key, as ``sum_by``; never to be added to the dead they are among."""
    columns = {"killed_min": f"{who}_min", "killed_max": f"{who}_max", "open_ended": f"{who}_open"}
    own = {name: incidents[source] for name, source in columns.items()}
    return sum_by(incidents.assign(**own, no_figure=incidents[f"{who}_min"].isna(), fighting=False), key)


class Graded(NamedTuple):
    """The sums of an area: of every incident, of the headline (Confirmed + Fair), and of the ungraded."""

    every: Sum
    headline: Sum
    ungraded: Sum


def grade_by_area(incidents: pd.DataFrame, level: str) -> dict[str, Graded]:
    """Sum incidents by area of a level, the headline and the ungraded apart; the key "" is elsewhere."""
    headline = count_by_area(incidents[incidents["grading"].isin(s.HEADLINE_GRADINGS)], level)
    ungraded = count_by_area(incidents[incidents["grading"] == "ungraded"], level)
    every = count_by_area(incidents, level)
    return {area: Graded(total, headline.get(area, NOTHING), ungraded.get(area, NOTHING)) for area, total in every.items()}


def count_by_area(incidents: pd.DataFrame, level: str) -> dict[str, Sum]:
    """Sum incidents by area of a level; the key "" is elsewhere, so the groups add up to the total."""
    return sum_by(incidents, area_key(incidents, level))


def summarise(selection: Selection, graded: tuple[date, date] | None, pairs: list[tuple[str, str]]) -> Totals:
    """Compute the totals of a selection.

    Parameters
    ----------
    selection : from ``filters.select``.
    graded : ``Record.graded``.
    pairs : incident ids that may be one event, from ``overlaps.find_pairs``.
    """
    kept = selection.incidents
    ids = set(kept["incident_id"])
    by_grading = sum_by(kept, kept["grading"])
    by_answer = sum_by(kept, kept["answer"])
    by_placing = sum_by(kept, kept["placing"])
    return Totals(
        everything=sum_incidents(kept),
        headline=sum_incidents(kept[kept["grading"].isin(s.HEADLINE_GRADINGS)]),
        by_grading={g: by_grading.get(g, NOTHING) for g in s.GRADINGS},
        by_answer={a: by_answer.get(a, NOTHING) for a in s.ANSWERS},
        wider=by_placing.get("wider", NOTHING),
        unlocated=by_placing.get("unlocated", NOTHING),
        outside=by_placing.get("outside", NOTHING),
        undated=len(selection.undated),
        city=sum_incidents(selection.city),
        aggregates=int(kept["is_aggregate"].sum()),
        set_aside=selection.aside,
        pairs=sum(a in ids and b in ids for a, b in pairs),
        graded=graded,
        names=selection.names,
    )


def sum_by_source(selection: Selection, claims: pd.DataFrame) -> dict[str, Sum]:
    """Add up, for each source of the record, its own claims about a selection as that source states them."""
    kept = selection.incidents
    certain = kept.set_index("incident_id")["certain"]
    mine = claims[claims["incident_id"].isin(set(kept["incident_id"]))]
    here = [d for d in s.SOURCES if (claims["source_dataset"] == d).any()]
    return {d: sum_claims(mine[mine["source_dataset"] == d], certain) for d in here}


def to_json(totals: Totals, selection: Selection, claims: pd.DataFrame) -> dict[str, object]:
    """Give the totals of a selection as plain data, with the keys documented in ``python -m geo --help``."""
    whole = totals.everything

    def counts(total: Sum) -> dict[str, int]:  # no killed figures: they would mix gradings
        return {"incidents": total.incidents, "possible": total.possible, "claims": total.claims}

    return {
        "claims": whole.claims,
        "incidents": whole.incidents,
        "possible": whole.possible,
        "headline": asdict(totals.headline),
        "by_grading": {k: asdict(v) for k, v in totals.by_grading.items()},
        "by_source": {k: asdict(v) for k, v in sum_by_source(selection, claims).items()},
        "by_answer": {k: counts(v) for k, v in totals.by_answer.items()},
        "by_area": {k: counts(v) for k, v in count_by_area(selection.incidents, "subdistrict").items() if k},
        "wider": counts(totals.wider),
        "unlocated": counts(totals.unlocated),
        "outside": counts(totals.outside),
        "undated": totals.undated,
        "city_counted_apart": totals.city.incidents,
        "fighting": whole.fighting,
        "aggregates": totals.aggregates,
        "set_aside": totals.set_aside,
        "pairs_that_may_be_one_event": totals.pairs,
    }


def figure_of(total: Sum, lang: str) -> str:
    """Write the killed range of a sum in words; "none" without incidents, "no figure" when no member has one."""
    if not total.incidents:
        return words.say("legend_none", lang)
    if total.possible and not total.certain:
        return words.say("range_possible", lang)
    if not total.has_figure:
        return words.say("range_none", lang)
    return words.range_text(total.killed_min, total.killed_max, total.open_ended, lang)


def short_figure_of(total: Sum) -> str:
    """Write the killed range of a sum for a badge; a dash when no member has a figure."""
    if not total.has_figure:
        return "–"
    return words.range_short(total.killed_min, total.killed_max, total.open_ended)


def window_text(filters: Filters, span: tuple[date, date], lang: str) -> str:
    """Write the window in words, the data's own first and last day where none is set."""
    return words.days(pd.Timestamp(filters.start or span[0]), pd.Timestamp(filters.end or span[1]), lang)


def city_text(city: Sum, lang: str) -> str:
    """Write the incidents of Raqqa city that a countryside choice counts apart."""
    text = words.say("city_apart", lang, incidents=words.count("incidents", city.certain, lang))
    return text + words.say("and_possible", lang, n=words.number(city.possible, lang)) if city.possible else text


def write_sentence(totals: Totals, filters: Filters, span: tuple[date, date], lang: str) -> tuple[str, str]:
    """Write the honest sentence in two parts: the lead (counts and headline), and everything counted apart."""
    say, count = words.say, words.count
    whole, headline = totals.everything, totals.headline
    comma = "، " if lang == "ar" else ", "
    lead = say(
        "lead_count",
        lang,
        extent=comma.join([say(f"extent_{filters.extent}", lang), *filter_texts(filters, totals.names, lang)]),
        dates=window_text(filters, span, lang),
        incidents=count("incidents", whole.certain, lang),
    )
    if whole.possible:
        lead += say("and_possible", lang, n=words.number(whole.possible, lang))
    lead += "."
    if whole.certain:
        key = "lead_headline" if headline.has_figure else "lead_headline_no_figure" if headline.certain else "lead_no_headline"
        if headline.incidents and not headline.certain:
            key = "lead_headline_possible"
        n = headline.certain or headline.possible
        lead += " " + say(key, lang, incidents=count("incidents", n, lang), range=figure_of(headline, lang))

    apart = {g: totals.by_grading[g] for g in s.GRADINGS if g not in s.HEADLINE_GRADINGS}
    groups = [(g, total) for g, total in apart.items() if total.certain > total.fighting]
    parts = [
        say(
            "apart_part" if total.has_figure else "apart_part_none",
            lang,
            grading=_within(say(f"grading_{g}", lang), lang),
            range=figure_of(total, lang),
            incidents=count("incidents", total.certain - total.fighting, lang),
        )
        for g, total in groups
    ]
    semicolon = "؛ " if lang == "ar" else "; "
    rest = [say("apart", lang, parts=semicolon.join(parts))] if parts else []
    if whole.no_figure:
        text = say("no_figure", lang, incidents=count("incidents", whole.no_figure, lang))
        rest.append(text + ".")
    extra = []
    if whole.status_unknown:
        extra.append(say("status_unknown", lang, n=words.number(whole.status_unknown, lang)))
    if whole.fighting:
        extra.append(say("fighting", lang, incidents=count("incidents", whole.fighting, lang)))
    if totals.pairs:
        extra.append(say("pairs", lang, n=words.count("pairs", totals.pairs, lang)))
    if totals.aggregates:
        extra.append(say("aggregates", lang, incidents=count("incidents", totals.aggregates, lang)))
    if totals.set_aside:
        extra.append(say("set_aside", lang, incidents=count("incidents", totals.set_aside, lang)))
    if totals.off_map:
        extra.append(say("off_map", lang, n=words.number(totals.off_map, lang)))
    if totals.undated:
        extra.append(say("undated_left_out", lang, n=words.number(totals.undated, lang)))
    if totals.city.incidents:
        extra.append(city_text(totals.city, lang))
    if (filters.start or span[0]) < span[0] or (filters.end or span[1]) > span[1]:
        extra.append(say("outside_record", lang, dates=words.days(pd.Timestamp(span[0]), pd.Timestamp(span[1]), lang)))
    first, last = totals.graded or span
    if totals.graded and ((filters.start or span[0]) < first or (filters.end or span[1]) > last):
        extra.append(say("graded_span", lang, dates=words.days(pd.Timestamp(first), pd.Timestamp(last), lang)))
    if extra:
        text = semicolon.join(extra)
        rest.append(text[0].upper() + text[1:] + ".")
    return lead, " ".join(rest)


def _within(label: str, lang: str) -> str:
    """Write a label as it stands inside a sentence."""
    return label[0].lower() + label[1:] if lang == "en" else label


def filter_texts(filters: Filters, names: Mapping[str, tuple[str, str]], lang: str) -> list[str]:
    """Write the filters that are set besides extent and window, one text each; ``names`` as in ``Totals``."""

    def named(code: str) -> str:
        return words.in_language(names.get(code, (code, "")), lang)

    texts = []
    if filters.source:
        texts.append(words.say("source_text", lang, names=" / ".join(words.say(f"source_{c}", lang) for c in filters.source)))
    for name in ("grading", "belligerent", "response"):
        if getattr(filters, name):
            texts.append(
                f"{words.say(f'filter_{name}', lang)}: {' / '.join(words.say(f'{name}_{c}', lang) for c in getattr(filters, name))}"
            )
    if filters.min_killed:
        texts.append(words.say("min_killed_text", lang, n=words.number(filters.min_killed, lang)))
    if filters.precise:
        texts.append(words.say("filter_precise", lang))
    if fold(filters.text):
        texts.append(f"{words.say('filter_text', lang)}: {filters.text}")
    if filters.near:
        texts.append(words.say("near_km", lang, km=words.number(filters.km, lang), name=named(filters.near)))
    if filters.area:
        texts.append(words.say("area_only", lang, name=named(filters.area)))
    if filters.shape:
        texts.append(words.say("shape_on", lang))
    if filters.near or filters.shape:
        texts.append(words.say("point_only_text", lang))
    return texts
