"""The record without its pages: ``python -m geo summary``, ``card``, ``export``, ``verify``, ``check``, ``import``, ``build`` and ``overlaps``."""

import argparse
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from geo import settings as s
from geo.choice.filters import Filters, View, check_codes, check_versus, read_params
from geo.count.totals import summarise, to_json, write_sentence
from geo.evidence.incidents import DataProblems, is_fighting, problem_text
from geo.evidence.overlaps import find_overlaps
from geo.intake.apart import read_apart
from geo.intake.imports import Import, KeptFileBroken, interpret, read_imports, write_imports
from geo.intake.reading import ENCODINGS, Choices, FileRefused, refusal_of
from geo.intake.reports import describe_import, refused_text, report, report_json
from geo.intake.sources import mapping_of, read_mapping
from geo.out.exports import harmless
from geo.record.files import Record, join, read_record
from geo.record.stored import accept_sums, write_whole
from geo.text import words

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
IMPORT_EPILOG = """\
check reads a file and says how each row would end; import does the same and writes the rows to a file. Put that file into
data/output/imports to have it in the record of this machine.

JSON keys of check (--json):
  file, source, rows     how the file was understood, and its rows
  kept, fixed, needs_person, refused
                         kept + fixed + needs_person + refused = rows
  held                   of those that need a person, rows kept out of the record until somebody decides
  sha256                 of the file
  how                    format, encoding, separator, sheet, coordinate system
  problems               one entry a finding: row, column, kind (fixed, person, refused, warned), code, was, became, why

Exit status: 0 the file was read, however its rows ended; 1 the file was refused as a whole; 2 an argument was refused.
"""
BUILD_EPILOG = """\
Reads each file as import does, joins it to the record of the data folder, and writes a folder that the dashboard opens:

  RAQQA_HOLDING=DIR streamlit run app.py

A claim whose id stands in the record or in an earlier file is counted once. A build that was stopped goes on where it stopped
when it is run again with the same files; holding.json is written last, and without it the folder is not opened. Dask needs
requirements-scale.txt; its workers here listen on 127.0.0.1 only. docs/scale.md says what a build costs and how to plan one.

Exit status: 0 built; 1 a file was refused, or a worker died more than once (run again); 2 an argument was refused.
"""
VERIFY_EPILOG = """\
With FILE: says whether each file is byte for byte what left this dashboard (it carries a hash of itself), and for a table
(CSV, Excel, GeoJSON, GeoPackage, Parquet) whether each row says what the record here says; a row that does not is named with
both texts. Without FILE: holds data/input and data/hand against data/SHA256SUMS, and kept imports against their own hashes.

Exit status: 0 everything is what it was; 1 something is not, or carries no hash; 2 an argument was refused.
"""


def build_parser() -> argparse.ArgumentParser:
    """Build the command line; every filter is a parameter of the pages' address, under the same name."""
    parser = argparse.ArgumentParser(
        prog="python -m geo", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    summary = commands.add_parser(
        "summary", help="totals of a selection", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    summary.add_argument("--json", action="store_true", help="all totals as JSON")
    card = commands.add_parser("card", help="an evidence card of a selection, as PNG, SVG or PDF")
    card.add_argument("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in s.CARD_FORMATS)}")
    card.add_argument("--size", choices=tuple(s.CARD_SIZES), default="1080x1080")
    card.add_argument("--layout", choices=s.CARD_LAYOUTS, default="map")
    card.add_argument("--title", default="", help="instead of the generated one")
    card.add_argument("--digits", choices=s.DIGITS, default="european")
    card.add_argument("--palette", choices=tuple(s.PALETTES), default="red")
    card.add_argument("--logo", type=Path, metavar="FILE", help="PNG or JPEG")
    card.add_argument("--incident", metavar="ID", help="for the layout incident")
    card.add_argument("--versus", metavar="OTHER", help="for before_after: window:DATE/DATE, area:CODE or source:CODE")
    card.add_argument("--level", help=f"one of {', '.join(s.LEVELS)} (subdistrict)")
    card.add_argument("--show", help="areas or points (areas)")
    export_ = commands.add_parser("export", help="the claims of a selection as a file for others")
    export_.add_argument("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in s.EXPORT_FORMATS)}")
    for command in (card, export_):
        command.add_argument(
            "--exact", action="store_true", help="share-safe off: exact places, notes, private sources and graphic links go out"
        )
    for command in (summary, card, export_):
        _add_filters(command)
    check = commands.add_parser(
        "check", help="what an import would make of a file", epilog=IMPORT_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="everything as JSON")
    import_ = commands.add_parser(
        "import", help="files made into claims", epilog=IMPORT_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    import_.add_argument("file", type=Path, nargs="+", metavar="FILE")
    import_.add_argument("--out", required=True, type=Path, metavar="FILE.parquet", help="GeoParquet with every row, refused ones too")
    import_.add_argument("--report", type=Path, metavar="REPORT.csv", help="the findings, a row each")
    build_ = commands.add_parser(
        "build",
        help="files too many for memory made into a holding",
        epilog=BUILD_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    build_.add_argument("file", type=Path, nargs="+", metavar="IN", help="files, or folders of files")
    build_.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new folder, or one an earlier run was stopped in")
    build_.add_argument("--engine", choices=("here", "dask"), default="here", help="one file after the other (here), or several on Dask")
    build_.add_argument(
        "--scheduler", default="", metavar="tcp://HOST:PORT", help="a Dask cluster whose workers share these folders (this machine)"
    )
    build_.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="Dask workers on this machine (one a core)")
    build_.add_argument("--memory", default="2GB", metavar="SIZE", help="of each of them (2GB)")
    for command in (check, import_, build_):
        _add_reading(command)
    overlaps = commands.add_parser("overlaps", help="pairs of claims that may be one event, not yet judged")
    overlaps.add_argument(
        "--with", action="append", type=Path, default=[], metavar="FILE.parquet", dest="more", help="with this import too"
    )
    overlaps.add_argument("--km", type=float, default=s.OVERLAP_KM[1], metavar="N", help=f"within N km ({s.OVERLAP_KM[1]})")
    overlaps.add_argument("--days", type=int, default=s.OVERLAP_DAYS[1], metavar="N", help=f"within N days ({s.OVERLAP_DAYS[1]})")
    overlaps.add_argument("--within-source", action="store_true", help="also pairs of one source")
    overlaps.add_argument("--json", action="store_true", help="as JSON")
    verify_ = commands.add_parser(
        "verify",
        help="whether exported files, or the files of the data folder, are what they were",
        epilog=VERIFY_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify_.add_argument("file", type=Path, nargs="*", metavar="FILE", help="an export, a card, or an import; none: the data folder")
    verify_.add_argument("--accept", action="store_true", help="list the files of the data folder as they are now in data/SHA256SUMS")
    for command in (check, import_, build_, overlaps, verify_):
        command.add_argument("--lang", choices=s.LANGUAGES, default="en", help="language of the texts (en)")
        command.add_argument("--data", metavar="DIR", type=Path, default=s.DATA, help="data folder (the project's own)")
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--source", choices=s.IMPORTERS, help="instead of the one found out")
    add("--mapping", type=Path, metavar="FILE.json", help="a mapping saved on the page Data")
    add("--sheet", default="", metavar="NAME", help="sheet or layer (the first)")
    add("--encoding", default="", help=f"one of {', '.join(ENCODINGS)} (found out)")
    add("--crs", default="", metavar="EPSG:N", help="coordinate reference system of the points, where the file does not say")


def _add_filters(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
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


_OWN = ("command", "data", "json", "out", "size", "layout", "title", "digits", "palette", "logo", "exact")  # not of the choice


def main(argv: list[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    args = build_parser().parse_args(argv)
    if args.command in ("check", "import", "overlaps"):
        return _bring(args)
    if args.command == "verify":
        return _verify(args)
    if args.command == "build":
        return _build(args)
    params = {k: v for k, v in vars(args).items() if v is not None and k not in _OWN}
    filters, view, bad = read_params(params, Filters())
    record = _read_data(args.data, view.lang)
    if record is None:
        return 1
    filters, unknown = check_codes(filters, set(record.places["area_id"]), record.area_ids)
    view, unsound = check_versus(view, record.area_ids)
    unknown += unsound
    for b in [*bad, *unknown]:
        allowed = words.say(f"allowed_{b.allowed}", view.lang, options=", ".join(b.options))
        print(words.say("bad_param", view.lang, name="--" + b.name.replace("_", "-"), value=b.value, allowed=allowed), file=sys.stderr)
    if bad or unknown:
        return 2
    if args.command == "summary":
        return _summary(record, filters, view, args.json)
    ending = args.out.suffix.lstrip(".").lower()
    known = s.CARD_FORMATS if args.command == "card" else s.EXPORT_FORMATS
    if ending not in known:
        allowed = words.say("allowed_one_of", view.lang, options=", ".join(f".{e}" for e in known))
        print(words.say("bad_param", view.lang, name="--out", value=str(args.out), allowed=allowed), file=sys.stderr)
        return 2
    try:
        if args.command == "card":
            from geo.out.card import Card, write_card  # heavy, and not needed for a summary

            logo = args.logo.read_bytes() if args.logo else b""
            card = Card(args.size, args.layout, args.title, args.digits, args.palette, not args.exact, logo)
            data, texts = write_card(record, filters, view, card, ending)
            told = [texts.alt]
        else:
            from geo.out.exports import export

            data, shared = export(record, filters, view, ending, not args.exact)
            told = shared.told(view.lang)
        write_whole(args.out, data)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(*told, sep="\n")
    return 0


def _summary(record: Record, filters: Filters, view: View, as_json: bool) -> int:
    selection = record.select(filters)
    totals = summarise(selection, record.graded, record.pairs)
    if as_json:
        print(json.dumps(to_json(totals, selection, record.claims) | {"data": record.fingerprint}, indent=1))
    else:
        print(*write_sentence(totals, filters, record.span, view.lang), sep="\n")
    return 0


def _read_data(folder: Path, lang: str) -> Record | None:
    """Read the data folder; its problems are told, all of them, and there is no record."""
    try:
        return read_record(folder)
    except DataProblems as broken:
        print(words.say("data_broken", lang), file=sys.stderr)
        print(*(problem_text(p, lang) for p in broken.problems), sep="\n", file=sys.stderr)
        return None


def _bring(args: argparse.Namespace) -> int:
    """Run the commands about a reader's own files, which take no filters."""
    record = _read_data(args.data, args.lang)
    if record is None:
        return 1
    if args.command == "overlaps":
        return _overlaps(record, args)
    imports = []
    for path in [args.file] if args.command == "check" else args.file:
        try:
            imports.append(_read(record, path, args))
        except FileRefused as refused:
            print(refused_text(refused, path.name, args.lang), file=sys.stderr)
            return 1
        except Exception as error:  # noqa: BLE001 - whatever a file does, it is one sentence
            print(refused_text(refusal_of(error), path.name, args.lang), file=sys.stderr)
            return 1
    if args.command == "check":
        one = imports[0]
        if args.json:
            print(json.dumps(report_json(one, args.lang), ensure_ascii=False, indent=1))
        else:
            _print_check(one, args.lang)
        return 0
    try:
        write_whole(args.out, write_imports(imports))
        if args.report:
            table = pd.concat([report(one, args.lang) for one in imports], ignore_index=True).map(harmless)
            write_whole(args.report, table.to_csv(index=False).encode("utf-8-sig"))
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    for one in imports:
        _print_check(one, args.lang, short=True)
    if any(one.source == "acled" for one in imports):
        print(words.say("acled_own_copy", args.lang), file=sys.stderr)
    return 0


def _read(record: Record, path: Path, args: argparse.Namespace) -> Import:
    try:
        data = path.read_bytes()
        mapping = read_mapping(args.mapping.read_bytes()) if args.mapping else None
    except OSError as error:
        raise FileRefused("nothing") from error
    if args.mapping and mapping is None:
        raise FileRefused("bad_mapping", name=args.mapping.name)
    raw = read_apart(data, path.name, Choices(sheet=args.sheet, encoding=args.encoding, crs=args.crs))
    chosen = mapping_of(raw, path.name, args.source or "", args.crs, mapping)
    with tqdm(total=100, desc=path.name[:40], file=sys.stderr, disable=None, bar_format="{desc} {percentage:3.0f}% {bar}") as bar:
        return interpret(
            raw,
            chosen,
            path.name,
            hashlib.sha256(data).hexdigest(),
            record.ground,
            record.towns,
            date.today(),
            progress=lambda part: bar.update(round(100 * part) - bar.n),
        )


def _build(args: argparse.Namespace) -> int:
    """Make a holding of files; refused files are told all at once."""
    from geo.holding.build import BuildFailed, Here, build, dask_engine, input_files  # not needed for anything else

    record = _read_data(args.data, args.lang)
    if record is None:
        return 1
    try:
        mapping = read_mapping(args.mapping.read_bytes()) if args.mapping else None
        gone = next((p for p in args.file if not p.exists()), None)
        if gone or not input_files(args.file) or (args.mapping and mapping is None):
            raise FileNotFoundError(gone or args.mapping or args.file[0])
        choices = Choices(sheet=args.sheet, encoding=args.encoding, crs=args.crs)
        with contextlib.nullcontext(Here()) if args.engine == "here" else dask_engine(args.scheduler, args.workers, args.memory) as engine:
            facts = build(args.file, args.out, record, engine, date.today(), args.source or "", choices, mapping)
    except BuildFailed as failed:
        print(*(refused_text(why, name, args.lang) for name, why in failed.refused), sep="\n", file=sys.stderr)
        return 1
    except ImportError:
        print(words.say("build_no_dask", args.lang), file=sys.stderr)
        return 2
    except FileExistsError:
        print(words.say("build_not_empty", args.lang, name=str(args.out)), file=sys.stderr)
        return 2
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    except Exception as error:  # noqa: BLE001 - a task, or the worker under it, failed more than once
        print(words.say("build_stopped", args.lang, why=f"{type(error).__name__}: {error}"[:300]), file=sys.stderr)
        return 1
    n = {k: sum(p[k] for p in facts["pieces"]) for k in ("rows", "kept", "fixed", "person", "refused", "held")}
    n |= {"files": len(facts["pieces"]), "already": facts["already_here"], "claims": facts["claims"], "incidents": facts["incidents"]}
    print(words.say("build_done", args.lang, name=str(args.out), **{k: words.number(v, args.lang) for k, v in n.items()}))
    return 0


def _verify(args: argparse.Namespace) -> int:
    say, lang = words.say, args.lang
    if args.accept:
        try:
            accept_sums(args.data)
        except OSError as error:
            print(error, file=sys.stderr)
            return 2
    record = _read_data(args.data, lang)
    if record is None:
        return 1
    if not args.file:
        told = [say(f"notice_{x.kind}", lang, name=x.name) for x in record.notices]
        told += [say("broken_kept", lang, name=file, why=say(f"broken_{why}", lang)) for file, why in record.broken]
        print(*(told or [say("verify_inputs", lang, n=words.number(len(record.inputs), lang), hash=record.fingerprint)]), sep="\n")
        return int(bool(told))
    from geo.out.verify import verify  # heavy, and not needed for a summary

    bad = 0
    for path in args.file:
        try:
            found = verify(path.read_bytes(), path.name, record)
        except FileRefused as refused:
            print(refused_text(refused, path.name, lang), file=sys.stderr)
            bad += 1
            continue
        except OSError as error:
            print(error, file=sys.stderr)
            return 2
        bad += not found.good
        print(say({True: "verify_whole", False: "verify_changed", None: "verify_unsealed"}[found.whole], lang, name=path.name))
        if found.same + len(found.differing) + len(found.unknown):
            n = {k: words.number(v, lang) for k, v in (("same", found.same), ("rows", found.rows))}
            print(say("verify_rows", lang, hash=record.fingerprint, **n))
        for claim, column, there, here in found.differing[:200]:
            print(say("verify_differs", lang, claim=claim, column=column, there=there[:200], here=here[:200]))
        for claim in found.unknown[:200]:
            print(say("verify_unknown", lang, claim=claim))
        if len(found.differing) + len(found.unknown) > 200:
            print("...")
    return int(bool(bad))


def _print_check(one: Import, lang: str, short: bool = False) -> None:
    print(describe_import(one, lang))
    if short:
        return
    found = report(one, lang)
    for row in found.head(200).to_dict("records"):
        print(f"{row['row']}\t{row['what']}\t{row['column']}\t{row['was']!s:.60}\t{row['became']!s:.60}\t{row['why']}")
    if len(found) > 200:
        print(f"... {len(found) - 200}")


def _overlaps(record: Record, args: argparse.Namespace) -> int:
    imports: Sequence[Import] = []
    try:
        imports = [one for path in args.more for one in read_imports(path.read_bytes())]
    except KeptFileBroken as broken:
        print(words.say(f"broken_{broken.code}", args.lang), file=sys.stderr)
        return 2
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    record = join(record, imports) if imports else record
    pairs = find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links, args.km, args.days, args.within_source)
    if args.json:
        print(pairs.to_json(orient="records", indent=1, force_ascii=False))
    else:
        print("score\tkm\tdays\tfigures\tsuggests\tclaims")
        for row in pairs.itertuples(index=False):
            near = ["?" if pd.isna(x) else f"{x:.1f}" if name == "km" else f"{x:.0f}" for name, x in (("km", row.km), ("days", row.days))]
            print(
                row.score, *near, words.say(f"figures_{row.figures}", args.lang), row.suggests, f"{row.claim_a} + {row.claim_b}", sep="\t"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
