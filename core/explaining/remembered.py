"""The explanations of a study, remembered by what they are made of: the table and the model."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.explaining.dependence import Dependence, dependences
from core.explaining.importance import FEWEST, MOST, Importance, importance
from core.explaining.reasons import Reasons, reasons
from core.explaining.summary import Summary, some_of, summary
from core.keys import hashed
from core.model import Model
from core.problems import DataProblem
from core.study import Study


def _model_of(study: Study) -> tuple[Model, str]:
    """The model, and the key of all that is explained by it. Raises DataProblem where there is none."""
    model = study.model
    if model is None:
        raise DataProblem("no network is trained yet", fix="train it on the Training page")
    return model, hashed((study.key("valued"), model.parts))  # the parts: who tests, and by which expected value


def reasons_of(study: Study, place: int) -> Reasons:
    """Why the customer at a place of `study.segments().scores` has her K.

    Raises DataProblem where no network is trained, or the model was saved without a reference customer.
    """
    model, key = _model_of(study)
    scores = study.segments().scores.values
    return study.memo.get("reasons", f"{key} {place}", lambda: reasons(model, scores[place]))


def summary_of(study: Study, told: Callable[[float], object] = lambda share: None) -> Summary:
    """What moves K over 500 customers (all of fewer). Raises DataProblem as `reasons_of` does.

    told: hears which share (0..1) is done; what it raises ends the work, and the next call goes on from there.
    """
    model, key = _model_of(study)
    scores = study.segments().scores.values
    # Made outside the memo: whoever asks it for something else would wait for seconds.
    known: dict[str, Summary] = study.memo.get("what moves K", key, dict)
    done: dict[int, np.ndarray] = study.memo.get("parts of what moves K", key, dict)
    if "all" not in known:
        known["all"] = summary(model, scores[some_of(len(scores))], told, done)
    return known["all"]


def dependences_of(study: Study) -> dict[str, Dependence]:
    """What each indicator of the model does, over the same customers."""
    model, key = _model_of(study)
    scores = study.segments().scores.values
    return study.memo.get("dependences", key, lambda: dependences(model, scores[some_of(len(scores))]))


def importance_of(study: Study) -> Importance:
    """How much each indicator matters to the fit: on the test customers, else the validating ones, else all sampled.

    Raises DataProblem where fewer than 10 of them are in the table.
    """
    model, key = _model_of(study)
    return study.memo.get("importance", key, lambda: _importance(study, model))


def _importance(study: Study, model: Model) -> Importance:
    judged, scores = model.evaluation, study.segments().scores
    part = "test" if judged.sizes[2] else "validation" if judged.sizes[1] else "all"
    here = slice(None) if part == "all" else judged.part(part)
    places = pd.Index(scores.ids).get_indexer(pd.Index(judged.ids[here]))
    known = (places >= 0).nonzero()[0]
    if len(known) < FEWEST:
        raise DataProblem(
            f"only {len(known)} of the customers that the network was judged on can be used to rank the indicators",
            accepted=f"{FEWEST} or more",
            fix="give more customers to the test part, or open the file that the network was trained on",
        )
    known = known[some_of(len(known), MOST)]
    return importance(model, scores.values[places[known]], judged.expected[here][known], part)
