"""Training against the networks of other packages; what is not installed is left out (`make bench-peers` brings it)."""

import warnings
from bisect import bisect_left
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd

from core.importing.reading.apart import read_apart
from core.model import start_net
from core.network.training import run, train
from core.recipe import recipe_from_json
from core.study import Study
from tests.bench.measure import Rows, installed, measure
from tests.bench.training import EPOCHS, HIDDEN, INPUTS, ROWS, data, training

SAMPLES = Path(__file__).parents[2] / "sample_data"
# What neurolab, of 2015, still looks for in NumPy.
OLD_NUMPY = {"Inf": np.inf, "asfarray": lambda values: np.asarray(values, float), "row_stack": np.vstack}
FEW = 20  # epochs of a slow rival
GOAL, STARTS = 0.001, 20


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    ours = training(ROWS, EPOCHS)
    rivals = (
        ("MLPRegressor, sgd, full batch", scikit_learn, EPOCHS, 3),
        ("PyTorch, SGD, momentum", pytorch, EPOCHS, 3),
        ("neurolab, train_gdx", neurolab, FEW, 50),
    )
    for name, rival, epochs, bar in rivals:
        other = rival(ROWS, epochs)
        row = f"training 229 x 14-29-1 / {name}"
        yield measure(row, ours, other, at_least=bar, amount=EPOCHS, other_amount=epochs, unit="epochs/s")
    for file in ("survey", "survey_graded"):
        yield to_goal(file, "paper" if file == "survey" else file)


def scikit_learn(n, epochs):
    """MLPRegressor of the same shape, its defaults but for what makes it train likewise; None: not installed."""
    if not installed("sklearn"):
        return None
    from sklearn.neural_network import MLPRegressor

    x, target = data(n)
    model = MLPRegressor(
        hidden_layer_sizes=(HIDDEN,), activation="tanh", solver="sgd", batch_size=n,
        max_iter=epochs, n_iter_no_change=epochs, random_state=1,
    )  # fmt: skip

    def fit():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            model.fit(x, target)
        assert model.n_iter_ == epochs

    return fit


def pytorch(n, epochs):
    """The same network by autograd, in one thread and in float64; None: not installed."""
    if not installed("torch"):
        return None
    import torch
    from torch import nn

    torch.set_num_threads(1)
    x, target = (torch.from_numpy(values) for values in data(n))
    target = target[:, None]
    net = nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1), nn.Sigmoid()).double()
    mse, optimiser = nn.MSELoss(), torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def fit():
        for _ in range(epochs):
            optimiser.zero_grad()
            mse(net(x), target).backward()
            optimiser.step()

    return fit


def neurolab(n, epochs):
    """The same network, by an algorithm of the same name, on the NumPy that it was written for; None: not installed."""
    if not installed("neurolab"):
        return None
    with patch.multiple(np, create=True, **OLD_NUMPY), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import neurolab as nl

        net = nl.net.newff([[0, 1]] * INPUTS, [HIDDEN, 1], [nl.trans.TanSig(), nl.trans.LogSig()])
    net.trainf, net.errorf = nl.train.train_gdx, nl.error.MSE()
    x, target = data(n)

    def fit():
        with patch.multiple(np, create=True, **OLD_NUMPY):
            errors = net.train(x, target[:, None], epochs=epochs, show=0, goal=0)
        assert len(errors) == epochs

    return fit


def to_goal(file, recipe):
    """Seconds to an MSE of 0.001 on the training part of a sample, a start, over several starts.

    Scikit-learn cannot stop there: it is told beforehand after how many iterations it will have got so far.
    """
    x, target, settings = training_part(file, recipe)
    rules = settings.training.model_copy(
        update={"algorithm": "trainlm", "goal": GOAL, "epochs": 100_000, "min_grad": 0, "max_seconds": None}
    )
    nets = [start_net(x.shape[1], settings.network, number) for number in range(1, STARTS + 1)]

    def ours():
        for net in nets:
            assert run(train(net, rules, (x, target))).train_mse <= GOAL

    return measure(
        f"{file}.csv to MSE {GOAL}, trainlm / MLPRegressor, lbfgs",
        ours,
        lbfgs(x, target, settings.network.hidden or 2 * x.shape[1] + 1),
        at_most=1,
        amount=STARTS,
        repeats=9,
    )


def lbfgs(x, target, hidden):
    """Fits by quasi-Newton from each start, each with just the iterations it needs; None: not installed."""
    if not installed("sklearn"):
        return None
    from sklearn.neural_network import MLPRegressor

    def fit(start, iterations):
        model = MLPRegressor(
            hidden_layer_sizes=(hidden,), activation="tanh", solver="lbfgs", alpha=0, tol=0,
            max_iter=iterations, random_state=start,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            return model.fit(x, target)

    def close(start, iterations):
        return np.mean((fit(start, iterations).predict(x) - target) ** 2) <= GOAL

    needed = [
        1 + bisect_left(range(1, 1000), True, key=lambda count, start=start: close(start, count))
        for start in range(STARTS)
    ]
    return lambda: [fit(start, iterations) for start, iterations in enumerate(needed)]


def training_part(file, recipe):
    """Inputs (n, d), expected values (n,) and recipe of a sample, drawn as the app does."""
    settings = recipe_from_json((SAMPLES / f"{recipe}.recipe.json").read_bytes())
    study = Study(read_apart((SAMPLES / f"{file}.csv").read_bytes(), f"{file}.csv"), settings).trained()
    judged, scores = study.model.evaluation, study.scores()
    here = judged.part("training")
    places = pd.Index(scores.ids).get_indexer(judged.ids[here])
    return study.model.normaliser.apply(scores.values[places])[0], judged.expected[here], settings
