"""On a real file the network learns what a straight line cannot: METHOD.md section 10, DATA.md."""

import numpy as np
import pytest

from core.importing.reading.readers import read_table
from core.network.baselines import least_squares
from core.network.network import nguyen_widrow, predict_value
from core.network.normalise import Normaliser
from core.network.training import run, train
from core.recipe import Measure, Quintiles, Scoring, Split, Target, TrainingSettings
from core.scoring import score
from core.target import outcome

pytestmark = pytest.mark.thorough

# Quintile scores of what describes a customer of the shop; recency, and complaints, are better when low.
COLUMNS = {
    "basic": "CityTier",
    "time": "HourSpendOnApp",
    "interaction": "CouponUsed",
    "recency": "DaySinceLastOrder",
    "frequency": "OrderCount",
    "monetary": "CashbackAmount",
    "cross": "NumberOfDeviceRegistered",
    "persistence": "Tenure",
    "brand": "Complain",
    "rating": "SatisfactionScore",
}
LOW_IS_GOOD = ("recency", "brand")
TWINS = 2815  # row i + 2,815 is row i again, a little changed: both go to one side of every split


@pytest.mark.real_data
def test_single_nets_beat_least_squares_on_churn_with_twins_kept_together(real_data):
    """Five seeds by five folds: the squared error of one net is on average at least 5 % below least squares."""
    path = real_data / "customers" / "E Commerce Dataset.xlsx"
    table = read_table(path.read_bytes(), path.name)
    indicators = {i: Measure(columns=(c,), rule=Quintiles(reversed=i in LOW_IS_GOOD)) for i, c in COLUMNS.items()}
    scores = score(table, Scoring(id_column="CustomerID", indicators=indicators))
    churn = Target(kind="outcome", column="Churn", reversed=True)
    everybody = np.arange(len(scores.ids))
    target = outcome(table.frame["Churn"].iloc[scores.positions], churn, everybody, Split(validation=0, test=0)).values
    pair = scores.positions % TWINS
    assert len(scores.ids) == 5630
    assert len(np.unique(pair)) == TWINS

    ratios = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        fold_of_pair, validates = rng.permutation(TWINS) % 5, rng.uniform(size=TWINS) < 0.15
        for fold in range(5):
            out = fold_of_pair[pair] == fold
            stop_on = ~out & validates[pair]
            learn = ~out & ~stop_on
            normaliser = Normaliser.fit(scores.values[learn])
            x = normaliser.apply(scores.values)[0]
            start = nguyen_widrow(x.shape[1], None, "tansig", "logsig", np.random.default_rng([seed, fold]))
            ended = run(train(start, TrainingSettings(), (x[learn], target[learn]), (x[stop_on], target[stop_on])))
            k, _ = predict_value(ended.result.network, x[out])
            line = least_squares((x[~out], target[~out]), x[out])
            ratios.append(np.sum((k - target[out]) ** 2) / np.sum((line - target[out]) ** 2))
    print(f"squared error of single nets against least squares: {np.mean(ratios):.3f}")
    assert np.mean(ratios) <= 0.95
