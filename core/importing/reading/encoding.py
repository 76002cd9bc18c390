"""From bytes to text: which of the encodings that spreadsheets and survey tools write is this one?

Byte-order marks are believed; then come UTF-16 (every other byte of its digits and commas is NUL), strict UTF-8, and
last those that nothing marks: GB18030 and Big5 (Chinese), cp1252 and Mac Roman (Western European). Almost any bytes
decode in each of them, so they are told apart by how their high bytes lie.
"""

import codecs
import contextlib
import re
from collections import Counter

from core.problems import DataProblem

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 1_000_000  # bytes looked at where looking at all of them would take seconds
MOST_MARKS = 20_000  # high bytes looked at to tell the Western encodings apart
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
HIGH_CONTEXT = re.compile(rb"(?s)(?=(.[\x80-\xff].))")
BIG5_PAIR = re.compile(rb"[\xa1-\xf9][\x40-\x7e\xa1-\xfe]")
WESTERN_LETTERS = frozenset("äöüßÄÖÜéèêëàâçîïôûùÿœæÉÈÊÀÂÇÎÔŒÆñáíóúÑÁÍÓÚ¿¡ìòãõÃÕåøÅØªº")
WESTERN_MARKS = frozenset("€£§°«»“”„‘\u2013\u2014…·±²³½®©™•\u00a0")
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
ACCEPTED = "UTF-8, UTF-16, GB18030, Big5, cp1252 or Mac Roman"
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
    if found in ("gb18030", "big5"):
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
    """Python's name of the encoding of `data`, for all of `ACCEPTED`; utf-8-sig, utf-16-le and -be are told apart."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    wide = _utf16_without_mark(data[:SAMPLE])
    if wide:
        return wide
    if _is_utf8(data):
        return "utf-8"
    return _unmarked(data)


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


def _unmarked(data: bytes) -> str:
    """gb18030, big5, cp1252 or mac-roman: what no mark and no rule tells, judged by how the high bytes lie."""
    first = HIGH_RUN.search(data)
    start = max(first.start() - 1, 0) if first else 0
    sample = data[start : start + SAMPLE]
    simplified, traditional = _reads_as_gb18030(sample), _reads_as_big5(sample)
    if traditional > max(simplified, 0.7):
        return "big5"
    if simplified > 0.5:
        return "gb18030"
    marks = HIGH_CONTEXT.findall(b" " + sample + b" ")[:MOST_MARKS]
    mac, windows = _western_merit(marks, "mac-roman"), _western_merit(marks, "cp1252")
    return "mac-roman" if mac > max(windows, 0) else "cp1252"


def _reads_as_gb18030(sample: bytes) -> float:
    """0..1: the share of high bytes that lie as in GB18030 and not as in a Western encoding.

    Chinese text comes as runs of byte pairs, mostly of the 3,755 common characters (lead byte B0-D7), and stands
    between commas, digits or line ends. Western letters stand alone between ASCII letters; where two touch, as in
    "Größe" or "ação", they would make a rare character (lead byte D8 and up), or stand between two letters ("AÇÃO").
    """
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
    return chinese / max(chinese + western, 1)


def _reads_as_big5(sample: bytes) -> float:
    """0..1: the share of the common 5,401 characters (lead byte A4-C6) among those that it would be in Big5.

    0 where they do not come in words of two and more, or stand in no such pairs: the second byte of a character is
    often an ASCII letter, so that "É" and its like before a letter would make one too.
    """
    found = [match.span() for match in BIG5_PAIR.finditer(sample)]
    plain = [span for span in found if not 0xA1 <= sample[span[0]] <= 0xA3]  # punctuation says nothing
    common = [span for span in plain if 0xA4 <= sample[span[0]] <= 0xC6]
    begins = {begin for begin, _ in common}
    in_words = sum(end in begins for _, end in common)
    # 男 and 女 make cells by themselves; their first byte is no letter in cp1252.
    in_words += sum(
        sample[begin] < 0xC0 and not {*sample[max(begin - 1, 0) : begin], *sample[end : end + 1]} & LETTERS
        for begin, end in common
    )
    alone = len(HIGH_RUN.findall(BIG5_PAIR.sub(b"", sample)))
    return len(common) / (len(plain) + alone) if in_words >= max(2, len(common) / 4) else 0.0


def _western_merit(marks: list[bytes], encoding: str) -> float:
    """How well single high bytes with their neighbours read in a Western encoding: letters in words, marks outside."""
    merit = 0.0
    for mark, count in Counter(marks).items():
        before, sign, after = tuple(mark.decode(encoding, errors="replace"))
        in_word = before.isalpha() or after.isalpha()
        if sign in WESTERN_LETTERS:
            # "sTraße" is odd: a capital within a word of small letters.
            merit += count * (-1 if sign.isupper() and before.islower() else 1 if in_word else 0.2)
        elif sign == "\u2019" or (sign in WESTERN_MARKS and not (before.isalpha() and after.isalpha())):
            merit += count * 0.5
        else:
            merit -= count * (5 if sign == "\ufffd" else 1)
    return merit
