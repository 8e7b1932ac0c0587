"""Where can a card be checked? The address that stands on it, and its code; never one of this machine or of a private network."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import segno

from geo import settings as s
from geo.record.known import Record
from geo.text import words

_INNER = ("localhost", "local", "internal", "lan", "home", "intranet", "corp", "private", "test", "example", "invalid", "onion", "arpa")


def public_address(text: str, lang: str) -> str:
    """Give an address that a maker gives as one anybody can open, with https where it names no scheme; an empty text for none.

    Raises
    ------
    ValueError : longer than ``settings.ADDRESS_LIMIT``, no address of the web, with a name and password, or of a private network (the text says so).
    """
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
        sound = parts.scheme in ("http", "https") and address.isascii() and address.isprintable() and " " not in address
        if len(address) > s.ADDRESS_LIMIT or not sound or parts.username is not None or not _is_public(host):
            raise ValueError
    except ValueError:
        told = {"value": f"\u2068{text[:80]}\u2069", "most": words.number(s.ADDRESS_LIMIT, lang)}
        raise ValueError(words.say("card_bad_address", lang, **told)) from None
    return address


def _is_public(host: str) -> bool:
    """Say whether a host is one of the public internet, by its name or number alone: nothing is looked up."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.lower().split(".")
        numeric = labels[-1].isdigit() or labels[-1].startswith("0x")  # other spellings of a number (127.1)
        return len(labels) > 1 and all(labels) and not numeric and labels[-1] not in _INNER


def own_address(record: Record, incident_id: str) -> str:
    """Give the address at which an incident's first public source tells of it; empty where none is given."""
    claims = record.claims[record.claims["incident_id"] == incident_id]
    for url, hidden in zip(claims["source_url"], claims["source_private"], strict=True):
        if not hidden and str(url).startswith(("https://", "http://")) and _is_public(urlsplit(str(url)).hostname or ""):
            return str(url)
    return ""


def shown(address: str) -> str:
    """Write an address as one reads it: without scheme and the last stroke."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def code_of(address: str) -> np.ndarray[Any, Any]:
    """Give the QR code of an address (ISO/IEC 18004, error correction L): a square of True for dark, without its quiet zone."""
    return np.array([[bool(x) for x in row] for row in segno.make(address, error="l", micro=False, boost_error=False).matrix])
