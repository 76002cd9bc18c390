"""The deck's own slides, where no template is given: 13.33 x 7.5 inches, one blue, Arial and Microsoft YaHei.

They are made of python-pptx's own empty file: its colours, fonts and placeholders are set here, so that whoever edits
the deck finds a master, a theme and layouts as in any other.
"""

import re
from typing import TYPE_CHECKING, Any

from core.export.deck.canvas import WIDE, Area
from core.palette import Palette

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MARGIN = 46.0
TITLE = Area(MARGIN, 50, WIDE[0] - 2 * MARGIN, 68)
FOOTER = Area(MARGIN, 506, WIDE[0] - 2 * MARGIN, 20)
FRONT_TITLE = Area(MARGIN, 190, 540, 110)
FRONT_WORDS = Area(MARGIN, 312, 540, 110)
KEPT = ("Title Slide", "Title Only", "Blank")
_PALETTE = Palette()
# Of the theme: dark and light texts and grounds, six accents, links. Blank ones of East Asian scripts get a font that
# has them.
COLOURS = {
    "dk1": _PALETTE.ink,
    "lt1": "#FFFFFF",
    "dk2": _PALETTE.muted,
    "lt2": "#F3F5F8",
    "accent1": _PALETTE.accent,
    **{f"accent{k}": colour for k, colour in enumerate(_PALETTE.tiers.values(), start=2)},
    "accent6": _PALETTE.parts[1],
    "hlink": _PALETTE.accent,
    "folHlink": _PALETTE.muted,
}
LATIN, CHINESE = "Arial", "Microsoft YaHei"


def plain_base() -> "Presentation":
    """An empty presentation in the house's look."""
    import pptx

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Area(0, 0, *WIDE).emu[2:]
    for layout in list(made.slide_layouts):
        if layout.name not in KEPT:
            made.slide_layouts.remove(layout)
    _theme(made)
    master = made.slide_master
    _place(master, {"TITLE": TITLE, "BODY": Area(MARGIN, 132, TITLE.width, 360)})
    for layout in made.slide_layouts:
        title = FRONT_TITLE if layout.name == "Title Slide" else TITLE
        _place(layout, {"TITLE": title, "CENTER_TITLE": title, "SUBTITLE": FRONT_WORDS})
    for style in master._element.xpath(".//p:titleStyle/a:lvl1pPr"):
        style.set("algn", "l")
    for run in master._element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr"):
        run.set("sz", "2800")
        run.set("b", "1")
    return made


def _theme(made: "Presentation") -> None:
    """Colours and fonts of the master's theme, which python-pptx holds as bare bytes."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    part = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode()
    for name, colour in COLOURS.items():
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour[1:]}"/>\g<2>', text, flags=re.DOTALL
        )
    for kind in ("majorFont", "minorFont"):
        text = re.sub(
            rf"(<a:{kind}>\s*)<a:latin [^>]*/>\s*<a:ea [^>]*/>",
            rf'\g<1><a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/>',
            text,
        )
    part._blob = text.encode()  # a part of bytes: python-pptx has no other way to change it


def _place(holder: Any, areas: dict[str, Area]) -> None:
    """Put the placeholders of a master or layout where they belong; date, footer and number share the last line."""
    third = FOOTER.columns(1, 1, 1, gap=12)
    areas = {**areas, "DATE": third[0], "FOOTER": third[1], "SLIDE_NUMBER": third[2]}
    for shape in list(holder.placeholders):
        area = areas.get(shape.placeholder_format.type.name)
        if area is None:
            continue
        shape.left, shape.top, shape.width, shape.height = area.emu
        for body in shape._element.xpath(".//a:bodyPr"):
            for side in ("lIns", "rIns", "tIns", "bIns"):
                body.set(side, "0")
            body.set("anchor", "t" if "TITLE" in shape.placeholder_format.type.name else "ctr")
