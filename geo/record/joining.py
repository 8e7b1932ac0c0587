"""How do more files and judgements enter a record? Everything that follows from the claims is derived here: ``join``, ``gather``, ``place_by_hand``."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.evidence import answers
from geo.evidence.alike import Column
from geo.evidence.coverage import Coverage, Row, as_brought, spans_of
from geo.evidence.incidents import to_incidents
from geo.evidence.links import different_pairs, disputed_positions, group_claims, parts_of, split_waiting
from geo.evidence.overlaps import find_pairs, group_pairs
from geo.intake.imports import Import
from geo.land.areas import assign_areas
from geo.land.places import fold_each
from geo.record.belongs import those_here
from geo.record.known import Input, Record
from geo.territory import here


def join(record: Record, imports: Sequence[Import], links: pd.DataFrame | None = None, placed: pd.DataFrame | None = None) -> Record:
    """Give the record with more files in it, and more judgements; the record itself stays as it is.

    A claim that is here already stays, unless the import's ``policy`` is to replace it; declared strikes that are here already
    are not added a second time.
    """
    more = [x.astype(object) for x in (links, placed) if x is not None and len(x)]
    marks = [one.table_sha256 + one.policy for one in imports] + [x.to_csv(index=False) for x in more]
    changed = replace(record, fingerprint=hashlib.sha256("\0".join([record.fingerprint, *marks]).encode()).hexdigest()[:8])
    every = [x for x in (record.links, record.waiting, links) if x is not None and len(x)]
    chosen = [x for x in (record.placed, placed) if x is not None and len(x)]
    return bring(
        changed,
        imports,
        pd.concat(every, ignore_index=True).drop_duplicates(ignore_index=True) if every else record.links,
        pd.concat(chosen, ignore_index=True).drop_duplicates("claim_id", keep="last", ignore_index=True) if chosen else record.placed,
    )


def bring(record: Record, imports: Sequence[Import], links: pd.DataFrame, placed: pd.DataFrame) -> Record:
    """Put imports into a record and derive everything that follows from the claims and the judgements about them."""
    parts, declared, corrections, entries = [record.claims], record.declared, record.corrections, record.answers
    spans: list[Row] = []
    for one in imports:
        if one.declared:
            declared = _add_declared(declared, one)
            spans += _declared_span(one)
            continue
        new = one.claims().assign(input_sha256=one.input_sha256)
        spans += spans_of(new)
        known = pd.Index(np.concatenate([p["claim_id"].to_numpy(dtype=object) for p in parts]))
        if one.policy == "replace":
            parts = [p[~p["claim_id"].isin(new["claim_id"])] for p in parts]
            corrections = corrections[~corrections["claim_id"].isin(new["claim_id"])]  # they were made to another row
            entries = entries[~entries["claim_id"].isin(new["claim_id"])]  # and so were the answers
        else:
            new = new[~new["claim_id"].isin(known)]
        parts.append(new)
    claims = those_here(pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True), record.belongs)
    claims = place_by_hand(claims, placed, record.places)
    live, waiting = split_waiting(links, set(claims["claim_id"]))
    claims["incident_id"] = claims["claim_id"].map(group_claims(claims["claim_id"], live))
    incidents = gather(claims, record.areas, record.district_of)
    incidents["position_disputed"] |= incidents["incident_id"].isin(disputed_positions(claims, live))
    dated = claims.dropna(subset=["date_start", "date_end"])
    different = different_pairs(claims, live)
    pairs = find_pairs(incidents, different)  # by what the claims' own lines name: it was judged by these
    entries = answers.of_claims(entries, set(claims["claim_id"]))
    incidents = answers.with_accused(incidents, claims, entries)
    return replace(
        record,
        claims=claims,
        incidents=incidents,
        links=live,
        corrections=corrections,
        waiting=waiting,
        placed=placed,
        declared=declared,
        pairs=list(zip(pairs["a"], pairs["b"], strict=True)),
        groups=group_pairs(pairs, incidents.set_index("incident_id")["sources"], different),
        parts=parts_of(claims, live),
        span=(dated["date_start"].min().date(), dated["date_end"].max().date()) if len(dated) else here().campaign,
        answers=entries,
        imports=(*record.imports, *imports),
        covered=Coverage(record.covered).with_rows(spans).rows,
        inputs=(*record.inputs, *(Input(one.name, one.input_sha256, len(one.table), one.table_sha256) for one in imports)),
    )


def gather(claims: pd.DataFrame, areas: dict[str, gpd.GeoDataFrame], district_of: dict[str, str]) -> pd.DataFrame:
    """Gather typed claims with ``incident_id`` into incidents, with their areas and the text a text filter looks in (``search``)."""
    incidents = assign_areas(to_incidents(claims), areas, district_of)
    incidents["search"] = search_text(incidents, claims)
    return incidents


def _add_declared(declared: pd.DataFrame, one: Import) -> pd.DataFrame:
    """Add declared strikes, but for those that are here already: the same day, place and number, as often as they stand here."""
    rows = one.entering()
    new = pd.DataFrame(
        {
            "date": pd.to_datetime(rows["date_start"]),
            "location": rows["place_name"].astype(object),
            "strikes": rows["strike_count"].astype(int),
        }
    )
    key = ["date", "location", "strikes"]
    here = declared.groupby(key).size()
    turn = new.groupby(key).cumcount()
    had = pd.Series([here.get(tuple(row), 0) for row in new.itertuples(index=False)], index=new.index, dtype=int)
    return pd.concat([declared, new[turn >= had]], ignore_index=True)


def _declared_span(one: Import) -> list[Row]:
    """Give the span of a file of declared strikes."""
    days = pd.to_datetime(one.entering()["date_start"])
    return [as_brought(one.source, "declared_strikes", days.min().date(), days.max().date())] if len(days) else []


def place_by_hand(claims: pd.DataFrame, placed: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give claims without a position that of the place a person chose for them, to village level; the source's own position wins."""
    spot = places.set_index("area_id").geometry
    chosen = claims["claim_id"].map(dict(zip(placed["claim_id"], placed["place_pcode"], strict=True)))
    here = chosen.isin(spot.index) & claims["latitude"].isna()
    if not here.any():
        return claims
    out = claims.copy()
    out.loc[here, "latitude"], out.loc[here, "longitude"] = chosen[here].map(spot.y), chosen[here].map(spot.x)
    out.loc[here, "place_pcode"] = chosen[here]
    out.loc[here, "geolocation_accuracy"] = "village"
    out.loc[here, "accuracy_source"] = "gazetteer place, chosen by a person"
    return out


# What a text filter looks in: a claim's own words and ids. How a place is also written is no word of the claim (``places.places_written``).
SEARCHED = ("place_name", "place_name_ar", "claim_id", "source_id", "source_name", "sides")


def searched(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the cells of claims that a text filter looks in. A private source is found by its places alone: an address with its name in it
    would tell that it is here."""
    hidden = [c for c in SEARCHED if not c.startswith("place_name")]
    return claims[list(SEARCHED)].assign(**{c: claims[c].where(~claims["source_private"], "") for c in hidden})


def _folded(column: Column) -> list[str]:
    texts: list[str] = Column(column.of, fold_each(column.texts.tolist())).rows().tolist()
    return texts


def search_text(incidents: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Everything a text filter looks in, folded, a cell a line: no text is found across two cells."""
    cells = searched(claims)
    folded = [_folded(Column.of_rows(cells[column])) for column in SEARCHED]  # each distinct text is folded once
    parts = pd.Series(["\n".join(texts) for texts in zip(*folded, strict=True)], index=claims.index, dtype=object)
    own = claims["incident_id"]
    if own.is_unique:
        joined = parts.to_numpy()  # in the order of their claims
    else:
        several = own.duplicated(keep=False)
        of = (
            dict(zip(own[~several], parts[~several], strict=True))
            | parts[several].groupby(own[several], sort=False).agg("\n".join).to_dict()
        )
        joined = incidents["incident_id"].map(of).to_numpy(dtype=object)
    return pd.Series(joined, index=incidents.index, dtype=object)
