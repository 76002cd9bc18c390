"""Colours of a deck: those of the theme, so that they follow a template, and those of tiers and bands, which do not."""

from dataclasses import dataclass
from typing import Any

from core.comparing.in_words import BY
from core.model import PARTS
from core.palette import BAND_COLOURS, Palette
from core.tiers import Tier

PALETTE = Palette()
# Of a theme: text and accent. Muted text is the theme's text made lighter, which stays readable on a dark ground.
THEME = {
    "ink": ("TEXT_1", 0.0),
    "muted": ("TEXT_1", 0.35),
    "accent": ("ACCENT_1", 0.0),
    "ground": ("BACKGROUND_1", 0.0),
}
FIXED = {
    **{f"band {b}": BAND_COLOURS[b - 1] for b in range(1, 6)},
    "white": "#FFFFFF",
    "dark": PALETTE.ink,
}


@dataclass(frozen=True)
class Tones:
    """Colours that have to stand out from the ground of the slides: light as a rule, dark in some templates."""

    dark: bool = False

    @property
    def tiers(self) -> list[str]:
        """Of tiers A to D."""
        return list(Palette(self.dark).tiers.values())

    @property
    def parts(self) -> dict[str, str]:
        """Of the parts of a training."""
        return dict(zip(PARTS, Palette(self.dark).parts, strict=True))

    @property
    def causes(self) -> dict[str, str]:
        """Of what moved customers, by its words."""
        return dict(zip(BY.values(), (*Palette(self.dark).parts, Palette(self.dark).tiers["D"]), strict=True))

    def tier(self, tier: Tier) -> str:
        """Of one tier."""
        return Palette(self.dark).tiers[tier]


def letters_on(colour: str) -> str:
    """White or dark, whichever is easier to read on a colour."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    light = sum(
        part * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for part, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
    )
    return "white" if light < 0.25 else "dark"


def paint(colour: Any, name: str) -> None:
    """Set a colour object of python-pptx to a named colour, or to one as `#RRGGBB`."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_THEME_COLOR

    if name in THEME:
        theme, lighter = THEME[name]
        colour.theme_color = getattr(MSO_THEME_COLOR, theme)
        if lighter:
            colour.brightness = lighter
            _greyer(colour)
        return
    colour.rgb = RGBColor.from_string(FIXED.get(name, name).removeprefix("#"))


def _greyer(colour: Any) -> None:
    """Half the saturation of a colour just set, or dark blue made lighter would be a blue."""
    from lxml import etree

    (made,) = colour._xFill.xpath("./a:schemeClr")
    etree.SubElement(made, "{http://schemas.openxmlformats.org/drawingml/2006/main}satMod").set("val", "50000")


def fill(target: Any, name: str) -> None:
    """Fill a shape, a point or a cell with one colour."""
    target.fill.solid()
    paint(target.fill.fore_color, name)


def see_through(element: Any, percent: float) -> None:
    """Make the colour of a fill or line in an element so much opaque."""
    from lxml import etree

    for colour in element.xpath(".//*[local-name()='schemeClr' or local-name()='srgbClr']"):
        alpha = etree.SubElement(colour, "{http://schemas.openxmlformats.org/drawingml/2006/main}alpha")
        alpha.set("val", str(round(percent * 1000)))


def mixed(colour: str, part: float) -> str:
    """A colour on white, `part` of it (0..1): `#E8F1FA`."""
    channels = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (c - 255) * part):02X}" for c in channels)
