"""Small files for the tests of importing, and the tables in them."""

import io

import openpyxl
import pandas as pd

from core.importing.reading.readers import read_table
from core.recipe import FileSettings

CUSTOMERS = [["CustomerID", "Orders", "Spend"], *([f"C{i}", i % 7, i * 1.5] for i in range(40))]


def read(content, **settings):
    """The table in a text or in bytes."""
    data = content.encode() if isinstance(content, str) else content
    return read_table(data, "f.csv", FileSettings(**settings))


def workbook(*sheets_of_rows, start=(1, 1)):
    """An .xlsx file with the given sheets of rows, each beginning in the cell `start`."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets_of_rows, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sheet.cell(start[0] + i, start[1] + j, value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def kinds(table):
    """The type of each column, in one word."""
    return [{"f": "number", "M": "date"}.get(kind.kind, "text") for kind in table.frame.dtypes]


def ods(*sheets_of_rows, start=(1, 1)):
    """An .ods file with the given sheets of rows, each beginning in the cell `start`."""
    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="odf") as writer:
        for number, rows in enumerate(sheets_of_rows, start=1):
            place = {"startrow": start[0] - 1, "startcol": start[1] - 1}
            width = max(map(len, rows), default=0)
            filled = [[*row, *[None] * (width - len(row))] for row in rows]
            pd.DataFrame(filled, dtype=object).to_excel(
                writer, sheet_name=f"Sheet{number}", index=False, header=False, **place
            )
    return content.getvalue()
