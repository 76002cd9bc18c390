"""`DataProblem`: the one error that a user can mend, told in one sentence."""

import re

# Signs that are not seen and turn round or hide what stands beside them: a file "slx.exe" would read "exe.xls".
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class DataProblem(Exception):
    """Something in a file, a recipe or a setting that its owner can put right.

    `str()` of it is the sentence shown to the user: where (file, sheet, row, column), what is wrong with which
    value, the accepted range, and the fix. Pages and the command line catch this class and nothing else.
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        accepted: str | None = None,
        fix: str | None = None,
    ) -> None:
        """`what` has no capital and no full stop, as in "'7' is off the scale"; `row` counts from 1."""
        places = [
            shortened(file, 80) if file else "",
            f"sheet {shortened(sheet)!r}" if sheet else "",
            f"row {row:,}" if row is not None else "",
            f"column {shortened(column)!r}" if column else "",
        ]
        where = ", ".join(place for place in places if place)
        sentence = f"{where}: {what}" if where else what[:1].upper() + what[1:]
        if accepted:
            sentence += f" (accepted: {accepted})"
        if fix:
            sentence += f"; {fix}"
        super().__init__(sentence.rstrip(".") + ".")


def shortened(text: object, most: int = 60) -> str:
    """`text` on one line, without unseen signs and at most `most` characters long: fit for a sentence or a label."""
    line = " ".join(UNSEEN.sub("", str(text)).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def joined(words: tuple[str, ...]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
