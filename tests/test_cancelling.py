"""A cancelled check ends what runs, also a fit of scikit-learn that would take hours."""

import threading
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.neural_network import MLPRegressor

from core.judging import crossvalidation
from core.judging.cancelling import Cancelled, wanted_while
from core.judging.crossvalidation import cross_validate
from tests.test_judging import small_case

ENDLESS = {
    "perceptron": MLPRegressor(max_iter=10**8, n_iter_no_change=10**8),
    "boosting": GradientBoostingRegressor(n_estimators=10**6),
    "histogram boosting": HistGradientBoostingRegressor(max_iter=10**6),
}


@pytest.fixture
def going(tmp_path) -> Path:
    """The file of a check that goes on."""
    path = tmp_path / "going"
    path.touch()
    return path


@pytest.mark.parametrize("learner", ENDLESS)
def test_a_fit_in_work_is_ended(learner, going, monkeypatch):
    """The check comes back although the fit would go on for hours, without a result and without an error."""

    def fit(training, x, seed):
        going.unlink()
        return ENDLESS[learner].fit(*training).predict(x)

    monkeypatch.setattr(crossvalidation, "_tasks", lambda judged: [crossvalidation.Task(learner, 0, 0)])
    monkeypatch.setitem(crossvalidation.RIVALS, learner, fit)
    assert list(cross_validate(small_case(np.arange(120)), going, workers=1)) == []


def test_what_has_ended_is_not_disturbed(going):
    """The file may go at any time afterwards: nothing watches it any more."""
    before = threading.active_count()
    with wanted_while(going):
        pass
    while threading.active_count() > before:
        pass
    going.unlink()


def test_the_exception_is_raised_within(going):
    """In whatever Python code runs when the file goes; what is to be put in order on the way out is."""
    in_order = []

    def work():
        try:
            going.unlink()
            while True:
                pass
        finally:
            in_order.append(True)

    with pytest.raises(Cancelled), wanted_while(going):
        work()
    assert in_order
