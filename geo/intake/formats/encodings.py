"""Which letters do the bytes of a text stand for?"""

from charset_normalizer import from_bytes

from geo.intake.formats.raw import FileRefused

ENCODINGS = ("utf-8", "utf-16", "cp1256", "iso-8859-6", "cp1252")  # those a reader may choose; the first that fits is taken
_HEAD = 2_000  # bytes looked at for zeros
_SAMPLE = 200_000  # bytes looked at to guess an encoding


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Turn bytes into text and name the encoding: a byte-order mark, then UTF-8, then the likeliest of the rest.

    Raises
    ------
    FileRefused : the encoding asked for does not fit (code ``encoding``).
    """
    if encoding:
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise FileRefused("encoding", encoding=encoding, allowed=", ".join(ENCODINGS)) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data, "utf-16")
    if zeros := data[:_HEAD].count(0):  # two bytes a letter, and no mark that says so
        half = data[: _HEAD // 2 * 2]
        for name, others in (("utf-16-le", half[1::2]), ("utf-16-be", half[::2])):
            if others.count(0) == zeros and 4 * zeros > len(others):
                return _decode_any(data, name)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        read = data.decode("utf-8-sig", "replace")
        if read.count("\ufffd") * 3 < sum(c > "\x7f" for c in read):  # UTF-8 with a few broken bytes, which are pointed at
            return read, "utf-8"
        if _is_iso_arabic(data):
            return _decode_any(data, "iso-8859-6")
        first = next(i for i, byte in enumerate(data) if byte > 0x7F)  # the guess needs letters that are not Latin
        data, whole = data[max(0, first - 1000) :], data
        found = from_bytes(data[:_SAMPLE], cp_isolation=["cp1256", "cp1252", "utf_16_le", "utf_16_be"]).best()
        # bytes of Arabic letters read as Latin ones look like "Çáåí": Windows-1256 is what Arabic spreadsheets are saved in
        if found is None or found.encoding == "cp1252":
            arabic = sum("\u0620" <= c <= "\u064a" for c in data[:_SAMPLE].decode("cp1256", "ignore"))
            high = sum(b > 0x7F for b in data[:_SAMPLE])
            return _decode_any(whole, "cp1256" if arabic > 0.8 * high else "cp1252")
        return _decode_any(whole, found.encoding.replace("_", "-"))


def _decode_any(data: bytes, encoding: str) -> tuple[str, str]:
    return data.decode(encoding, "replace"), encoding


def _is_iso_arabic(data: bytes) -> bool:
    """Whether Arabic letters are written by ISO 8859-6: its article is C7 E4, that of Windows-1256 C7 E1."""
    sample = data[:_SAMPLE]
    return sample.count(b"\xc7\xe4") > 2 * sample.count(b"\xc7\xe1") and "\ufffd" not in sample.decode("iso-8859-6", "replace")


def mixed_lines(data: bytes) -> tuple[str, dict[int, str]] | None:
    """Read a text most of whose lines are UTF-8 and some of another encoding: the text, and the numbers of those lines with their encoding.
    None if it is not such a text.

    A line that is not UTF-8 is one of Windows-1256 if nearly all its letters beyond ASCII are Arabic there, else of Windows-1252; one that is
    UTF-8 but for a few broken bytes keeps its letters.
    """
    try:
        data.decode("utf-8")
        return None
    except UnicodeDecodeError:
        pass
    lines, other, utf8, out = data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), dict[int, str](), 0, []
    for number, line in enumerate(lines, 1):
        try:
            out.append(line.decode("utf-8"))
            utf8 += not line.isascii()
        except UnicodeDecodeError:
            text = line.decode("utf-8", "replace")
            if sum(c > "\x7f" for c in text) < 2 * text.count("\ufffd"):
                arabic = line.decode("cp1256", "replace")
                beyond = [c for c in arabic if c > "\x7f"]
                is_arabic = len(beyond) > 1 and sum("\u0620" <= c <= "\u064a" for c in beyond) >= 0.8 * len(beyond)
                other[number] = "cp1256" if is_arabic else "cp1252"
                text = arabic if is_arabic else line.decode("cp1252", "replace")
            out.append(text)
    return ("\n".join(out), other) if other and utf8 > len(other) // 20 else None
