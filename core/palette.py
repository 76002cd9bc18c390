"""The colours of tiers, bands and parts, for pages and every kind of file."""

from core.tiers import TIERS

BAND_COLOURS = ("#F3E3CF", "#EBC79A", "#DFA261", "#C97B2E", "#8F4E12")


class Palette:
    """Colours of one theme. `ink` is text, `muted` secondary text, `line` hairlines."""

    def __init__(self, dark: bool = False) -> None:
        self.dark = dark
        self.tiers = dict(
            zip(
                TIERS,
                ("#8DBBF2", "#4F93DE", "#2F62A0", "#6B7480") if dark else ("#12437F", "#3C7FC9", "#9CC3E8", "#A9AFB9"),
                strict=True,
            )
        )
        self.accent = "#7FB0EE" if dark else "#2456A6"
        self.ink, self.muted, self.line = (
            ("#E6EAF0", "#9AA5B4", "#2B3340") if dark else ("#1C2430", "#5B6675", "#E3E7EE")
        )
        # Training, validation, test, and the text on each; grounds for what goes up and what goes down.
        self.parts = ("#8DBBF2" if dark else "#12437F", "#D9822B", "#5B8C5A")
        self.on_parts = ("#12171F" if dark else "#FFFFFF", "#12171F", "#12171F")
        self.up, self.down = ("#1F3F6B", "#5A3A1E") if dark else ("#CFE0F5", "#F6DCC4")
        self.ground = "#12171F" if dark else "#FFFFFF"
