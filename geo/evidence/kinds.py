"""What kind of event is it: a strike, an attack on civilians by a named side, fighting, or not stated? The one place of that rule.

A strike: the source says it came from the air or from guns. Fighting: dead in fighting between named sides; who killed a civilian is
not stated. An attack on civilians: one named side killed them deliberately. Whatever says none of these is not stated.
"""

import numpy as np
import pandas as pd

from geo import vocabulary as voc

ATTACK = "attack_on_civilians"
STRIKING = ("airstrike", "artillery", "drone")  # strike types that come from the air or from guns
NOT_STATED = "not_stated"  # side of an incident none of whose claims names one


def kinds_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Put the kinds that an incident's claims state in the order in which they decide; *not stated* is left out beside another."""
    stated = tuple(k for k in voc.EVENT_KINDS if k in codes and k != "not_stated")
    return stated or ("not_stated",)


def one_kind(codes: tuple[str, ...]) -> str:
    """Give the one kind an incident is counted under: strike if any claim says so, else attack, else fighting, else not stated."""
    return kinds_of(codes)[0]


def usual_kind(strike_type: str) -> str:
    """Give the kind that the type of a strike (``vocabulary.STRIKE_TYPES``) tells, for claims that do not state their kind."""
    return "strike" if strike_type in STRIKING else "fighting" if strike_type == "battle" else "not_stated"


def usual_kinds(strike_types: pd.Series) -> np.ndarray:
    """Give the kind that each type of a strike tells (``usual_kind``)."""
    kinds = {code: usual_kind(code) for code in strike_types.unique()}
    found: np.ndarray = strike_types.map(kinds).to_numpy(dtype=object)
    return found


def is_fighting(claims: pd.DataFrame) -> pd.Series:
    """Say which claims record fighting and no harm to civilians: a stated 0, and nobody of unknown status.

    Only sources that record fighting (deaths_reported_best is filled) can say so (UCDP GED: ``intake.sources.ucdp_ged``). Where a
    source has no column for civilians (ACLED), its word for a battle says so, unless the claim has a number of them. An attack on
    civilians is none, whatever it states.
    """
    none_harmed = (
        (claims["civilians_killed_max"] == 0).fillna(False)
        & (claims["deaths_status_unknown"] == 0).fillna(False)
        & claims["deaths_reported_best"].notna()
    )
    battle = (claims["strike_type"] == "battle") & claims["civilians_killed_min"].isna() & claims["civilians_killed_max"].isna()
    return ((none_harmed | battle) & (claims["event_kind"] != ATTACK)).astype(bool)
