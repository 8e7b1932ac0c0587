"""``python -m geo sign``: says by whom a file is, beside it."""

import argparse
import getpass
import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from geo.cli.opening import Stopped, add_data, add_language, open_land
from geo.cli.terminal import tell, warn
from geo.out.signing import ENDING, BadKey, NoLibrary, is_locked, new_key, sign
from geo.record.stored import write_whole
from geo.text import words

T = TypeVar("T")
HELP = "say beside a file by whom it is, with a key of your own"
EPILOG = """\
Needs py-minisign (pip install -r requirements-sign.txt). With --new-key NAME: makes NAME.key, which stays with you and is locked by a password
that is asked for twice, and NAME.pub, to be given away by another channel than the files. With FILE and --key NAME.key: writes FILE.minisig
beside each file; `geo verify FILE --signer NAME.pub` then says whose it is, and so does the program minisign. Without a terminal the password
is the first line of the input.

Exit status: 0 written; 1 the key or its password is not right, or the library is not installed; 2 an argument was refused, or a file cannot
be read or written.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("file", type=Path, nargs="*", metavar="FILE", help="an export or a card")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--key", type=Path, metavar="NAME.key", help="the secret key to sign with")
    way.add_argument("--new-key", type=Path, metavar="NAME", help="make NAME.key and NAME.pub")
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Make a key pair, or sign files."""
    lang = args.lang
    open_land(args.data, lang)  # texts may name it
    if bool(args.file) == bool(args.new_key):
        warn(words.say("sign_what", lang))
        return 2
    if args.new_key:
        return _make(args.new_key, lang)
    secret = _tried(lambda: args.key.read_bytes(), args.key, lang)
    password = _tried(lambda: _ask(lang) if is_locked(secret) else "", args.key, lang)
    for path in args.file:
        data = _tried(path.read_bytes, path, lang)
        comment = f"timestamp:{int(time.time())}\tsha256:{hashlib.sha256(data).hexdigest()}"
        made, number = _tried(lambda data=data, comment=comment: sign(data, secret, password, comment), args.key, lang)  # type: ignore[misc]
        beside = path.with_name(path.name + ENDING)
        _tried(lambda beside=beside, made=made: write_whole(beside, made), beside, lang)  # type: ignore[misc]
        tell(words.say("sign_done", lang, name=path.name, number=number, beside=beside.name))
    return 0


def _make(stem: Path, lang: str) -> int:
    secret, public = (stem.with_name(stem.name + ending) for ending in (".key", ".pub"))
    password = _ask(lang)
    if not password or (sys.stdin.isatty() and password != _ask(lang, "sign_password_again")):
        warn(words.say("sign_password_wanted", lang))
        return 1
    number = _tried(lambda: new_key(secret, public, password), secret, lang)
    tell(words.say("sign_made", lang, number=number, secret=secret.name, public=public.name))
    return 0


def _ask(lang: str, text: str = "sign_password") -> str:
    return getpass.getpass(words.say(text, lang) + " ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _tried(work: Callable[[], T], path: Path, lang: str) -> T:
    """Do it, or say what stopped it."""
    say = words.say
    try:
        return work()
    except NoLibrary as error:
        warn(say("sign_library", lang))
        raise Stopped(1) from error
    except BadKey as error:
        warn(say("sign_bad_key", lang, name=path.name))
        raise Stopped(1) from error
    except FileExistsError as error:
        warn(say("sign_there", lang, name=Path(str(error)).name))
        raise Stopped(2) from error
    except OSError as error:
        warn(error)
        raise Stopped(2) from error
