"""``python -m geo story``: a list of saved views with their sentences as one page."""

import argparse
from pathlib import Path

from geo import vocabulary as voc
from geo.choice.story import StoryRefused, load_story, read_story
from geo.cli.opening import add_data, add_language, read_data
from geo.cli.selecting import add_exact, check_ending
from geo.cli.terminal import tell, warn
from geo.record.stored import write_whole
from geo.text import words

HELP = "a story: saved views with a sentence each, as one page that works offline, as PDF, or as JSON with what was found"
EPILOG = """\
FILE is JSON: {"title": {"en": "..."}, "steps": [{"view": "?from=2016-11-06&area=north", "sentence": {"en": "..."}}]}; a title and each sentence may
stand in several languages. The figures, what is covered and the sources of a step are found in the record. The file that is written carries them,
and its seal: `geo verify` finds them again and names the step that does not agree. docs/story.md explains the rest.

Exit status: 0 written; 2 an argument or a part of the story was refused, or a file cannot be read or written.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the story, as JSON")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in voc.STORY_FORMATS)}")
    parser.add_argument("--pdf", action="store_true", help="write it as PDF too, beside it (typst: pip install -r requirements-print.txt)")
    add_exact(parser)
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Write the story, and tell what each step says."""
    from geo.out.retold import strange_numbers  # heavy, and not needed for the other commands
    from geo.out.story import Asked, write_told
    from geo.out.typeset import NeedsTypst

    lang = args.lang
    ending = check_ending(args.out, voc.STORY_FORMATS, lang)
    record = read_data(args.data, lang)
    try:
        story = read_story(load_story(args.file.read_bytes()), set(record.places["area_id"]), record.area_ids)
        data, held = write_told(record, story, ending, Asked(not args.exact, args.days))
        write_whole(args.out, data)
        if args.pdf:
            write_whole(args.out.with_suffix(".pdf"), write_told(record, story, "pdf", Asked(not args.exact, args.days))[0])
    except StoryRefused as refused:
        warn(*(part.told(lang) for part in refused.problems))
        return 2
    except (NeedsTypst, OSError) as error:
        warn(error)
        return 2
    for k, step in enumerate(held["steps"], 1):
        said = step["found"]["said"][lang if lang in story.langs else story.langs[0]]
        tell(words.say("story_told", lang, n=words.number(k, lang), said=" ".join(filter(None, (said["figure"], said["what"])))))
    for k, numbers in strange_numbers(held):
        warn(words.say("story_strange", lang, n=words.number(k, lang), numbers=numbers))
    return 0
