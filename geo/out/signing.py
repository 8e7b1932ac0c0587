"""Whose is a file? A signature beside it (``FILE.minisig``) says which key's owner handed it over; a seal says only that it was not changed.

Keys and signatures are those of minisign (Ed25519), so that its own program reads and makes them too. The library is optional: py-minisign,
which is imported as ``minisign`` like an abandoned package of that name.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo.record.stored import write_whole

ENDING = ".minisig"
LARGEST = 10_000  # bytes of a key or a signature; either is a few lines


class NoLibrary(ImportError):
    """py-minisign is not installed (requirements-sign.txt)."""


class BadKey(ValueError):
    """What should be a key is none, or its password is another."""


@dataclass(frozen=True)
class Signed:
    """What a signature says of a file: ``good`` (of one of the keys asked about), ``unknown`` (of another key), or ``bad`` (not of these bytes, or no
    signature); the number of its key (16 hexadecimal digits, as minisign writes it), what its maker wrote into it, and whose key it is."""

    state: Literal["good", "unknown", "bad"]
    key: str = ""
    comment: str = ""
    who: str = ""


def new_key(secret: Path, public: Path, password: str) -> str:
    """Make a key pair: a secret file that only its owner may read, locked by a password, and a public one to give away. Give the key's number.

    Raises
    ------
    NoLibrary : see there. FileExistsError : a file is there already: a key is never written over. OSError : it cannot be written.
    """
    minisign = _library()
    for path in (secret, public):
        if path.exists():
            raise FileExistsError(path)
    pair = minisign.KeyPair.generate()
    with pair.secret_key as key:
        key.encrypt(password)
        secret.touch(mode=0o600)
        secret.write_bytes(bytes(key) + b"\n")
    write_whole(public, bytes(pair.public_key) + b"\n")
    return _number(pair.public_key._keynum_pk.key_id)


def is_locked(secret: bytes) -> bool:
    """Say whether a secret key needs a password.

    Raises
    ------
    NoLibrary, BadKey : see there.
    """
    return bool(_secret(secret).is_encrypted())


def sign(data: bytes, secret: bytes, password: str, comment: str) -> tuple[bytes, str]:
    """Sign the bytes of a file; ``comment`` is signed with them. Give the signature and the number of the key.

    Raises
    ------
    NoLibrary, BadKey : see there.
    """
    minisign = _library()
    with _secret(secret) as key:
        try:
            if key.is_encrypted():
                key.decrypt(password)
            made = key.sign(data, trusted_comment=comment)
        except minisign.Error as error:
            raise BadKey(str(error)) from error
    return bytes(made) + b"\n", _number(made._key_id)


def look_at(data: bytes, signature: bytes, signers: dict[str, bytes]) -> Signed:
    """Say whose the signature of some bytes is; ``signers`` are public keys by the names of their files.

    Raises
    ------
    NoLibrary : see there. BadKey : one of the signers is no public key.
    """
    minisign = _library()
    known = {name: _public(key) for name, key in signers.items()}
    try:
        if len(signature) > LARGEST:
            return Signed("bad")
        made = minisign.Signature.from_bytes(signature)
    except (minisign.Error, ValueError):
        return Signed("bad")
    number = _number(made._key_id)
    mine = {name: key for name, key in known.items() if key._keynum_pk.key_id == made._key_id}
    for name, key in mine.items():
        try:
            key.verify(data, made)
        except (minisign.Error, ValueError):
            continue
        return Signed("good", number, made.trusted_comment, name)
    return Signed("bad" if mine else "unknown", number, made.trusted_comment)


def _library() -> Any:  # there only where it is installed, and without types
    try:
        import minisign

        minisign.PublicKey.from_base64  # noqa: B018 - the abandoned package has no such thing
    except (ImportError, AttributeError) as error:
        raise NoLibrary("py-minisign") from error
    return minisign


def _secret(data: bytes) -> Any:
    minisign = _library()
    try:
        return minisign.SecretKey.from_bytes(data[:LARGEST].strip())
    except (minisign.Error, ValueError) as error:
        raise BadKey(str(error)) from error


def _public(data: bytes) -> Any:
    minisign = _library()
    lines = data[:LARGEST].split()
    try:
        return minisign.PublicKey.from_base64(lines[-1] if lines else b"")
    except (minisign.Error, ValueError) as error:
        raise BadKey(str(error)) from error


def _number(key_id: bytes) -> str:
    """Write the number of a key as minisign does: its bytes from the last to the first."""
    return key_id[::-1].hex().upper()
