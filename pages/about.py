"""About the data: what is in here, what is not, the words used, how to cite, how to correct an entry."""

import pandas as pd

from geo.out.share import licence_lines
from geo.text.words import count, days, say
from geo.text.words_about import TERMS
from pages import begin, markup
from pages.parts.show import show_heading


def main() -> None:
    """Draw the page; every term is an anchor that help texts lead to."""
    visit = begin("about")
    lang, record = visit.lang, visit.record
    comma = "، " if lang == "ar" else ", "
    markup('<h1 class="incident">{t}</h1>', t=say("page_about", lang))
    first, last = (pd.Timestamp(d) for d in record.span)
    claims, incidents = record.size
    lead = say(
        "about_lead",
        lang,
        claims=count("claims", claims, lang),
        incidents=count("incidents", incidents, lang),
        sources=comma.join(say(f"source_{c}", lang) for c in record.sources),
        dates=days(first, last, lang),
    )
    markup('<p class="lead-text">{t}</p>', t=lead)
    show_heading(say("about_here", lang))
    markup('<p class="about">{t}</p>', t=say("about_here_text", lang))
    show_heading(say("about_missing", lang))
    for k in (1, 2, 3):
        markup('<p class="about">{t}</p>', t=say(f"about_missing_{k}", lang))
    show_heading(say("about_terms", lang))
    terms = [f'<section><h3 class="term" id="{term}">{{t{k}}}</h3><p class="about">{{x{k}}}</p></section>' for k, term in enumerate(TERMS)]
    texts = {f"t{k}": say(f"term_{term}", lang) for k, term in enumerate(TERMS)}
    texts |= {f"x{k}": say(f"term_{term}_text", lang) for k, term in enumerate(TERMS)}
    markup(f'<div class="terms">{"".join(terms)}</div>', **texts)
    show_heading(say("about_cite", lang))
    markup('<p class="about">{t}</p>', t=say("about_cite_text", lang, hash=record.fingerprint))
    show_heading(say("about_correct", lang))
    markup('<p class="about">{t}</p>', t=say("about_correct_text", lang))
    show_heading(say("about_licences", lang))
    for line in licence_lines(record.read_days, lang):
        markup('<p class="about">{t}</p>', t=line)
    markup('<p class="about">{t}</p>', t=say("card_boundaries", lang))


main()
