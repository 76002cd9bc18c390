"""How a file is read: settings of the file, the columns of order lines, a second file."""

from typing import Annotated, Literal

from pydantic import Field

from core.recipe.part import Column, Part


class FileSettings(Part):
    """How the uploaded bytes become a table; None means "find out"."""

    sheet: str | None = None
    corner: Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")] | None = None  # of one of a sheet's tables
    encoding: str | None = None
    delimiter: Annotated[str, Field(pattern=r'^[^\x00\r\n"]$')] | None = None  # a space: any run of blanks
    header_row: Annotated[int, Field(ge=1)] | None = None  # as the user's program counts, from 1
    header_rows: Annotated[int, Field(ge=0, le=3)] | None = None  # how many rows hold headings; 0: none does
    unfinished: Literal["leave out", "keep"] = "leave out"  # previews and unfinished answers of survey tools
    keep_personal: tuple[Column, ...] = ()  # columns with names, mails, phones ... that are kept as they are


class OrderColumns(Part):
    """The columns of an order-line table; spend is `amount`, or quantity x price where both are named instead."""

    customer: Column
    date: Column
    amount: Column | None = None
    quantity: Column | None = None
    price: Column | None = None
    order: Column | None = None  # the order's number: its lines count as one purchase
    product: Column | None = None  # what was bought: tells repeat from cross purchases
    category: Column | None = None  # its kind: cross purchases are counted over kinds where it is named
    refund: Column | None = None  # money given back, taken off the order's amount
    status: Column | None = None  # says which orders were cancelled or never paid
    cancelled: Column | None = None  # the day an order was cancelled; blank for those that stand
    currency: Column | None = None
    in_currency: str | None = None  # the one that is counted; None: the most frequent


class SecondFile(Part):
    """A second file, joined to the first customer by customer: rows whose keys are equal belong together."""

    file: FileSettings = FileSettings()
    orders: OrderColumns | None = None  # its rows are order lines, added up first
    key: Column  # in the first file, as added up where it holds order lines
    second_key: Column
