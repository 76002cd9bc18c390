"""Five times five-fold cross-validation of the recipe's network and its rivals, side by side in parallel."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.judging.alike import Groups
from core.judging.cancelling import Cancelled, wanted_while
from core.judging.folds import folds, part
from core.judging.learners import NETWORK, RIVALS, trained_net
from core.model import TrainedNet, leave_out_failed, mean_value
from core.network.baselines import baseline_mse
from core.network.normalise import Normaliser
from core.network.threads import one_blas_thread
from core.network.training import Result
from core.problems import DataProblem
from core.recipe import NetworkSettings, Recipe, TrainingSettings
from core.sampling import part_sizes

REPEATS, FOLDS = 5, 5
MOST_WORKERS = 8
SEEDS = 2**32


@dataclass(frozen=True, eq=False)
class Case:
    """What is judged: scores (m, k), 1-5, and expected values (m,), 0..1, of m customers in groups that stay together.

    validation: share of each training part on which nets stop; seed: of the folds; fold: (repeats, m), which fold a
    customer lies in.
    """

    scores: np.ndarray
    expected: np.ndarray
    groups: np.ndarray
    network: NetworkSettings
    training: TrainingSettings
    validation: float
    seed: int
    fold: np.ndarray


class Task(NamedTuple):
    """One learner on one fold of one repeat; `net` counts the network's nets from 1."""

    learner: str
    repeat: int
    fold: int
    net: int = 0


class Step(NamedTuple):
    """How many of all tasks are done; the last step carries the estimates (repeats, m) of each learner."""

    done: int
    of: int
    estimates: dict[str, np.ndarray] | None = None


def case(recipe: Recipe, scores: np.ndarray, expected: np.ndarray, groups: Groups) -> Case:
    """The customers with scores (m, k) and expected values (m,), in FOLDS folds, drawn REPEATS times by seed.

    Raises DataProblem where there are too few customers or groups to fold.
    """
    if len(expected) < 20:
        raise DataProblem(
            f"only {len(expected):,} customers with an expected value can be checked",
            accepted="20 or more",
            fix="grade more of the sample, or choose another expected value",
        )
    if groups.count < 2 * FOLDS:
        raise DataProblem(
            f"the customers that are kept together make only {groups.count:,} groups",
            column=recipe.judging.keep_together,
            accepted=f"{2 * FOLDS} or more",
            fix="choose another column to keep together, or none",
        )
    training, validation, _ = part_sizes(len(expected), recipe.training.split)
    fold = np.array(
        [folds(groups.of, FOLDS, np.random.default_rng([recipe.judging.seed, repeat])) for repeat in range(REPEATS)]
    )
    share = validation / (training + validation)
    return Case(scores, expected, groups.of, recipe.network, recipe.training, share, recipe.judging.seed, fold)


def cross_validate(
    judged: Case,
    going: Path | None = None,
    workers: int | None = None,
    importance_of: Callable[[np.ndarray], np.ndarray | None] = lambda learn: None,
) -> Iterator[Step]:
    """Estimates of every learner for every customer by those who were not taught on her; one Step a task.

    going: a file; once it is taken away the rest is left undone and no last step comes. workers: processes, by default
    as many as there are processors; the estimates do not depend on it. importance_of: the weights (t,) of the customers
    that a net learns on, from their (t,) places among the m; None where all count the same.
    """
    from joblib import Parallel, cpu_count, delayed, parallel_config

    tasks = _tasks(judged)
    importance = {
        (repeat, fold): importance_of(np.flatnonzero(rows(judged, repeat, fold, judged.validation).learn))
        for repeat, fold in sorted({(task.repeat, task.fold) for task in tasks})
    }
    done: dict[Task, np.ndarray | Result] = {}
    workers = workers or min(cpu_count(), MOST_WORKERS)
    with (
        parallel_config(backend="loky", inner_max_num_threads=1)
        if workers > 1
        else parallel_config(backend="sequential")
    ):
        # Tasks are handed out few at a time, so that a cancelled check has little left to end.
        run = Parallel(n_jobs=workers, return_as="generator_unordered", pre_dispatch="2*n_jobs", max_nbytes=None)
        wanted = (
            delayed(answered)(task, judged, going, importance[task.repeat, task.fold])
            for task in tasks
            if _wanted(going)
        )
        for task, answer in run(wanted):
            if answer is not None:
                done[task] = answer
                if len(done) < len(tasks):
                    yield Step(len(done), len(tasks))
    if len(done) == len(tasks):
        yield Step(len(tasks), len(tasks), _estimates(judged, done))


def _tasks(judged: Case) -> list[Task]:
    """All tasks, those of one fold side by side."""
    repeats, count = len(judged.fold), int(judged.fold.max()) + 1
    return [
        task
        for repeat, fold in itertools.product(range(repeats), range(count))
        for task in (
            *(Task(NETWORK, repeat, fold, net) for net in range(1, judged.network.nets + 1)),
            *(Task(learner, repeat, fold) for learner in RIVALS),
        )
    ]


def _wanted(going: Path | None) -> bool:
    return going is None or going.exists()


class Rows(NamedTuple):
    """Who learns, stops and is judged, (m,) bool each; the inputs (m, k) by the normaliser of those who learn."""

    learn: np.ndarray
    stop_on: np.ndarray
    out: np.ndarray
    x: np.ndarray


def rows(judged: Case, repeat: int, fold: int, validation: float) -> Rows:
    """The customers of one fold. Bounds come from those who learn alone; `validation`: share of them to stop on."""
    out = judged.fold[repeat] == fold
    stop_on = np.zeros_like(out)
    rng = np.random.default_rng([judged.seed, repeat, fold])
    stop_on[~out] = part(judged.groups[~out], validation, rng)
    learn = ~out & ~stop_on
    return Rows(learn, stop_on, out, Normaliser.fit(judged.scores[learn]).apply(judged.scores)[0])


def answered(
    task: Task, judged: Case, going: Path | None, importance: np.ndarray | None
) -> tuple[Task, np.ndarray | Result | None]:
    """A task with its answer: a trained net, or a rival's estimates; None where it was cancelled."""
    one_blas_thread()
    try:
        with wanted_while(going):
            return task, _answer(task, judged, importance) if _wanted(going) else None
    except Cancelled:
        return task, None


def _answer(task: Task, judged: Case, importance: np.ndarray | None) -> np.ndarray | Result:
    y = judged.expected
    if task.learner == NETWORK:
        learn, stop_on, _, x = rows(judged, task.repeat, task.fold, judged.validation)
        start = [judged.network.seed, task.repeat, task.fold, task.net]
        stopping = (x[stop_on], y[stop_on]) if stop_on.any() else None
        return trained_net(judged.network, judged.training, start, (x[learn], y[learn]), stopping, importance)
    learn, _, out, x = rows(judged, task.repeat, task.fold, 0)
    seed = int(np.random.default_rng([judged.seed, task.repeat, task.fold]).integers(SEEDS))
    return RIVALS[task.learner]((x[learn], y[learn]), x[out], seed)


def _estimates(judged: Case, done: dict[Task, np.ndarray | Result]) -> dict[str, np.ndarray]:
    """Estimates (repeats, m) of each learner; the network's are the mean of the nets that its model would keep."""
    repeats, m = judged.fold.shape
    found = {learner: np.empty((repeats, m)) for learner in (*RIVALS, NETWORK)}
    nets: dict[tuple[int, int], list[Result]] = {}
    for task in sorted(done):
        answer = done[task]
        if isinstance(answer, Result):
            nets.setdefault((task.repeat, task.fold), []).append(answer)
        else:
            found[task.learner][task.repeat, judged.fold[task.repeat] == task.fold] = answer
    for (repeat, fold), results in nets.items():
        learn, stop_on, out, x = rows(judged, repeat, fold, judged.validation)
        y = judged.expected
        of_mean = baseline_mse("mean", (x[learn], y[learn]), (x[stop_on], y[stop_on])) if stop_on.any() else None
        kept = leave_out_failed([TrainedNet(result, ()) for result in results], of_mean)
        found[NETWORK][repeat, out] = mean_value([net.result.network for net in kept if net.kept], x[out])[0]
    return found
