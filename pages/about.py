"""About the data: what is in here, what is not, the words used, how to cite, how to correct an entry."""

import pandas as pd

from geo.out.share import licence_lines
from geo.record.about import Part, read_about
from geo.text.languages import listed
from geo.text.words import count, days, say
from pages import begin, markup
from pages.parts.show import show_heading


def show_terms(terms: list[Part]) -> None:
    """Show terms side by side, each an anchor that help texts lead to."""
    if not terms:
        return
    shown = "".join(
        f'<section><h3 class="term" id="{x.anchor}">{{t{k}}}</h3><p class="about">{{x{k}}}</p></section>' for k, x in enumerate(terms)
    )
    texts = {f"t{k}": x.heading for k, x in enumerate(terms)} | {f"x{k}": " ".join(x.paragraphs) for k, x in enumerate(terms)}
    markup(f'<div class="terms">{shown}</div>', **texts)


def main() -> None:
    """Draw the page: what the editors of the record wrote, between its figures and its licences."""
    visit = begin("about")
    lang, record = visit.lang, visit.record
    markup('<h1 class="incident">{t}</h1>', t=say("page_about", lang))
    first, last = (pd.Timestamp(d) for d in record.span)
    claims, incidents = record.size
    lead = say(
        "about_lead",
        lang,
        claims=count("claims", claims, lang),
        incidents=count("incidents", incidents, lang),
        sources=listed((say(f"source_{c}", lang) for c in record.sources), lang),
        dates=days(first, last, lang),
    )
    markup('<p class="lead-text">{t}</p>', t=lead)
    terms: list[Part] = []
    for part in [*read_about(lang, hash=record.fingerprint), Part(1, "", "", ())]:
        if part.level == 2:
            terms.append(part)
            continue
        show_terms(terms)
        terms = []
        if part.heading:
            show_heading(part.heading)
        for text in part.paragraphs:
            markup('<p class="about">{t}</p>', t=text)
    show_heading(say("about_licences", lang))
    for line in licence_lines(record.read_days, lang):
        markup('<p class="about">{t}</p>', t=line)
    markup('<p class="about">{t}</p>', t=say("credit", lang))


main()
