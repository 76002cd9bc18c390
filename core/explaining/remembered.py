"""The explanations of a study, remembered by what they are made of: the table and the model."""

from core.explaining.reasons import Reasons, reasons
from core.problems import DataProblem
from core.study import Study


def reasons_of(study: Study, place: int) -> Reasons:
    """Why the customer at a place of `study.segments().scores` has her K.

    Raises DataProblem where no network is trained, or the model was saved without a reference customer.
    """
    scores, model = study.segments().scores, study.model
    if model is None:
        raise DataProblem("no network is trained yet", fix="train it on the Training page")
    return study.memo.get("reasons", f"{study.key('valued')} {place}", lambda: reasons(model, scores.values[place]))
