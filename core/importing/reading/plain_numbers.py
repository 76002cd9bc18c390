"""Which columns of a text can be read as numbers at once, without being text first: plain ones, and no names.

Judged from records here and there; afterwards every cell has been looked at, by Arrow as a number, and by its first
bytes for 00042 and +49123. Whatever is in doubt is read as text, and judged in full by `text_files`.
"""

import csv
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.importing.reading.signs import BLOCK

PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
PLACES, RECORDS, LONGEST = 8, 25, 100_000  # where records are looked at, how many there, in how many bytes
FEWEST_BYTES = 1_000_000  # below, reading text first costs nothing
MANY_DIGITS = 1e15  # a number of 16 digits is a name


def plain_columns(text: pa.Buffer, delimiter: str, width: int) -> list[int]:
    """Columns of a large text without headings in which all cells looked at are plain numbers or blanks."""
    if text.size < FEWEST_BYTES:
        return []
    seen = [record for place in range(PLACES) for record in _records(text, text.size * place // PLACES, delimiter)]
    cells = list(zip(*(record for record in seen if len(record) == width), strict=True))
    return [i for i, column in enumerate(cells) if any(column) and all(not c or PLAIN.fullmatch(c) for c in column)]


def _records(text: pa.Buffer, start: int, delimiter: str) -> list[list[str]]:
    """A few records from the first that begins after `start`; broken ones may be among them."""
    part = text.slice(start, min(LONGEST, text.size - start)).to_pybytes()
    lines = part.decode(errors="replace").split("\n")[1 if start else 0 : -1]
    try:
        return list(csv.reader(io.StringIO("\n".join(lines[:RECORDS])), delimiter=delimiter))
    except csv.Error:
        return []


def are_amounts(columns: list[pa.ChunkedArray], text: pa.Buffer, delimiter: str, plus: bool = True) -> bool:
    """Whether the float64 `columns` of the text hold no names: none with zeros or + in front, none of 16 digits.

    `plus`: whether there may be a + anywhere in the text.
    """
    whole = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = list(pool.map(pc.min_max, columns))
    for column, found in zip(columns, ends, strict=True):
        low, high = found.values()
        if np.isinf([low.as_py() or 0, high.as_py() or 0]).any():
            return False
        if pc.all(pc.equal(pc.floor(column[:1000]), column[:1000])).as_py() is not False:  # names have no decimals
            whole.append((low.as_py() or 0, high.as_py() or 0))
    if any(low < 0 or high >= MANY_DIGITS for low, high in whole):  # -007 is looked for as text
        return False
    return not whole or not _zeros_or_signs_in_front(np.frombuffer(text, np.uint8), ord(delimiter), plus)


def _zeros_or_signs_in_front(text: np.ndarray, delimiter: int, plus: bool) -> bool:
    """Whether some cell may begin with a zero before another digit, or with a +; blanks in front are passed over."""

    def in_block(start: int) -> bool:
        part = text[start : start + BLOCK + 2]
        before, here, after = part[:-2], part[1:-1], part[2:]
        name = here == ord("0")
        name &= after - ord("0") < 10
        if plus:
            name |= here == ord("+")
        # Blank, quotation mark, + and line end come before the comma; a delimiter may come behind it.
        name &= before < ord("-") if delimiter < ord("-") else (before < ord("-")) | (before == delimiter)
        return bool(name.any())

    if re.match(rb"\+|0\d", text[:2].tobytes()):
        return True
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return any(pool.map(in_block, range(0, len(text), BLOCK)))
