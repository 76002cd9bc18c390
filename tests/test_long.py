"""What takes minutes: many seeds, and a million customers. Run by `make test-long`."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from core.charts import Palette
from core.charts_of_tiers import spend_plot, tier_histogram
from core.importing.mapping.proposal import propose
from core.importing.reading.readers import read_table
from core.recipe import recipe_from_json
from core.study import Study
from core.tier_figures import placed

pytestmark = pytest.mark.long


def test_the_paper_s_training_reaches_its_goal_from_nearly_every_start(samples):
    """traingdx meets 0.01 on the sample in under 200 epochs for at least 95 of 100 seeds."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes())
    study = Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).draw()
    ends = [study.change(recipe=recipe.replaced("network.seed", seed)).trained().model.best.last for seed in range(100)]
    quick = sum(end.stop_reason == "goal met" and end.epoch < 200 for end in ends)
    print(f"goal met in under 200 epochs from {quick} of 100 starts")
    assert quick >= 95


def test_levenberg_marquardt_reaches_a_thousandth_in_under_thirty_iterations(samples):
    """trainlm on the sample, from 20 starts, each in under 30 epochs."""
    recipe = recipe_from_json((samples / "paper.recipe.json").read_bytes()).replaced("training.algorithm", "trainlm")
    recipe = recipe.replaced("training.goal", 0.001)
    study = Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe).draw()
    ends = [study.change(recipe=recipe.replaced("network.seed", seed)).trained().model.best.last for seed in range(20)]
    print("iterations:", [end.epoch for end in ends])
    assert all(end.stop_reason == "goal met" and end.epoch < 30 for end in ends)


def test_a_million_customers_go_all_the_way_in_bounded_memory():
    """Read, mapped, scored, banded, sampled by at most 20,000, trained and valued; valuing takes no second table."""
    n, rng = 1_000_000, np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "customer_id": np.arange(n),
            "days since last order": rng.integers(1, 400, n),
            "number of orders": rng.poisson(4, n),
            "total spend": rng.gamma(2, 100, n).round(2),
            "site visits": rng.poisson(9, n),
        }
    )
    table = read_table(frame.to_csv(index=False).encode(), "million.csv")
    recipe = propose(table).recipe.replaced("network.nets", 1).replaced("training.epochs", 50)
    study = Study(table, recipe).trained()
    assert len(study.sample.ids) == 20_000
    scores = study.scores().values
    tracemalloc.start()
    k = study.model.value(scores).k
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(k) == n
    assert peak < k.nbytes + 40_000_000
    assert study.segments().table["customers"].sum() == n
    found = placed(study)  # what the Overview of so many is drawn from
    assert found.matrix.sum() == found.by_tier["customers"].sum() == found.by_band["customers"].sum() == n
    assert found.density is None  # nothing of potential value
    drawn = (tier_histogram(study.segments(), Palette()), spend_plot(found.curve, Palette()))
    assert all(len(figure.to_json()) < 60_000 for figure in drawn)
    shares = study.change(recipe=study.recipe.replaced("cutoffs.by", "shares")).segments().table["share"]
    np.testing.assert_allclose(shares, [0.2, 0.3, 0.3, 0.2], atol=0.01)
