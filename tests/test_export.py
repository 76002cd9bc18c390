"""The workbook and the lists: complete, equal to the study's numbers, and harmless."""

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.cutting import in_words
from core.export.cells import harmless
from core.export.csv_and_parquet import to_csv, write_parquet
from core.export.customers import customer_table
from core.importing.table import Table, content_hash
from core.panel.agreement import agreement
from core.panel.shares_of import panel_results
from core.problems import DataProblem
from core.recipe import Expert, Recipe
from core.study import Study
from tests.exported import made
from tests.test_study import people, recipe

SHEETS = (
    "Summary, Customers, Bands, Tiers, Bands and tiers, What to do, Weights, Diagnostics, Left out, For review,"
    " Definitions, Recipe"
)


@pytest.fixture(scope="module")
def trained() -> Study:
    """A trained study of 200 people, one of whom has an id like a formula."""
    table = people()
    frame = table.frame.copy()
    frame.loc[0, "id"] = '=cmd|"/c calc"!A1'
    table = Table(frame, table.rows, "people.csv", None, content_hash(frame))
    return Study(table, recipe().replaced("name", "=1+1")).trained()


def test_the_workbook_holds_every_sheet_and_the_study_s_numbers(trained):
    """Read by another program, the workbook gives back the customers, bands, tiers, weights and the recipe."""
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", trained)))
    assert book.sheetnames == SHEETS.split(", ")
    flagged = [row[2] for row in book["For review"].iter_rows(min_row=2, values_only=True)]
    assert pd.Series(flagged).value_counts().to_dict() == trained.scores().flagged
    customers = pd.DataFrame(book["Customers"].values)
    customers.columns = customers.iloc[0]
    customers = customers.iloc[1:]
    # A workbook keeps 16 significant digits.
    assert customers["Customer value K"].astype(float).tolist() == pytest.approx(trained.segments().k, rel=1e-15)
    assert customers["Tier"].tolist() == trained.segments().tier.tolist()
    assert [row[2] for row in book["Bands"].iter_rows(min_row=2, values_only=True)] == trained.bands().counts.tolist()
    assert [row[3] for row in book["Tiers"].iter_rows(min_row=2, values_only=True)] == trained.segments().table[
        "customers"
    ].tolist()
    text = "\n".join(row[0] for row in book["Recipe"].iter_rows(min_row=2, values_only=True))
    assert Recipe.model_validate_json(text) == trained.recipe


def test_a_panel_stands_in_the_workbook_with_mean_spread_and_w(trained):
    """One line a dimension and indicator; the weights are the panel's, and no importance of one hand stands there."""
    panel = tuple(
        Expert(name=f"E{k}", indicators={"recency": 1, "frequency": k, "monetary": 6}, dimensions={"current": 5})
        for k in (2, 3, 9)
    )
    weights = trained.recipe.weights.model_copy(update={"panel": panel, "decided": "panel"})
    decided = trained.change(recipe=trained.recipe.replaced("weights", weights))
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", decided)))
    assert "by a panel of 3" in [row[1] for row in book["Summary"].iter_rows(values_only=True)]
    assert "Importance 0-10" not in [cell.value for cell in book["Weights"][1]]
    lines = list(book["Panel"].iter_rows(min_row=2, values_only=True))
    spend = next(line for line in lines if line[1] == "Spend")
    result = panel_results(weights, trained.recipe.scoring.mapped)["current"]
    assert spend[2:5] == pytest.approx([result.shares["monetary"], result.spread["monetary"], decided.shares().rfm[2]])
    assert spend[6] == pytest.approx(agreement(result).w)
    assert len(lines) == 3 + 3


def test_formulas_stay_text_in_every_file(trained):
    """An id or a name that begins like a formula is led by an apostrophe, in cells and in CSV."""
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", trained)))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert book["Customers"]["A2"].value == '\'=cmd|"/c calc"!A1'
    assert book["Summary"]["B1"].value == "'=1+1"
    assert b'"\'=cmd|""/c calc""!A1"' in to_csv(customer_table(trained))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_every_start_of_a_formula_is_neutralised(text):
    """The six characters a spreadsheet may act on; numbers stay numbers."""
    assert harmless(text) == "'" + text
    assert harmless(-1.5) == -1.5
    assert harmless("a=1") == "a=1"


def test_csv_has_a_byte_order_mark_and_reads_back_equal(trained):
    """Spreadsheets read every language from it; pandas gets the same numbers."""
    data = to_csv(customer_table(trained))
    assert data.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(data))
    np.testing.assert_array_equal(back["Customer value K"], trained.segments().k)
    out = io.BytesIO()
    write_parquet(customer_table(trained), out)
    assert pd.read_parquet(out)["Tier"].tolist() == back["Tier"].tolist()


def test_equal_studies_give_equal_bytes(trained):
    """Neither the clock nor chance is in the file."""
    assert made("workbook", trained) == made("workbook", trained)


def test_files_hold_the_tiers_names_and_the_cut_offs_in_force(trained):
    """A name that looks like a formula is none; the workbook says the numbers, however they were found."""
    named = trained.change(recipe=trained.recipe.replaced("tier_names.A", "=1+1").replaced("cutoffs.by", "shares"))
    assert any(",A,'=1+1," in line for line in to_csv(customer_table(named)).decode("utf-8-sig").splitlines())
    book = openpyxl.load_workbook(io.BytesIO(made("workbook", named)))
    summary = dict(book["Summary"].values)
    assert summary["Cut-offs"] == in_words(named.segments().cutoffs)
    assert summary["Cut-offs"].endswith("(found for 20 / 30 / 30 / 20 % of the customers)")
    tiers = list(book["Tiers"].values)
    assert tiers[1][1] == "'=1+1"
    assert "Current value C (mean)" in tiers[0]


def test_an_empty_tier_is_no_obstacle(trained):
    """Nobody in A: its line shows 0 customers and blank means."""
    nobody = trained.change(recipe=trained.recipe.replaced("cutoffs.a", 0.9999999))
    sheet = openpyxl.load_workbook(io.BytesIO(made("workbook", nobody)))["Tiers"]
    assert [cell.value for cell in sheet[2]][:6] == ["A", "Champions", "0.9999999 ≤ K ≤ 1.00", 0, 0, None]


def test_an_untrained_study_has_no_workbook():
    """One sentence says what to do first."""
    with pytest.raises(DataProblem, match="no tiers to export yet; train the network first"):
        made("workbook", Study(people(), recipe()))
