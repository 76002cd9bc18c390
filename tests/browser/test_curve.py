"""The curve that the page draws holds the records of the training, every one and no other."""

import json

import pytest

from core.charts_of_training import PARTS
from core.recipe import recipe_from_json
from core.study import Study
from tests.browser.steps import open_page, press, train, use_recipe

EPOCHS = 60

# What plotly draws from: (name, epochs, errors) of each line of the picture in the block with this key.
DRAWN = """() => {
    const picture = document.querySelector('.st-key-best-curve .js-plotly-plot');
    return picture && picture.data.map(line => [line.name, Array.from(line.x), Array.from(line.y)]);
}"""


@pytest.mark.long
def test_the_curve_has_the_points_that_the_records_have(app_page, samples):
    """All epochs from 0 on and all parts of the sample, with the errors of the same training by core."""
    recipe = json.loads((samples / "paper.recipe.json").read_text(encoding="utf-8"))
    recipe["training"] |= {"epochs": EPOCHS, "goal": 0.0, "min_grad": 0.0, "max_fail": EPOCHS}
    recipe["training"]["split"] |= {"validation": 40.0}
    document = json.dumps(recipe)
    press(app_page, "Try the sample")
    open_page(app_page, "Data")
    use_recipe(app_page, document)
    train(app_page)

    study = Study.from_file((samples / "survey.csv").read_bytes(), "survey.csv", recipe_from_json(document.encode()))
    curve = study.draw().trained().model.best.curve
    wanted = [[part, [r.epoch for r in curve], [getattr(r, name) for r in curve]] for part, name in PARTS.items()]
    assert [r.epoch for r in curve] == list(range(EPOCHS + 1))
    app_page.wait_for_function(DRAWN)
    assert app_page.evaluate(DRAWN) == wanted
