"""A signature beside a file says whose it is: of one key, of these bytes, or not; nothing else ever counts as one."""

import io
import stat
from pathlib import Path

import minisign
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.__main__ import main
from geo.out import signing
from geo.out.signing import BadKey, look_at, sign
from tests.makers import command


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two key pairs, ours and theirs, locked by the word "open"."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        signing.new_key(folder / f"{name}.key", folder / f"{name}.pub", "open")
    return folder


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "card.svg"
    assert command("card", "--out", str(path), "--incident", "airwars:CS403").returncode == 0
    return path


def says(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))


def test_verify_names_the_key_a_file_was_signed_with_and_its_owner(keys: Path, card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no signature lies beside it" in command("verify", str(card), "--signer", str(keys / "ours.pub")).stdout
    says(monkeypatch, "open")
    told = command("sign", str(card), "--key", str(keys / "ours.key"))
    number = minisign.PublicKey.from_file(keys / "ours.pub").to_base64()
    assert told.returncode == 0
    assert "card.svg.minisig" in told.stdout
    good = command("verify", str(card), "--signer", str(keys / "theirs.pub"), "--signer", str(keys / "ours.pub"))
    assert (good.returncode, "signed by the owner of ours.pub" in good.stdout) == (0, True)
    unasked = command("verify", str(card))
    assert (unasked.returncode, "whose key that is, is not known here" in unasked.stdout) == (0, True)
    other = command("verify", str(card), "--signer", str(keys / "theirs.pub"))
    assert (other.returncode, "whose key that is, is not known here" in other.stdout) == (1, True)
    minisign.PublicKey.from_base64(number).verify_file(card)  # the format is minisign's own


def test_a_changed_file_or_signature_is_not_signed(keys: Path, card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, "open")
    assert command("sign", str(card), "--key", str(keys / "ours.key")).returncode == 0
    card.write_bytes(card.read_bytes().replace(b"</svg>", b" </svg>"))
    told = command("verify", str(card), "--signer", str(keys / "ours.pub"), "--lang", "ar")
    assert (told.returncode, "ليس توقيعاً لهذا الملف" in told.stdout) == (1, True)


FILE = b"figures: 8 to 10\n" * 4


@pytest.fixture(scope="module")
def made(keys: Path) -> bytes:
    """A signature of ``FILE``."""
    return sign(FILE, (keys / "ours.key").read_bytes(), "open", "timestamp:1\tsha256:x")[0]


@settings(max_examples=60)
@given(data=st.data())
def test_no_changed_byte_of_file_or_signature_passes_for_signed(keys: Path, made: bytes, data: st.DataObject) -> None:
    signers = {"ours.pub": (keys / "ours.pub").read_bytes()}
    assert look_at(FILE, made, signers).state == "good"
    for which in (0, 1):
        parts = [bytearray(FILE), bytearray(made)]
        at = data.draw(st.integers(0, len(parts[which]) - 1))
        parts[which][at] ^= data.draw(st.integers(1, 255))
        lines = bytes(parts[1]).split(b"\n")
        harmless = which == 1 and lines[1:4] == made.split(b"\n")[1:4]  # the first line of a signature is nobody's word
        assert look_at(bytes(parts[0]), bytes(parts[1]), signers).state != "good" or harmless, (which, at)


def test_a_secret_key_is_its_owners_alone_is_locked_and_is_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, "")
    assert command("sign", "--new-key", str(tmp_path / "mine")).returncode == 1  # without a password there is none
    assert list(tmp_path.iterdir()) == []
    says(monkeypatch, "word")
    assert command("sign", "--new-key", str(tmp_path / "mine")).returncode == 0
    secret = tmp_path / "mine.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert signing.is_locked(secret.read_bytes())
    was = secret.read_bytes()
    says(monkeypatch, "word")
    told = command("sign", "--new-key", str(tmp_path / "mine"))
    assert (told.returncode, "never written over" in told.stderr, secret.read_bytes()) == (2, True, was)


@pytest.mark.parametrize("what", [b"", b"x", b"\xff" * 20_000, b"untrusted comment: x\nRWQ\n"])
def test_what_is_no_key_and_no_signature_is_said_in_one_sentence(what: bytes, keys: Path, card: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.key").write_bytes(what)
    (tmp_path / "card.svg.minisig").write_bytes(what)
    refused = command("sign", str(card), "--key", str(tmp_path / "bad.key"))
    assert (refused.returncode, "bad.key" in refused.stderr, len(refused.stderr.splitlines())) == (1, True, 1)
    assert command("verify", str(card), "--signer", str(tmp_path / "bad.key")).returncode == 2
    told = command("verify", str(card), "--signer", str(keys / "ours.pub"))
    assert (told.returncode, "is no signature of this file" in told.stdout) == (1, True)
    with pytest.raises(BadKey):
        sign(b"", (keys / "ours.key").read_bytes(), "another", "")


def test_without_the_library_the_next_step_is_told(
    keys: Path, card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "minisign", None)
    Path(f"{card}.minisig").write_bytes(b"x")
    assert main(["sign", str(card), "--key", str(keys / "ours.key")]) == 1
    assert main(["verify", str(card)]) == 0
    assert main(["verify", str(card), "--signer", str(keys / "ours.pub")]) == 1
    assert capsys.readouterr().err.count("requirements-sign.txt") == 3
