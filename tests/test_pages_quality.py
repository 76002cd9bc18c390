"""The Data page's parts on scoring and quality: rules with their pictures, blanks, flags, responses."""

import numpy as np
import pandas as pd
import pytest

from core.export.csv_and_parquet import to_csv
from pages.shared.rule_editor import joined_values, other_spellings, separate_values
from tests.page_steps import checked, opened, told, visit, workspace_of

pytestmark = pytest.mark.thorough

AGREE = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]


def survey(n: int = 80) -> bytes:
    """n customers with R, F, M and four answers; blanks, slips, choices, durations, an outlier and a straight line."""
    rng = np.random.default_rng(3)
    brand = rng.choice(AGREE, n).astype(object)
    brand[:3] = ["Stongly agree", "strongly agree.", None]
    frame = pd.DataFrame(
        {
            "Customer ID": [f"c{k}" for k in range(n)],
            "Days since last order": rng.integers(1, 300, n),
            "Number of orders": rng.integers(1, 30, n),
            "Total spend": rng.integers(10, 900, n),
            "Brand image": brand,
            "Drinks bought": rng.choice(["Tea", "Tea; Coffee", "Tea; Coffee; Juice"], n),
            "Customer rating (1-5)": rng.integers(1, 6, n),
            "Duration": ["200秒"] * (n - 1) + ["20秒"],
        }
    )
    frame.loc[5, "Total spend"] = 90_000
    return frame.to_csv(index=False).encode()


@pytest.fixture
def page(app):
    """The Data page with the survey."""
    visit(app, "Data")
    app.file_uploader[0].upload("survey.csv", survey())
    return checked(app.run())


def recipe(page):
    """The recipe as the server holds it."""
    return workspace_of(page).study.recipe


def flagged(page):
    """What is said to be flagged for review."""
    return next((m.value.rpartition(": ")[2] for m in page.markdown if "Flagged for review" in m.value), None)


def expander(page, start):
    """The label of the expander that begins so."""
    return next((e.label for e in page.expander if e.label.startswith(start)), None)


def test_the_scoring_of_an_indicator_shows_rule_spellings_and_two_pictures(page):
    """Words worst first, other spellings under them, values before and scores after, once it is opened."""
    assert not page.get("plotly_chart")
    page = opened(page, "scoring.brand")
    assert page.text_area(key="recipe.scoring.indicators.brand.rule.words").value == "\n".join(AGREE)
    variants = page.text_area(key="recipe.scoring.indicators.brand.rule.variants").value
    assert sorted(variants.splitlines()) == ["Stongly agree = Strongly agree", "strongly agree. = Strongly agree"]
    assert len(page.get("plotly_chart")) == 2
    captions = [c.value for c in page.caption]
    assert "Before" in captions
    assert "After: scores 1 to 5" in captions


def test_a_changed_rule_shows_at_once(page):
    """A spelling taken out of the list is off the scale in the same drawing; put back, its row is valid again."""
    opened(page, "scoring.brand").text_area(key="recipe.scoring.indicators.brand.rule.variants").set_value("").run()
    assert expander(page, "The 2 rows left out")
    assert expander(page, "2 rows are left out for a value off its scale")
    page = opened(page, "off-scale")
    assert any("2 values" in m.value and "Strongly disagree" in m.value for m in page.markdown)
    assert any("Value" in frame.value for frame in page.dataframe)
    opened(page, "scoring.brand").text_area(key="recipe.scoring.indicators.brand.rule.variants").set_value(
        "STONGLY AGREE = strongly agree\nstrongly agree. = Strongly agree"
    ).run()
    assert expander(page, "The 2 rows left out") is None
    opened(page, "scoring.brand").text_area(key="recipe.scoring.indicators.brand.rule.variants").set_value(
        "so so = Perhaps"
    ).run()
    assert "The line 'so so = Perhaps' cannot be read" in told(page)


def test_a_scale_made_from_the_values_asks_for_a_check(page):
    """Whoever chooses a declared scale is told that its ends are only those seen, until they are declared."""
    opened(page, "scoring.monetary").selectbox(key="kind.monetary").set_value("scale").run()
    page = opened(page, "scoring.monetary")
    assert any("Please check" in c.value for c in page.caption)
    opened(page, "scoring.monetary").number_input(key="recipe.scoring.indicators.monetary.rule.low").set_value(
        0.0
    ).run()
    opened(page, "scoring.monetary").number_input(key="recipe.scoring.indicators.monetary.rule.high").set_value(
        100_000.0
    ).run()
    page = opened(page, "scoring.monetary")
    assert not any("Please check" in c.value for c in page.caption)


def test_values_can_be_declared_to_give_no_answer(page):
    """1 for "not applicable" makes blanks of the ones, which are filled and counted."""
    ones = int((workspace_of(page).study.table.frame["Customer rating (1-5)"] == 1).sum())
    opened(page, "scoring.rating").text_input(key="recipe.scoring.indicators.rating.no_answers").set_value(
        "1, 99"
    ).run()
    assert recipe(page).scoring.indicators["rating"].no_answers == ("1", "99")
    assert workspace_of(page).study.scores().blanks["rating"] == ones
    assert expander(page, f"{ones + 1} blank answers in 2 indicators")


def test_choices_can_be_counted_and_scored_as_answers_again(page):
    """The toggle changes the rule with it: counts are no words, and words no counts."""
    page.selectbox(key="column.cross").set_value("Drinks bought").run()
    opened(page, "scoring.cross").toggle(key="choices.cross").set_value(True).run()
    assert (recipe(page).scoring.indicators["cross"].choices, recipe(page).scoring.indicators["cross"].rule.kind) == (
        True,
        "quintiles",
    )
    opened(page, "scoring.cross").toggle(key="choices.cross").set_value(False).run()
    assert recipe(page).scoring.indicators["cross"].rule.kind == "categories"
    assert not told(page) or "cannot" not in told(page)


def test_blanks_are_shown_with_what_is_done_and_the_choice_is_the_user_s(page):
    """Filled by the median, by similar customers, or left out: both places show the one choice."""
    assert expander(page, "1 blank answer in 1 indicator")
    page.selectbox(key="blanks.scoring.indicators.brand.blanks").set_value("exclude").run()
    assert workspace_of(page).study.scores().excluded_by_reason == {"blank": 1}
    assert opened(page, "scoring.brand").selectbox(key="recipe.scoring.indicators.brand.blanks").value == "exclude"
    page.selectbox(key="blanks.scoring.indicators.brand.blanks").set_value("similar").run()
    assert "filled with the mean score of similar customers" in told(page)


def test_flags_stay_for_review_until_they_are_left_out(page):
    """The outlier is flagged; the toggle leaves it out, with its reason in the list, and takes it in again."""
    assert flagged(page) == "1 outlier"
    page = opened(page, "for-review")
    page.toggle(key="leave-out.outlier").set_value(True).run()
    assert recipe(page).scoring.review.leave_out == ("outlier",)
    assert expander(page, "1 row left out, and why")
    assert flagged(page) is None
    page = opened(page, "for-review")
    page.toggle(key="leave-out.outlier").set_value(False).run()
    assert recipe(page).scoring.review.leave_out == ()
    page.selectbox(key="recipe.scoring.review.duration_column").set_value("Duration").run()
    assert flagged(page) == "1 speeder · 1 outlier"
    page = opened(page, "for-review")
    assert any("200" in str(v) for frame in page.dataframe for v in frame.value.to_numpy().ravel())


def test_lists_to_take_along_hold_row_customer_and_detail(page):
    """What a download of flags holds."""
    study = workspace_of(page).study
    text = to_csv(study.scores().flags(study.customers())).decode("utf-8-sig")
    assert text.splitlines()[0] == "row,customer,flag,detail"
    assert text.splitlines()[1].startswith("7,c5,outlier,")


def test_the_share_of_valid_responses_is_said_where_the_number_sent_out_is_entered(page):
    """As in the paper: 548 of 600 are 91.33 %; more than were sent out is pointed at."""
    assert not any("Valid responses" in m.value for m in page.markdown)
    page.number_input(key="recipe.sent_out").set_value(100).run()
    assert any("Valid responses **80 of 100 sent (80.00%)**" in m.value for m in page.markdown)
    page.number_input(key="recipe.sent_out").set_value(10).run()
    assert any("more came back than were sent out" in m.value for m in page.markdown)


def test_the_sample_has_its_doubles_in_a_mean_where_that_is_wanted(sample):
    """First, last or mean: the choice is one of the page's."""
    page = visit(sample, "Data")
    page.selectbox(key="recipe.scoring.duplicates").set_value("mean").run()
    details = workspace_of(page).study.scores().excluded.query("reason == 'double'")["detail"]
    assert details.str.contains("part of the mean").all()


def test_values_and_spellings_are_read_as_they_are_written():
    """Commas, or semicolons where a value holds a comma; lines with an equals sign."""
    assert separate_values("0, 99 ,N/A") == ("0", "99", "N/A")
    assert separate_values("0; No, thanks") == ("0", "No, thanks")
    assert separate_values("0，99") == ("0", "99")
    for values in ((), ("0",), ("0", "No, thanks")):
        assert separate_values(joined_values(values)) == values
    assert other_spellings("a = b = Agree", ("Disagree", "Agree")) == {"a = b": "Agree"}


def test_text_from_the_file_is_not_read_as_markdown(app):
    """Answers like links or icons stay text in every sentence about them."""
    visit(app, "Data")
    text = survey().decode().replace("Stongly agree", "![x](http://a.b) :material/home:")
    app.file_uploader[0].upload("survey.csv", text.encode())
    page = checked(app.run())
    page = opened(opened(page, "scoring.brand"), "for-review")
    assert all("](http" not in element.value for element in [*page.markdown, *page.caption, *page.warning])


def test_the_sample_says_548_of_600(sample):
    """The sample's own quality, as in the paper: 91.33 % valid, 52 rows left out, two straight lines to look at."""
    page = visit(sample, "Data")
    assert expander(page, "The 52 rows left out")
    assert flagged(page) == "2 straight-liners"
    assert any("Valid responses **548 of 600 sent (91.33%)**" in m.value for m in page.markdown)
