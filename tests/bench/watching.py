"""A training in its own thread while a page looks at it, against the same training unwatched."""

import logging

from core.importing.reading.apart import read_apart
from core.recipe import recipe_from_json
from core.study import Study
from pages.shared.curve import draw_curve
from pages.shared.jobs import TrainingJob
from pages.shared.training_panel import SECONDS_BETWEEN_LOOKS
from tests.bench.measure import Rows, measure
from tests.bench.rivals import SAMPLES

EPOCHS = 20_000


def rows() -> Rows:
    """The rows of this module, each measured when it is asked for."""
    logging.disable(logging.WARNING)  # Streamlit would say with each drawing that no window is there
    study = long_study()
    yield measure(
        "training with the page attached / unwatched",
        lambda: watched(study),
        lambda: TrainingJob(study).wait(),
        at_least=0.8,
        amount=EPOCHS,
        unit="epochs/s",
        repeats=7,
    )
    logging.disable(logging.NOTSET)


def watched(study: Study) -> None:
    """Look at a job as often as the page does, and make of each look what the page draws."""
    job = TrainingJob(study)
    while job.snapshot().active:
        curve = job.snapshot().curve
        if curve:
            draw_curve(curve, study.recipe.training.goal, "bench")
        job.wait(SECONDS_BETWEEN_LOOKS)  # returns at once where the training ends


def long_study() -> Study:
    """The paper's sample, drawn, with a training of EPOCHS that nothing ends before."""
    recipe = recipe_from_json((SAMPLES / "paper.recipe.json").read_bytes())
    rules = {"epochs": EPOCHS, "goal": 0, "min_grad": 0, "max_fail": EPOCHS, "max_seconds": None}
    for name, value in rules.items():
        recipe = recipe.replaced(f"training.{name}", value)
    return Study(read_apart((SAMPLES / "survey.csv").read_bytes(), "survey.csv"), recipe).draw()
