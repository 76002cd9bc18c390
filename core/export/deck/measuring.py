"""How wide a text is, and at which size it fits its place: so that nothing hangs over on a slide.

Widths are those of Arial, and of what stands in for it, Liberation Sans and Helvetica: they are told here, because no
font can be counted on where a deck is made. What the tables do not know is taken as rather too wide.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.problems import UNSEEN

MEETING = 0.3  # sizes of its letters
LINE = 1.2  # height of a line, in sizes of its letters
# Thousandths of the size, of the signs from the blank to the tilde.
_PLAIN = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_NARROW = {"≤": 0.55, "≥": 0.55, "−": 0.585, "·": 0.34, "–": 0.56, "“": 0.5, "”": 0.5, "‘": 0.28, "’": 0.28}
# What XML cannot hold, and halves of signs.
UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff]")
# A line may end after a blank, and beside every sign of a script that writes without blanks.
_PIECES = re.compile(r"\S+\s*|\s+")


class Fitted(NamedTuple):
    """A text cut to its place: the size, and the lines it takes there."""

    text: str
    size: float
    lines: int


def clean(text: object) -> str:
    """A text on one line, without signs that are not seen, that turn others round, or that no file can hold."""
    return " ".join(UNFIT.sub("", UNSEEN.sub("", str(text))).split())


@lru_cache(maxsize=4096)
def width_of_sign(sign: str, bold: bool = False) -> float:
    """The width of one sign, in sizes of its letters."""
    code = ord(sign)
    if 32 <= code < 127:
        return (_BOLD if bold else _PLAIN)[code - 32] / 1000
    if sign in _NARROW:
        return _NARROW[sign] + 0.03 * bold
    kind = unicodedata.category(sign)
    if kind.startswith("M") or kind == "Cf":
        return 0.0
    if code >= 0x1F000:
        return 1.4  # pictures
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.05
    return 0.9 if kind == "Lu" else 0.72 if code < 0x250 else 0.95


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text on one line, in the unit of its size.

    Some programs set a space of their own where Chinese and Latin signs meet.
    """
    wide = [unicodedata.east_asian_width(sign) in "WF" for sign in text] if not text.isascii() else []
    met = sum(a != b for a, b in pairwise(wide))
    return size * (sum(width_of_sign(sign, bold) for sign in text) + MEETING * met)


def lines_of(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The lines a text takes in so much room, broken as programs for slides do; a word too long is broken anywhere."""
    lines, line = [], ""
    for piece in _pieces(text):
        whole = piece.rstrip()
        if line and width(line + whole, size, bold) > room:
            lines.append(line.rstrip())
            line = ""
        if not line and width(whole, size, bold) > room:
            for sign in piece:
                if line and width(line + sign, size, bold) > room:
                    lines.append(line.rstrip())
                    line = ""
                line += sign
            continue
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for word in _PIECES.findall(text):
        begin = 0
        for k, sign in enumerate(word):
            if unicodedata.east_asian_width(sign) in "WF":
                pieces += [word[begin:k], sign] if k > begin else [sign]
                begin = k + 1
        if begin < len(word):
            pieces.append(word[begin:])
    return pieces


def cut(text: str, size: float, room: float, most: int, bold: bool = False) -> str:
    """A text that takes at most so many lines, ended by … where some of it is left out."""
    # No more can be shown than of the narrowest signs; what is longer by far need not be measured.
    whole = text[: int(most * room / size / 0.19) + 2]
    if whole == text and len(lines_of(text, size, room, bold)) <= most:
        return text
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        if len(lines_of(_ended(whole[:middle]), size, room, bold)) <= most:
            low = middle
        else:
            high = middle - 1
    word = whole.rfind(" ", max(low - 15, 0), low)
    return _ended(whole[: word if word > 0 and low < len(whole) else low])


def _ended(text: str) -> str:
    return text.rstrip(" ,;:.(") + "…"


def fit(text: str, room: float, height: float, sizes: tuple[float, float], bold: bool = False) -> Fitted:
    """A text in a place of so much room and height, at the greatest size between two at which all of it fits.

    Where it fits at none, it is cut at the smallest.
    """
    largest, smallest = sizes
    size = largest
    while True:
        most = max(1, int(height / (size * LINE) + 1e-6))
        lines = len(lines_of(text[:5000], size, room, bold))
        if lines <= most and len(text) <= 5000:
            return Fitted(text, size, lines)
        if size <= smallest:
            short = cut(text, size, room, most, bold)
            return Fitted(short, size, len(lines_of(short, size, room, bold)))
        size = max(smallest, size - 1)
