"""From bytes to text: which of the encodings that spreadsheets and survey tools write is this one?

Byte-order marks are believed; then come UTF-16 (every other byte of its digits and commas is NUL), strict UTF-8, and
last the two that nothing marks: GB18030 (Chinese) and cp1252 (Western European). Almost any bytes decode in either,
so they are told apart by how their high bytes lie.
"""

import codecs
import contextlib
import re

from core.problems import DataProblem

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 1_000_000  # bytes looked at where looking at all of them would take seconds
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
ACCEPTED = "UTF-8, UTF-16, GB18030 or cp1252"
SAVE_AS_UTF8 = "save it again as 'CSV UTF-8', or choose its encoding"


def decode(data: bytes, encoding: str | None, file: str) -> tuple[str, str]:
    """The text of `data` without byte-order mark, and the name of the encoding used.

    `encoding` None means "find out"; any name that Python knows may be given. Raises DataProblem where the given
    encoding is unknown or does not fit, or none fits.
    """
    if encoding is not None:
        return _decoded_as(data, encoding, file), encoding
    found = detect(data)
    try:
        return data.decode(found).removeprefix("\ufeff"), found
    except UnicodeDecodeError as error:
        place = error.start + 1
    if found == "gb18030":
        # Programs that cut a cell at so many bytes cut Chinese characters in half: no reason to refuse the rest.
        text = data.decode(found, errors="replace")
        if text.count("\ufffd") <= 1 + len(text) // 5_000:
            return text, found
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("cp1252"), "cp1252"
    raise DataProblem(
        f"byte {place:,} fits none of the encodings known here", file=file, accepted=ACCEPTED, fix=SAVE_AS_UTF8
    )


def detect(data: bytes) -> str:
    """Python's name of the encoding of `data`: utf-8, utf-8-sig, utf-16-le, utf-16-be, gb18030 or cp1252."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    wide = _utf16_without_mark(data[:SAMPLE])
    if wide:
        return wide
    if _is_utf8(data):
        return "utf-8"
    return "gb18030" if _reads_as_chinese(data) else "cp1252"


def _decoded_as(data: bytes, encoding: str, file: str) -> str:
    # "utf-16" with a mark is big- or little-endian by it, and without one as it looks; Python would take the machine's.
    python_name = encoding.lower().replace("_", "-")
    if python_name in ("utf-16", "utf16") and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        python_name = _utf16_without_mark(data[:SAMPLE]) or "utf-16-le"
    try:
        return data.decode(python_name).removeprefix("\ufeff")
    except UnicodeError as error:
        at = f" (byte {error.start + 1:,})" if isinstance(error, UnicodeDecodeError) else ""
        raise DataProblem(
            f"the text is not in the encoding {encoding!r}{at}",
            file=file,
            accepted=ACCEPTED,
            fix="leave the encoding to be found, or choose another",
        ) from None
    except (LookupError, ValueError):
        raise DataProblem(f"the encoding {encoding!r} is not known", file=file, accepted=ACCEPTED) from None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str | None:
    """The byte order, where one half of the byte pairs holds NULs (digits, commas, line ends), the other hardly any."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if len(sample) < 4 or most < len(sample) // 2 * 0.05 or least > most / 4:
        return None
    order = "utf-16-le" if odd == most else "utf-16-be"
    # A damaged text may hold NULs too, but its line ends are single bytes.
    return order if b"\n" not in sample or "\n".encode(order) in sample else None


def _reads_as_chinese(data: bytes) -> bool:
    """Whether the high bytes of `data` lie as in GB18030 and not as in cp1252.

    Chinese text comes as runs of byte pairs, mostly of the 3,755 common characters (lead byte B0-D7), and stands
    between commas, digits or line ends. Western letters stand alone between ASCII letters; where two touch, as in
    "Größe" or "ação", they would make a rare character (lead byte D8 and up), or stand between two letters ("AÇÃO").
    """
    first = HIGH_RUN.search(data)
    start = max(first.start() - 1, 0) if first else 0
    sample = data[start : start + SAMPLE]
    chinese = western = 0
    for run in HIGH_RUN.finditer(sample):
        begin, end = run.span()
        length = end - begin
        if length >= 4:
            chinese += length // 2
        elif length == 2:
            letters = (begin > 0 and sample[begin - 1] in LETTERS) + (end < len(sample) and sample[end] in LETTERS)
            common = 0xB0 <= sample[begin] <= 0xD7 and sample[begin + 1] >= 0xA1
            if letters == 2 or (letters and not common):
                western += 1
            elif common:
                chinese += 1
        elif length == 1:
            western += 1
    return chinese > western
