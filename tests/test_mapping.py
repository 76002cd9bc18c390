"""Which column is proposed for which indicator, and what is said of what is missing."""

import numpy as np
import pytest

from core.importing.mapping.proposal import columns_that_would_do, examples, propose
from core.recipe import Quintiles, Scale
from tests.tables import COUNTS, DAYS, MONEY, RFM_COLUMNS, N, mapped, measures, table

# --- choosing columns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["WarehouseToHome", "NumberOfAddress", "PreferredPaymentMode", "Gender", "Z_CostContact", "Organisation_name",
     "Total_changes_in_legal_status", "Discharges", "Postcode", "OrderAmountHikeFromlastYear", "Kidhome", "wifi"],
)  # fmt: skip
def test_nonsense_is_not_mapped(heading):
    """Columns that measure none of the 14 stay without a part, however fitting their values."""
    assert mapped(**{heading: DAYS}) == {}


def test_typing_errors_are_forgiven():
    """A heading with a letter wrong is still found."""
    assert mapped(Recencey=DAYS) == {"recency": ("Recencey",)}


def test_r_f_m_in_any_spelling():
    """R, F and M are found, excluded where blank, and R counts down."""
    for headings in (("R", "F", "M"), ("Recency", "Frequency", "Monetary"), ("最近购买", "购买次数", "消费金额")):
        found = measures(**dict(zip(headings, RFM_COLUMNS.values(), strict=True)))
        assert [m.columns[0] for m in found.values()] == list(headings)
        assert [m.rule for m in found.values()] == [Quintiles(reversed=True), Quintiles(), Quintiles()]
        assert {m.blanks for m in found.values()} == {"exclude"}


def test_no_column_is_used_twice():
    """Of two indicators that want a column the likelier gets it, and the other takes its next best."""
    found = mapped(**{"Web purchases": COUNTS, "Repeat purchases": COUNTS, "Purchases": COUNTS})
    assert found == {"frequency": ("Web purchases",), "repeat": ("Repeat purchases",)}


def test_groups_of_money_columns():
    """Columns of one kind of money add up to M, and how many are above 0 counts the cross purchases."""
    group = {f"Mnt{kind}": (0, 5, 10.5) for kind in ("Wines", "Fruits", "Fish")}
    found = measures(**group)
    assert found["monetary"].columns == found["cross"].columns == tuple(group)
    assert (found["monetary"].combine, found["cross"].combine) == ("sum", "count_nonzero")
    assert mapped(**group, TotalSpend=MONEY)["monetary"] == ("TotalSpend",)


def test_complaints_are_a_rating_of_last_resort():
    """Complain, 0 or 1, is a rating turned round, unless there is a better one."""
    assert measures(Complain=(0, 0, 0, 1))["rating"].rule == Scale(low=0, high=1, reversed=True)
    assert mapped(Complain=(0, 0, 0, 1), Satisfaction=(1, 2, 3, 4, 5))["rating"] == ("Satisfaction",)


def test_one_customer_is_still_mapped():
    """Columns of a single value keep their indicators where the heading is plain, so that the right thing is said."""
    assert list(mapped(Recency=[3], Frequency=[3], Monetary=[3])) == ["recency", "frequency", "monetary"]
    assert mapped(Z_Revenue=[11]) == {}


# --- hints ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Churn", "Response", "是否流失", "renewed"])
def test_outcomes_are_named_but_not_taken(heading):
    """An outcome is pointed out; the target stays the weighted score, and no indicator uses it."""
    proposal = propose(table(**{heading: (0, 1)}, **RFM_COLUMNS))
    assert proposal.recipe.target.kind == "weighted"
    assert any(hint.startswith(f"'{heading}' may be an outcome") for hint in proposal.hints)
    assert len(proposal.reasons) == 3


def test_what_is_missing_is_said_with_what_would_do():
    """Each of R, F and M without a column gets a sentence that names the columns that could hold it."""
    columns = {"customer id": range(N), "seen on": ["01.02.2024", "13.02.2024"], "Monetary": MONEY}
    hints = propose(table(**columns)).hints
    assert hints == (
        "R (time of the last online purchase) was not found; if 'seen on' holds it, choose that.",
        "F (number of online purchases in the last year) was not found, and no column seems to hold it.",
    )


def test_a_table_of_something_else_is_told_so():
    """Without R, F, M and an id it does not look like customers."""
    assert propose(table(ward=["N", "S", "W"], beds=DAYS)).hints[0].startswith("This does not look like a table of")


def test_columns_that_would_do():
    """The likeliest first; ids, outcomes, nominal words and what is plainly another indicator never."""
    t = table(
        id=range(N),
        **{"last seen": DAYS, "joined": ["2020-01-01", "2020-01-05"], "x": DAYS, "Churn": (0, 1)},
        tea=["a"],
    )
    assert columns_that_would_do(t, "recency") == ["last seen", "x"]
    assert columns_that_would_do(t, "brand") == []


def test_examples_are_short_and_different():
    """A few distinct values, numbers without needless digits, blanks left out."""
    t = table(x=(1.0, 1.0, np.nan, 2.345678), words=["yes", "no", "  ", "maybe", "never"], none=[np.nan])
    assert examples(t, ["x"]) == "1, 2.35"
    assert examples(t, ["words"]) == "yes, no, maybe"
    assert examples(t, ("x", "none")) == "x: 1, 2.35; none: all blank"
