"""Values before scoring and scores after it, as few bars."""

import numpy as np
import pandas as pd

from core.charts import Palette
from core.charts_of_scores import short, small_bars
from core.distributions import BINS, bars_of, bars_of_answers, before_and_after
from core.recipe import Measure, Scale, Words
from core.study import Study
from tests.test_study import people, recipe


def test_few_values_have_a_bar_each():
    """Five answers, five bars, in rising order."""
    bars = bars_of(np.array([5.0, 1, 1, np.nan, 3]), "value", None)
    assert (bars.labels, bars.counts.tolist(), bars.seen) == (("1", "3", "5"), [2, 1, 1], (1, 5))


def test_many_values_are_counted_in_ranges_and_those_far_out_in_the_last():
    """Every customer is in one bar; one far beyond the usual does not make the others one bar."""
    x = np.append(np.linspace(0, 100, 999), 1e6)
    bars = bars_of(x, "value", (-50, 150))
    assert bars.counts.sum() == 1000
    assert (len(bars.counts), bars.beyond, bars.counts[-1]) == (BINS, 1, 1)
    assert bars.counts[:10].min() > 50


def test_answers_are_counted_in_the_order_of_the_rule_with_their_other_spellings():
    """Worst first, an answer that nobody gave as 0, other spellings with their word."""
    rule = Words(words=("no", "maybe", "yes"), variants={"yep": "Yes"})
    bars = bars_of_answers(pd.DataFrame({"x": ["Yes", "yep", "no", "?!"]}), rule)
    assert (bars.labels, bars.counts.tolist()) == (("no", "maybe", "yes"), [1, 0, 2])


def test_before_and_after_follow_the_rule_and_hold_the_valid_customers():
    """A rule turned round mirrors the scores and leaves the values as they were."""
    study = Study(people(), recipe())
    before, after = before_and_after(study, "brand")
    turned = Measure(columns=("b",), rule=Scale(reversed=True))
    again, mirrored = before_and_after(
        study.change(recipe=study.recipe.replaced("scoring.indicators.brand", turned)), "brand"
    )
    assert before.counts.tolist() == again.counts.tolist() == after.counts.tolist()
    assert mirrored.counts.tolist() == after.counts.tolist()[::-1]
    assert after.counts.sum() == 200
    assert after.in_words.startswith("200 customers by score, 1 to 5; most at ")


def test_values_are_shown_where_nobody_can_be_scored():
    """A scale that fits nobody: the values are there to see why, the scores are not."""
    wrong = recipe().replaced("scoring.indicators.brand", Measure(columns=("b",), rule=Scale(low=50, high=90)))
    before, after = before_and_after(Study(people(), wrong), "brand")
    assert before.counts.sum() == 200
    assert after is None


def test_a_small_picture_shows_answers_as_the_text_they_are():
    """Tags in an answer are not read; long answers are cut."""
    assert short("<b>bold</b>") == "&lt;b&gt;bold&lt;/b&gt;"
    assert short("a very long answer") == "a very lon…"
    assert short("1,000\u20132,000") == "1,000"
    bars = bars_of(np.arange(100.0), "value", None)
    made = small_bars(bars, Palette())
    assert sum(made.data[0].y) == 100
    assert made.layout.xaxis.tickvals == (0, 5, 10, 15)
    answers = bars_of_answers(pd.DataFrame({"x": ["b"]}), Words(words=("a", "b", "c")))
    assert small_bars(answers, Palette()).layout.xaxis.ticktext == ("a", "c")
