"""``python -m geo verify``: whether files are what they were."""

import argparse
from pathlib import Path

from geo.cli.opening import Stopped, add_data, add_language, read_data
from geo.cli.terminal import tell, warn
from geo.intake.formats.raw import FileRefused
from geo.intake.reports import refused_text
from geo.record.known import Record
from geo.record.stored import accept_sums
from geo.show.tables import short
from geo.text import words
from geo.text.languages import listed

HELP = "whether exported files, or the files of the data folder, are what they were"
EPILOG = """\
With FILE: says whether each file is byte for byte what left this dashboard (it carries a hash of itself), then makes it again from
the record here and the choice it names, and tells everything that differs: columns, rows (each counted once), sums, the sentence,
the provenance, the picture; of a story, the step; of an atlas, the page. Words of whoever made a story or a card are named: no record says them. With --signer NAME.pub it also says whether the signature beside the file (FILE.minisig, see `geo sign`)
is of that key. Without FILE: holds data/input and data/hand against data/SHA256SUMS, and kept imports against their own hashes.

Exit status: 0 everything is what it was; 1 something is not, carries no hash, or is not signed by a --signer; 2 an argument was refused.
"""
_SHOWN = 200  # differences
_WORDS = 120  # characters of each text of somebody's own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("file", type=Path, nargs="*", metavar="FILE", help="an export, a card, a story, an atlas, or an import; none: the data folder")
    add("--accept", action="store_true", help="list the files of the data folder as they are now in data/SHA256SUMS")
    add("--signer", type=Path, action="append", default=[], metavar="NAME.pub", help="whose signature is asked for; may be given again")
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Hold the files named, or those of the data folder, against what they should be."""
    if args.accept:
        try:
            accept_sums(args.data)
        except OSError as error:
            warn(error)
            return 2
    record = read_data(args.data, args.lang)
    if not args.file:
        return _tell_inputs(record, args.lang)
    good = [_verify(path, record, args.lang) & _verify_signature(path, args.signer, args.lang) for path in args.file]
    return int(not all(good))


def _tell_inputs(record: Record, lang: str) -> int:
    say = words.say
    told = [say(f"notice_{x.kind}", lang, name=x.name) for x in record.notices]
    told += [say("broken_kept", lang, name=file, why=why.told(lang)) for file, why in record.broken]
    tell(*(told or [say("verify_inputs", lang, n=words.number(len(record.inputs), lang), hash=record.fingerprint)]))
    return int(bool(told))


def _verify_signature(path: Path, signers: list[Path], lang: str) -> bool:
    """Tell of one file whose signature lies beside it, and whether that is as it should be; without one, nothing unless one is asked for."""
    from geo.out.signing import ENDING, BadKey, NoLibrary, look_at

    say, beside = words.say, path.with_name(path.name + ENDING)
    if not beside.exists():
        tell(*([say("signed_none", lang, name=path.name, beside=beside.name)] if signers else []))
        return not signers
    try:
        found = look_at(path.read_bytes(), beside.read_bytes(), {one.name: one.read_bytes() for one in signers})
    except NoLibrary:
        warn(say("sign_library", lang))
        return not signers
    except BadKey:
        warn(say("sign_bad_signer", lang, names=listed([one.name for one in signers], lang)))
        raise Stopped(2) from None
    except OSError as error:
        warn(error)
        raise Stopped(2) from error
    tell(say(f"signed_{found.state}", lang, name=path.name, number=found.key, who=found.who, comment=found.comment))
    return found.state == "good" or (found.state == "unknown" and not signers)


def _verify(path: Path, record: Record, lang: str) -> bool:
    """Tell of one file what is not as it left, and whether it is."""
    from geo.out.verify import verify  # heavy, and not needed for the data folder

    say = words.say
    try:
        found = verify(path.read_bytes(), path.name, record)
    except FileRefused as refused:
        warn(refused_text(refused, path.name, lang))
        return False
    except OSError as error:
        warn(error)
        raise Stopped(2) from error
    tell(say({True: "verify_whole", False: "verify_changed", None: "verify_unsealed"}[found.whole], lang, name=path.name))
    if found.rows:
        n = {k: words.number(v, lang) for k, v in (("same", found.same), ("rows", found.rows))}
        tell(say("verify_steps" if found.steps else "verify_pages" if found.pages else "verify_rows", lang, hash=record.fingerprint, **n))
    if found.own:
        tell(say("verify_own", lang, texts="; ".join(f"“{short(text, _WORDS)}”" for text in found.own)))
    for d in found.differing[:_SHOWN]:
        tell(d.told(lang))
    if len(found.differing) > _SHOWN:
        tell("...")
    return found.good
