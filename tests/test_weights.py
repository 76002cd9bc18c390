"""Importance to weights: METHOD.md section 3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.indicators import INDICATORS, RFM
from core.problems import DataProblem
from core.recipe import Weights
from core.weights import shares

ALL = tuple(INDICATORS)


def test_the_shipped_default():
    """Dimensions 0.25 / 0.45 / 0.30; R 0.30, F 0.30, M 0.40; equal within the other two."""
    made = shares(Weights(), ALL)
    assert list(made.dimensions.values()) == pytest.approx([0.25, 0.45, 0.30])
    assert made.rfm == pytest.approx((0.3, 0.3, 0.4))
    assert made.within["brand"] == pytest.approx(1 / 7)


@given(st.sets(st.sampled_from([i for i in INDICATORS if i not in RFM])))
def test_what_the_file_lacks_drops_out_and_the_rest_sums_to_one(others):
    """Weights sum to 1 on each level and overall, for every subset that holds R, F and M."""
    made = shares(Weights(), tuple(i for i in INDICATORS if i in RFM or i in others))
    assert sum(made.overall.values()) == pytest.approx(1)
    assert sum(made.dimensions.values()) == pytest.approx(1)
    for dimension in made.dimensions:
        assert sum(w for i, w in made.within.items() if INDICATORS[i].dimension == dimension) == pytest.approx(1)


def test_all_zero_has_no_shares():
    """R, F and M all 0 is refused even where their dimension counts for nothing: C would be undefined."""
    none = {**Weights().indicators, "recency": 0, "frequency": 0, "monetary": 0}
    weights = Weights(indicators=none, dimensions={"internet": 1, "current": 0, "potential": 1})
    with pytest.raises(DataProblem, match="All importances in 'Current value' are 0"):
        shares(weights, ALL)
    with pytest.raises(DataProblem, match="The importances of all dimensions are 0"):
        shares(Weights(dimensions={"internet": 0, "current": 0, "potential": 0}), ALL)
