"""``python -m geo words``: whether every text stands in every language, and what translators have to do."""

import argparse

from geo import settings as s
from geo import vocabulary as voc
from geo.cli.opening import add_data, open_land
from geo.cli.terminal import tell, warn
from geo.text.translating import land_problems, problems, update_translation

HELP = "whether every text stands in every language"
EPILOG = """\
Holds the texts in locale/ against the code and each translation against the English texts: what is missing, used nowhere, not
translated, made from an English text that has changed, with other placeholders or another plural rule is named, a line each; so is
a name or text of the territory that a language lacks.
With --update: brings the translations in step with the English texts first, or begins one in the language named (tr, fr, ku).

Exit status: 0 nothing is missing; 1 something is; 2 an argument was refused.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--update", nargs="*", metavar="LANG", help="bring these translations in step, or begin them (all there are)")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Print the problems of the catalogues, a line each."""
    asked = args.update or [lang for lang in voc.LANGUAGES if lang != s.SOURCE_LANGUAGE]
    try:
        for lang in asked if args.update is not None else ():
            tell(update_translation(lang))
    except ValueError as refused:
        warn(refused)
        return 2
    languages = {*voc.LANGUAGES, *(args.update or ())}
    found = problems(languages) + land_problems(open_land(args.data, s.SOURCE_LANGUAGE), languages)
    tell(*found)
    return 1 if found else 0
