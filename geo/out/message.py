"""What is the one message of a card: its figure, what that counts, and the one caveat that matters most for it?"""

from dataclasses import dataclass
from typing import Any

from geo.show.accused import accused_in
from geo.show.chosen import Chosen
from geo.show.names import incident_name
from geo.show.sentence import beside_headline, count_text, counted, figure_of
from geo.show.terms import terms_of
from geo.text import words
from geo.text.languages import listed


@dataclass(frozen=True)
class Message:
    """``figure`` stands large (empty: there is none), ``what`` says what it counts, ``beside`` what must stand with it, ``caveat`` what would
    overturn it most."""

    figure: str
    what: str
    beside: str
    caveat: str

    def title(self, lang: str) -> str:
        """Write figure and what it counts in one line."""
        return words.say("card_message_title", lang, figure=self.figure, what=self.what) if self.figure else self.what


def message_of(chosen: Chosen, lang: str) -> Message:
    """Give the message of a selection: the range of its headline, else how many incidents it has; never a bare number where there is a range."""
    totals, filters = chosen.totals, chosen.filters
    terms = terms_of(totals, lang)
    caveat = terms[0].more if terms else ""
    if not (totals.headline.certain and totals.headline.has_figure):
        whole = totals.everything
        what = words.say("card_message_documented", lang, incidents=counted(whole, totals.spared, lang)) if whole.incidents else ""
        return Message(
            "", what or words.say("card_title", lang, what=words.say(f"extent_{filters.extent}", lang)), chosen.sentence(lang)[0], caveat
        )
    what = words.say("card_message_killed", lang, incidents=words.count("incidents", totals.headline.certain, lang))
    beside = beside_headline(totals, chosen.covered.gradings, bool(filters.source), lang)
    text = count_text(totals, filters, chosen.record.span, chosen.covered, lang)
    return Message(figure_of(totals.headline, lang), what, f"{text} {beside}".strip(), caveat)


def message_of_incident(chosen: Chosen, row: dict[str, Any], claims: list[dict[str, Any]], told: str, lang: str) -> Message:
    """Give the message of one incident: its range, where and when; who says what (``told``), who was accused and what they answered.

    Parameters
    ----------
    row : of ``Record.incidents``. claims : its claims.
    """
    name = listed((incident_name(row, lang), words.days(row["date_start"], row["date_end"], lang)), lang)
    mine = chosen.record.claims[chosen.record.claims["claim_id"].isin([c["claim_id"] for c in claims])]
    lines = [x.line(lang) for x in accused_in(mine, chosen.record.answers, lang)]
    named = any(c["belligerent"] not in ("", "unknown") for c in claims)
    caveat = words.say("card_accused", lang, lines="; ".join(lines)) if lines else "" if named else words.say("card_no_accused", lang)
    if row["no_figure"] or row["fighting"]:
        return Message("", name, told, caveat)
    range_ = words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang)
    return Message(range_, words.say("card_message_incident", lang, name=name), told, caveat)
