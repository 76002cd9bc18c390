"""The experts' sheet: written and read back, pasted, merged, and what is wrong with one told in a sentence."""

import pytest
from scipy.stats import friedmanchisquare

from core.export.panel_sheet import panel_sheet
from core.indicators import INDICATORS, RFM
from core.panel.agreement import agreement, standing_apart
from core.panel.levels import LEVELS
from core.panel.merging import merged
from core.panel.shares_of import panel_results
from core.panel.sheet import experts_from_file, experts_from_text
from core.problems import DataProblem
from core.recipe import Expert, Weights
from tests.files import workbook

ALL = tuple(INDICATORS)
ANN = Expert(
    name="Ann",
    dimensions={"internet": 3, "current": 9, "potential": 5.5},
    indicators={"recency": 0, "monetary": 4, "brand": 7},
)
BEN = Expert(name="=Ben, sales", counts=2, indicators=dict.fromkeys(ALL, 4))


def grid(*columns, rows=("Recency", "Frequency", "Spend")):
    """A sheet with one column for each (name, answers)."""
    heads = ["What", *(name for name, _ in columns)]
    return workbook([heads, *([row, *(answers[k] for _, answers in columns)] for k, row in enumerate(rows))])


def as_pasted(text):
    """The experts in a pasted text, with ; for tabs."""
    return experts_from_text(text.replace(";", "\t"))


def test_a_sheet_that_is_written_is_read_back():
    """Names, blanks, zeros and how much each counts."""
    ann, ben = experts_from_file(panel_sheet(ALL, (ANN, BEN)), "panel.xlsx")
    assert (ann.name, ann.counts, ann.dimensions, ann.indicators) == ("Ann", 1, ANN.dimensions, ANN.indicators)
    assert (ben.name, ben.counts, ben.indicators) == ("=Ben, sales", 2, BEN.indicators)


def test_the_template_is_empty_until_somebody_writes_in_it():
    """It names the mapped indicators and their dimensions, and nobody's answers."""
    with pytest.raises(DataProblem, match=r"t\.xlsx, sheet 'Panel': no expert has filled anything in"):
        experts_from_file(panel_sheet(RFM), "t.xlsx")


def test_who_leaves_her_name_away_is_called_as_her_file():
    """So that ten experts who each fill in the first column are ten experts."""
    data = grid(("Expert 1", (1, 2, 3)))
    assert [e.name for e in experts_from_file(data, "Dr Wu.xlsx")] == ["Dr Wu"]
    both = grid(("Expert 1", (1, 2, 3)), ("Expert 2", (1, 2, 3)))
    assert [e.name for e in experts_from_file(both, "all.xlsx")] == ["Expert 1", "Expert 2"]


def test_what_is_pasted_is_read_as_a_sheet():
    """Tabs between, decimal commas, a title above, ids or names for the rows, dashes for blanks."""
    ann, ben = as_pasted(
        "Our panel\n\n;Ann;Ben\nR Recency;7,5;-\nfrequency;n/a;2\ntotal online spend in the last year;1;3"
    )
    assert ann.indicators == {"recency": 7.5, "monetary": 1}
    assert ben.indicators == {"frequency": 2, "monetary": 3}


WRONG = {
    "text": (";Ann\nRecency;high\nSpend;3", "row 2, column 'Ann': 'high' is no number (accepted: 0 to 10, or blank"),
    "off": (";Ann\nRecency;11\nSpend;3", "row 2, column 'Ann': '11' is off the scale (accepted: 0 to 10"),
    "negative": (";Ann;Ben\nRecency;1;2\nSpend;3;-3", "row 3, column 'Ben': '-3' is off the scale"),
    "infinite": (";Ann\nRecency;inf\nSpend;3", "'inf' is no number"),
    "several": (";Ann\nRecency;x\nSpend;-3\nBrand image;y", "'x' is no number (accepted: 0 to 10, or blank where the"
                " expert cannot judge); 2 more cells are at fault as well."),
    "heading": (";Ann\nRecency;1\nSpend;3\nCharm;5", "row 4: 'Charm' is no dimension or indicator; name it as in"),
    "no heading": (";Ann\nRecency;1\nSpend;3\n;5", "row 4: it has no name"),
    "no name": (";;Ann\nRecency;1;2\nSpend;3;2", "column B holds answers but no name; write the expert's name above"),
    "no names": ("Recency;1\nSpend;3", "column B holds answers but no name"),
    "unseen name": (";\u200e\nRecency;1\nSpend;3", "column B holds answers but no name"),
    "twins": (";Ann;ann\nRecency;1;2\nSpend;3;1", "two columns are called 'ann'"),
    "twice": (";Ann\nRecency;1\nSpend;3\nR;5", "row 4: 'R' stands here a second time"),
    "zeros": (";Ann;Ben\nRecency;0;1\nSpend;0;1", "column 'Ann': all importances in 'Current value' are 0; give one"),
    "rows": (";Recency;Spend\nAnn;1;2", "the experts stand in rows; turn it round so that each expert has a column"),
    "another": ("id;age;town\n1;2;3", "this is no sheet of experts: no rows are called as dimensions or indicators"),
    "words": ("hello", "this is no sheet of experts"),
    "empty": ("\n \n", "there is nothing in it"),
    "blank": (";Ann\nRecency;\nSpend;", "no expert has filled anything in"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_sheet_gets_one_sentence(case):
    """It names the row, the expert, the value and what is accepted, and how many other cells are at fault."""
    text, sentence = WRONG[case]
    with pytest.raises(DataProblem) as caught:
        as_pasted(text)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("what you pasted")


@pytest.mark.parametrize("name", ["survey.csv", "orders.csv"])
def test_customers_are_no_experts(samples, name):
    """A file of the other uploader is told from a panel's sheet."""
    with pytest.raises(DataProblem, match="this is no sheet of experts"):
        experts_from_file((samples / name).read_bytes(), name)


def test_the_panel_is_looked_for_on_every_sheet():
    """Notes on the first sheet, the experts on the second."""
    data = workbook([["Read me"]], [["", "Ann"], ["Recency", 2], ["Spend", 3]])
    assert experts_from_file(data, "p.xlsx")[0].indicators == {"recency": 2, "monetary": 3}


def test_sheets_are_merged_by_name():
    """A new expert joins, a known one keeps what the sheet leaves blank, and who is not in it stays as she was."""
    sheet = (Expert(name="ANN", indicators={"recency": 6}), Expert(name="Cleo", indicators={"recency": 1}))
    ann, ben, cleo = merged((ANN, BEN), {"s.xlsx": sheet})
    assert (ann.name, ann.dimensions) == ("Ann", ANN.dimensions)
    assert ann.indicators == {"recency": 6, "monetary": 4, "brand": 7}
    assert (ben, cleo) == (BEN, sheet[1])


def test_a_sheet_s_answers_stand_for_older_comparisons_of_their_level():
    """Those of other levels stay; how much an expert counts is kept where the sheet does not say it."""
    ann = ANN.model_copy(update={"counts": 3, "comparisons": {"recency:monetary": 3, "internet:current": 2}})
    (made,) = merged((ann,), {"s.xlsx": (Expert(name="Ann", indicators={"recency": 6}),)})
    assert made.comparisons == {"internet:current": 2}
    assert made.counts == 3


def test_two_sheets_that_differ_on_one_expert_are_refused():
    """Two people under one name, most likely."""
    one, other = Expert(name="Ann", indicators={"recency": 1}), Expert(name="ann", indicators={"recency": 2})
    with pytest.raises(DataProblem, match=r"b\.xlsx: 'ann' gives Recency 2 here and 1 in a\.xlsx; give two experts"):
        merged((), {"a.xlsx": (one,), "b.xlsx": (other,)})


def test_the_shipped_panel_of_ten_agrees_as_scipy_says(samples):
    """Ten experts with ties and blanks: on every level W is Friedman's statistic of those who answered all of it."""
    panel = experts_from_file((samples / "experts.xlsx").read_bytes(), "experts.xlsx")
    results = panel_results(Weights(panel=panel), ALL)
    assert len(panel) == 10
    assert set(results) == set(LEVELS)
    for level, result in results.items():
        made = agreement(result)
        rated = result.by_expert[result.complete].round(9)
        m, n = rated.shape
        assert m == len(made.experts) == {"internet": 9, "potential": 9}.get(level, 10)
        assert any(len(set(row)) < n for row in rated.tolist())  # some are tied
        assert made.w == pytest.approx(friedmanchisquare(*rated.T).statistic / (m * (n - 1)))
        assert made.p < 0.05
    assert "Finance" in {one.expert for one in standing_apart(results["current"])}
