"""The record without its pages: ``python -m geo summary``."""

import argparse
import json
import sys
from pathlib import Path

from geo import settings as s
from geo import words
from geo.files import read_record
from geo.filters import Filters, check_codes, read_params
from geo.incidents import DataProblems, problem_text
from geo.totals import summarise, to_json, write_sentence

EPILOG = """\
summary prints the totals of a selection; without filters it covers all claims, fighting included.

JSON keys (--json):
  claims, incidents      incidents = certain + possible
  possible               incidents whose date interval only overlaps the window
  headline               Confirmed + Fair
  by_grading, by_source  each with claims, incidents, possible, killed_min, killed_max, open_ended, no_figure,
                         status_unknown; killed figures are of certain incidents; killed_max reads "or more" when
                         open_ended is true; by_source adds up that source's own claims, whatever the links
                         (press: several outlets on one incident are not added)
  by_answer              incidents by what the attacker answered: incidents, possible, claims
  by_area                per subdistrict P-code: incidents, possible, claims
  wider                  known only to a wider area than a subdistrict
  unlocated, outside     without a position; with a point outside the governorate
                         by_area + wider + unlocated + outside = incidents
  undated                incidents a window narrower than the data leaves out
  city_counted_apart, fighting, aggregates, set_aside, pairs_that_may_be_one_event

Exit status: 0 done; 1 the data folder has problems, all of them listed; 2 an argument was refused.
"""


def build_parser() -> argparse.ArgumentParser:
    """Build the command line; every option is a parameter of the map's address, under the same name."""
    parser = argparse.ArgumentParser(
        prog="python -m geo", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    summary = commands.add_parser(
        "summary", help="totals of a selection", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = summary.add_argument
    add("--from", metavar="DATE", help="first day, as 2016-11-06")
    add("--to", metavar="DATE", help="last day")
    add("--extent", help=f"one of {', '.join(s.EXTENTS)} (both)")
    add("--area", metavar="CODE", help="P-code of a district, subdistrict or place, or a sector: north, east, south, west, city")
    add("--source", metavar="LIST", help=f"comma-separated: {', '.join(s.SOURCES)}")
    add("--grading", metavar="LIST", help=f"comma-separated: {', '.join(s.GRADINGS)}")
    add("--belligerent", metavar="LIST", help=f"comma-separated: {', '.join(s.BELLIGERENTS)}")
    add("--response", metavar="LIST", help=f"comma-separated: {', '.join(s.RESPONSES)}")
    add("--min-killed", metavar="N", help="lowest reported number of civilians killed is at least N")
    add("--precise", action="store_const", const="1", help="place known to village level or better")
    add("--fighting", choices=("0", "1"), help="0 leaves out fighting without civilian dead (1)")
    add("--text", help="name, spelling variant or id, in English or Arabic")
    add("--near", metavar="PCODE", help="near this place ...")
    add("--km", metavar="N", help="... within N km (10)")
    add("--shape", metavar="CORNERS", help='inside a shape: "lon,lat;lon,lat;lon,lat"')
    add("--lang", help="language of the sentence: en, ar (en)")
    add("--data", metavar="DIR", type=Path, default=s.DATA, help="data folder (the project's own)")
    add("--json", action="store_true", help="all totals as JSON")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    args = build_parser().parse_args(argv)
    params = {k: v for k, v in vars(args).items() if v is not None and k not in ("command", "data", "json")}
    filters, view, bad = read_params(params, Filters())
    try:
        record = read_record(args.data)
    except DataProblems as broken:
        print(words.say("data_broken", view.lang), file=sys.stderr)
        print(*(problem_text(p, view.lang) for p in broken.problems), sep="\n", file=sys.stderr)
        return 1
    filters, unknown = check_codes(filters, set(record.places["area_id"]), record.area_ids)
    for b in [*bad, *unknown]:
        allowed = words.say(f"allowed_{b.allowed}", view.lang, options=", ".join(b.options))
        print(words.say("bad_param", view.lang, name="--" + b.name.replace("_", "-"), value=b.value, allowed=allowed), file=sys.stderr)
    if bad or unknown:
        return 2
    selection = record.select(filters)
    totals = summarise(selection, record.claims, record.pairs)
    if args.json:
        print(json.dumps(to_json(totals) | {"data": record.fingerprint}, indent=1))
    else:
        print(*write_sentence(totals, filters, record.span, view.lang), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
