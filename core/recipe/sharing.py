"""How results are handed on to others: what lists and shared files show of single customers."""

from typing import Annotated

from pydantic import Field

from core.recipe.part import Column, Part

ListColumn = Annotated[str, Field(min_length=1, max_length=200)]


class Sharing(Part):
    """What leaves the house, in no key of a step: it changes files, never a result.

    hide_small: the small-cell rule (core/export/small_cells.py) in deck, report and workbook.
    columns: of the customer table, in lists; () for all of them. own: columns of the user's file beside them.
    pseudonyms: lists name each customer by a keyed pseudonym, and no row of the file.
    """

    hide_small: bool = False
    columns: tuple[ListColumn, ...] = ()
    own: tuple[Column, ...] = ()
    pseudonyms: bool = False
