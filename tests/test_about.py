"""What editors write about a record stands in one file a language, and help texts lead to its terms."""

import re
from pathlib import Path

import pytest

from geo import settings as s
from geo import vocabulary as voc
from geo.record.about import Part, read_about

WRITTEN = [lang for lang in voc.LANGUAGES if (s.DATA / f"about.{lang}.md").exists()]


def test_parts_are_headings_with_their_anchors_and_paragraphs_and_only_known_names_are_filled(tmp_path: Path) -> None:
    text = "# One\n\nfirst {hash}\nline\n\nsecond {other} {\n\n## Term, of two {#term}\n\n### no heading of ours\n\n# Empty\n"
    (tmp_path / "about.en.md").write_text(text, encoding="utf-8")
    assert read_about("ar", tmp_path, hash="abc") == [
        Part(1, "One", "", ("first abc line", "second {other} {")),
        Part(2, "Term, of two", "term", ("### no heading of ours",)),
        Part(1, "Empty", "", ()),
    ]


def test_a_record_nobody_wrote_about_has_no_parts(tmp_path: Path) -> None:
    assert read_about("en", tmp_path) == []


@pytest.mark.parametrize("lang", WRITTEN)
def test_every_language_has_the_same_parts_in_the_same_order_and_all_names_filled(lang: str) -> None:
    mine, english = read_about(lang, hash="abc"), read_about("en", hash="abc")
    assert [(p.level, p.anchor, len(p.paragraphs)) for p in mine] == [(p.level, p.anchor, len(p.paragraphs)) for p in english]
    assert [text for p in mine for text in p.paragraphs if "{" in text] == []
    assert any("abc" in text for p in mine for text in p.paragraphs)


def test_every_term_that_a_help_text_leads_to_is_explained() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (s.PROJECT / "pages").rglob("*.py"))
    asked = set(re.findall(r'help_with\("\w+", "(\w+)"', code))
    assert asked
    assert asked <= {p.anchor for p in read_about("en")}
