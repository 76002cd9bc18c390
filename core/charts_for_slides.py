"""A chart as a picture that can stand alone on a slide: white, 1600 x 900, its title and what it is of inside."""

import html
import re
import unicodedata

import plotly.graph_objects as go

from core.charts import Palette
from core.problems import shortened

WIDE, HIGH = 1600, 900  # pixels of the picture
# It is drawn as if it were this high and then made larger with all its letters: 13 become 26 and are read from afar.
LEAST_HEIGHT = 450
TITLE, WORDS = 19, 12  # sizes of letters before that
LOW = 200  # a chart that is drawn lower than this is not made taller than three times its height
MOST_LETTERS = 300  # of a title or of what stands below it


def as_slide(made: go.Figure, title: str, words: str) -> go.Figure:
    """A copy of a chart that was drawn with the light `Palette()`, with its `title` and the `words` below it.

    Both are shown as the text they are, in as many lines as they need.
    """
    slide = go.Figure(made)
    slide.update_layout(slide_layout(made, title, words))
    return slide


def slide_layout(made: go.Figure, title: str, words: str) -> dict:
    """What as_slide changes in a chart's layout, among it the width and height it is drawn at, in pixels."""
    palette = Palette()
    drawn, above = made.layout.height or 340, made.layout.margin.t or 0
    # Lines are counted for the narrowest picture; a wider one has room to spare.
    narrow = LEAST_HEIGHT * WIDE / HIGH - 48
    heads = lines(title, int(narrow / (TITLE * 0.55)))
    below = lines(words, int(narrow / (WORDS * 0.55)))
    head = round(20 + TITLE * 1.3 * len(heads) + WORDS * 1.35 * len(below) + 14)
    height = max(LEAST_HEIGHT, drawn + head)
    spare = max(0, height - head - 3 * drawn) if drawn < LOW else 0
    return {
        "title": {
            "text": f"<b>{'<br>'.join(map(html.escape, heads))}</b>",
            "subtitle": {
                "text": "<br>".join(map(html.escape, below)),
                "font": {"size": WORDS, "color": palette.muted},
            },
            "font": {"size": TITLE, "color": palette.ink},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 24, "t": 20},
        },
        "margin": {
            "l": max(24, made.layout.margin.l or 0),
            "r": max(24, made.layout.margin.r or 0),
            "t": head + above + spare // 2,
            "b": max(20, made.layout.margin.b or 0) + spare // 2,
        },
        "paper_bgcolor": palette.ground,
        "plot_bgcolor": palette.ground,
        "height": height,
        "width": round(height * WIDE / HIGH),
    }


def saved_as(slide: go.Figure, kind: str, name: str) -> dict:
    """Options of the chart's own download button: `kind` svg or png, `name` without its ending."""
    height = slide.layout.height
    return {
        "format": kind,
        "filename": name,
        "width": slide.layout.width,
        "height": height,
        "scale": HIGH / height,
    }


def name_of_picture(project: str, day: str, title: str) -> str:
    """The picture's file name without its ending, of letters, digits and a few signs: `shop-2026-03-01-who-is-a`."""
    return "-".join(part for part in (_plain(project, 60), day, _plain(title, 60).lower()) if part)


def _plain(text: str, most: int) -> str:
    return re.sub(r"[^\w-]+", "-", text).strip("-")[:most].rstrip("-")


def lines(text: str, wide: int) -> list[str]:
    """`text` in lines of at most `wide` letters; Chinese signs count as two and may be parted anywhere."""
    found, line, width = [], "", 0
    for word in re.findall(r"\S+\s*", shortened(text, MOST_LETTERS)):
        of_word = columns(word.rstrip())
        if width + of_word > wide and line:
            found.append(line.rstrip())
            line, width = "", 0
        for letter in word if of_word > wide else [word]:
            if width + columns(letter.rstrip()) > wide:
                found.append(line.rstrip())
                line, width = "", 0
            line += letter
            width += columns(letter)
    return [*found, line.rstrip()] if line.strip() else found


def columns(text: str) -> int:
    """How many letters wide a text is: 2 for each wide (Chinese, Japanese, Korean) sign."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
