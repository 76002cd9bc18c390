"""What separates the columns of a text: a sign between them, or runs of blanks."""

import csv
import io
import re
from itertools import islice

from core.importing.reading.heading_row import HEAD_RECORDS, is_number
from core.importing.table import SAVE_AGAIN
from core.problems import DataProblem

DELIMITERS = (",", ";", "\t", "|")
BLANKS = " "  # stands for any run of blanks and tabs
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", BLANKS: "blanks"}
LINES_SEEN = 200
NUMBER_WITH_COMMA = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


def found_delimiter(head: str, name: str) -> str:
    """The one that cuts the most records into one and the same number of fields; the more fields the better."""

    def merit(delimiter: str) -> tuple[float, int]:
        widths = [len(record) for record in first_records(head, delimiter, HEAD_RECORDS) if any(record)]
        usual = max(sorted(set(widths), reverse=True), key=widths.count, default=1)
        return (round(widths.count(usual) / len(widths), 2), usual) if usual > 1 else (0.0, 1)

    best = max(DELIMITERS, key=merit)
    width = merit(best)[1]
    if _blanks_separate(head, width):
        return BLANKS
    if width == 1:
        raise DataProblem(
            "only one column was found",
            file=name,
            accepted="columns separated by comma, semicolon or tab",
            fix="choose the delimiter, or " + SAVE_AGAIN,
        )
    return best


def first_records(text: str, delimiter: str, most: int) -> list[list[str]]:
    """The first records of a text that may be cut off anywhere; a broken end is left out."""
    records = []
    try:
        for record in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), most):
            records.append(record)
    except csv.Error:  # an endless quotation: told with its row when the whole text is read
        pass
    return records


def single_blanks(text: bytes) -> bytes:
    """The text with one blank for each run of blanks and tabs outside quotation marks, none at either end of a line."""
    if b'"' in text:
        text = re.sub(rb'("[^"\n]*")|[ \t]+', lambda run: run[1] or b" ", text)
    else:
        text = re.sub(rb"[ \t]+", b" ", text)
    return re.sub(rb"(?m)^ | $", b"", text)


def _blanks_separate(head: str, width: int) -> bool:
    """Whether every line has as many words, three at least, and two columns of them are numbers or dates.

    Prose has lines of many lengths; a list of names or of times has no heading of as many words. Where another sign
    cuts the lines into `width` columns, it must be the decimal comma of numbers throughout.
    """
    lines = head.splitlines()
    lines = lines[:LINES_SEEN]  # not a last one that may be cut off
    text = single_blanks("\n".join(line for line in lines if line.strip()).encode()).decode()
    records = first_records(text, BLANKS, LINES_SEEN)
    if len(records) < 2 or len(records[-1]) < 3:
        return False
    body = [record for record in records[1:] if len(record) == len(records[-1])]
    named = len(records[0]) in (len(records[-1]), len(records[-1]) - 1)  # R leaves out the heading of its row names
    if not named or len(body) < 0.98 * (len(records) - 1):
        return False
    columns = list(zip(*body, strict=True))
    if width > 1:
        return all(NUMBER_WITH_COMMA.fullmatch(cell) for row in body for cell in row)
    return sum(sum(map(is_number, column)) >= 0.9 * len(column) for column in columns) >= 2
