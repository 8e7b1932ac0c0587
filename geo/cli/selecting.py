"""What summary, card and export share: the filters as arguments, and the choice they make."""

import argparse
from collections.abc import Callable, Collection
from pathlib import Path

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import PARAMS, View, read_known
from geo.choice.filters import Filters
from geo.cli.opening import Stopped, add_data, read_data
from geo.cli.terminal import tell, warn
from geo.record.known import Record
from geo.record.stored import write_whole
from geo.text import words


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add every filter, each a parameter of the pages' address under the same name."""
    add = parser.add_argument
    add("--from", metavar="DATE", help="first day, as YYYY-MM-DD")
    add("--to", metavar="DATE", help="last day")
    add("--extent", help=f"one of {', '.join(voc.EXTENTS)} (both)")
    add("--area", metavar="CODE", help="P-code of a district, subdistrict or place, or a sector: north, east, south, west, city")
    add("--source", metavar="LIST", help=f"comma-separated: {', '.join(voc.SOURCES)}")
    add("--grading", metavar="LIST", help=f"comma-separated: {', '.join(voc.GRADINGS)}")
    add("--belligerent", metavar="LIST", help=f"comma-separated: {', '.join(voc.BELLIGERENTS)}")
    add("--response", metavar="LIST", help=f"comma-separated: {', '.join(voc.RESPONSES)}")
    add("--infrastructure", metavar="LIST", help=f"comma-separated: {', '.join(voc.INFRASTRUCTURE)}")
    add("--daytime", metavar="LIST", help=f"part of the day, comma-separated: {', '.join(voc.DAYTIMES)}")
    add("--sides", metavar="LIST", help='as a source names them, "|" between them: "IS - SDF"; not_stated for none')
    add("--min-killed", metavar="N", help="at least N civilians are reported killed ...")
    add("--says", choices=voc.SAYS, help="... by any claim, or by all that state a figure (all)")
    add("--precise", action="store_const", const="1", help="place known to village level or better")
    add("--fighting", choices=("0", "1"), help="0 leaves out fighting without civilian dead (1)")
    kinds = f"comma-separated: {', '.join(voc.STRIKES_AND_FIGHTING)} (all three); or attack_on_civilians by itself"
    add("--kind", metavar="LIST", help=kinds)
    add("--text", help="words or id of a claim, in English or Arabic")
    add("--near", metavar="PCODE", help="near this place ...")
    add("--km", metavar="N", help="... within N km (10)")
    add("--shape", metavar="CORNERS", help='inside a shape: "lon,lat;lon,lat;lon,lat"')
    add("--view", metavar="BOX", help="inside the frame of a map: west,south,east,north in degrees")
    add("--lang", help="language of the sentence: en, ar (en)")
    add_data(parser)


def add_exact(parser: argparse.ArgumentParser) -> None:
    """Add what decides over what leaves this machine."""
    parser.add_argument(
        "--exact", action="store_true", help="share-safe off: exact places, notes, private sources and graphic links go out"
    )
    parser.add_argument("--days", choices=voc.SHARED_DAYS, default="day", help="share-safe: give private rows their week or month (day)")


def choose(args: argparse.Namespace) -> tuple[Record, Filters, View]:
    """Read the record and the choice that the arguments make. What they cannot mean is told, all of it; then ``Stopped``."""
    params = {k: v for k, v in vars(args).items() if k in PARAMS and v is not None}
    record = read_data(
        args.data, args.lang if args.lang in voc.LANGUAGES else s.SOURCE_LANGUAGE
    )  # its territory says what would be allowed
    filters, view, bad = read_known(params, Filters(), set(record.places["area_id"]), record.area_ids)
    for b in bad:
        refuse(b.name, b.value, words.say(f"allowed_{b.allowed}", view.lang, options=", ".join(b.options)), view.lang)
    if bad:
        raise Stopped(2)
    return record, filters, view


def check_ending(out: Path, known: Collection[str], lang: str) -> str:
    """Give the format that a file's ending names; another than the known ones is told, then ``Stopped``."""
    ending = out.suffix.lstrip(".").lower()
    if ending not in known:
        refuse("out", str(out), words.say("allowed_one_of", lang, options=", ".join(f".{e}" for e in known)), lang)
        raise Stopped(2)
    return ending


def write_out(
    args: argparse.Namespace, known: Collection[str], make: Callable[[Record, Filters, View, str], tuple[bytes, list[str]]]
) -> int:
    """Write the file that ``make`` gives of the choice, in the format its ending names, and tell the lines beside it; give the exit status."""
    record, filters, view = choose(args)
    ending = check_ending(args.out, known, view.lang)
    try:
        data, told = make(record, filters, view, ending)
        write_whole(args.out, data)
    except (ValueError, OSError) as error:
        warn(error)
        return 2
    tell(*told)
    return 0


def refuse(name: str, value: str, allowed: str, lang: str) -> None:
    """Tell that an argument was refused, and what is allowed instead."""
    warn(words.say("bad_param", lang, name="--" + name.replace("_", "-"), value=value, allowed=allowed))
