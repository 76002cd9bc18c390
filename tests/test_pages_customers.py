"""The list of customers with its filter and audiences, and the page of one customer, by Streamlit's test driver."""

import numpy as np
import pytest

from core.customer_choice import chosen
from core.recipe import Audience, Filter
from core.stability import TIMES, landing
from pages.shared.segments.how_sure import STEADY
from tests.page_steps import PAGES, checked, opened, press, trained, view, visit, workspace_of

pytestmark = pytest.mark.thorough


@pytest.fixture
def page(sample):
    """The list of the trained sample."""
    return view(trained(sample), "Customers")


def again(page):
    """Draw the list once more; the driver forgets which view is open."""
    return view(checked(page.run()), "Customers")


def listed(page) -> int:
    """How many customers the page lists."""
    return int(next(c.value for c in page.caption if " customers (" in c.value).split()[0].replace(",", ""))


def test_the_filter_narrows_the_list_and_outlives_another_page(page):
    """Tier D alone; with band 5 nobody is left, and one button shows all again."""
    assert listed(page) == 548
    page.get("button_group")[0].set_value(["D"])
    page = again(page)
    study = workspace_of(page).study
    assert listed(page) == len(chosen(study, Filter(tiers=("D",))))
    page = view(visit(page, "Bands"), "Customers")
    assert listed(page) == len(chosen(study, Filter(tiers=("D",))))
    page.get("button_group")[1].set_value([5])
    page = again(page)
    assert any("No customer fits" in i.value for i in page.info)
    page = view(press(page, "Show all customers"), "Customers")
    assert listed(page) == 548


def test_a_long_list_holds_the_most_valuable_and_boxes_to_tick(page, monkeypatch):
    """It says that it is cut; the search still looks at everybody."""
    monkeypatch.setattr("pages.shared.segments.customers.MOST_LISTED", 100)
    page = again(page)
    assert any("The 100 with the highest K are listed" in c.value for c in page.caption)
    table = page.dataframe[0]
    assert (len(table.value), table.proto.selection_mode, table.proto.HasField("lazy_data")) == (100, [0], False)
    study = workspace_of(page).study
    last = study.segments().scores.names.iloc[chosen(study, Filter())[-1]]
    page.text_input(key="list-search").set_value(last)
    assert page.run().dataframe[0].value["Customer"].tolist() == [last]
    page.text_input(key="list-search").set_value("")
    page.selectbox(key="list-sort").set_value("Recency")
    page.toggle(key="list-lowest-first").set_value(True)
    page = again(page)
    lowest = np.sort(study.segments().scores.column("recency"))[:100]
    assert page.dataframe[0].value["Recency"].tolist() == lowest.tolist()
    assert any("The 100 with the lowest Recency are listed" in c.value for c in page.caption)


def test_a_click_elsewhere_sets_the_filter(page):
    """What another view asks for is what the fields show."""
    page.session_state["segments.filter"] = {"tiers": ["A"], "bands": [5], "corner": None}
    page = again(page)
    assert listed(page) == len(chosen(workspace_of(page).study, Filter(tiers=("A",), bands=(5,))))


def test_an_audience_is_saved_shown_exported_and_dropped(page):
    """With its name and held-out share in the recipe; a list on the Export page."""
    page.get("button_group")[0].set_value(["A"])
    page = again(page)
    page.text_input(key="audience-name").set_value("Best <b>")
    page.number_input(key="audience-hold-out").set_value(20)
    page = view(press(page, "Save this filter as an audience"), "Customers")
    recipe = workspace_of(page).study.recipe
    assert recipe.audiences == (Audience(name="Best <b>", who=Filter(tiers=("A",)), hold_out=0.2),)
    page = visit(page, "Export")
    page.selectbox(key="list-whom").set_value("Audience Best <b>")
    page = checked(page.run())
    assert any("20% held out" in c.value.replace("\\", "") for c in page.caption)
    page = view(page, "Customers")
    page = press(page, "Drop")
    assert workspace_of(page).study.recipe.audiences == ()


def test_one_customer_s_page_shows_her_and_keeps_a_note(page):
    """By the row in the address; the note is kept with the project."""
    page.query_params["row"] = "17"
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any(s.value == "Customer C0016" for s in page.subheader)
    page.text_area(key="customer-note-17").set_value("calls on Mondays")
    page = checked(page.run())
    assert workspace_of(page).study.customer_notes == {"C0016": "calls on Mondays"}
    page.text_area(key="customer-note-17").set_value("")
    page = checked(page.run())
    assert workspace_of(page).study.customer_notes == {}


def test_a_customer_outside_the_list_still_has_neighbours(page):
    """The best customer of all, while tier D alone is listed: the next lower is the second best; in the list, the
    list's next."""
    study = workspace_of(page).study
    rows, best = study.segments().scores.rows, chosen(study, Filter())
    page.session_state["filter"] = Filter(tiers=("D",))
    page.query_params["row"] = str(rows[best[0]])
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any("this one is not in the list" in c.value for c in page.caption)
    state = {b.label: b.disabled for b in page.button}
    assert (state["Next higher K"], state["Next lower K"]) == (True, False)
    page.query_params["row"] = str(rows[chosen(study, Filter(tiers=("D",)))[0]])
    page = checked(page.run())
    assert any("among the customers of the list" in c.value for c in page.caption)
    assert next(b.disabled for b in page.button if b.label == "Next higher K")


def test_a_customer_is_found_by_a_part_of_the_id(page):
    """Several are offered, nobody is said, and without a row the page says what to do."""
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any("Find a customer by id above" in i.value for i in page.info)
    page.text_input(key="customer-search").set_value("c001")
    page = checked(page.run())
    assert any("customers' ids hold this" in c.value for c in page.caption)
    assert "C0016" in [b.label for b in page.button]
    page.text_input(key="customer-search").set_value("nobody")
    page = checked(page.run())
    assert any("No customer's id holds" in i.value for i in page.info)


def test_without_tiers_the_page_leads_to_the_training(sample):
    """One sentence and one button."""
    page = checked(sample.switch_page("pages/5_customer.py").run())
    assert any("There are no tiers yet" in i.value for i in page.info)
    assert "pages/5_customer.py" not in PAGES.values()


def test_what_would_lift_a_customer_and_other_scores_to_try(page):
    """Of a customer below A the ways are told; all sliders at 5 give the K of such scores."""
    study = workspace_of(page).study
    place = int(chosen(study, Filter(tiers=("B",)))[0])
    row = study.segments().scores.rows[place]
    page.query_params["row"] = str(row)
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any("the shortest ways are" in m.value or "do not bring K to" in m.value for m in page.markdown)
    page = opened(page, "what-if")
    for indicator in study.segments().scores.indicators:
        page.slider(key=f"try.{row}.{indicator}").set_value(5.0)
    page = opened(page, "what-if")
    best = study.model.value(np.full((1, 14), 5.0)).k[0]
    assert {m.label: m.value for m in page.metric}["K with these scores"] == f"{best:.3f}"


def test_for_a_tier_the_page_says_which_single_point_lifts_whom(page):
    """B by default choice of the control; what counts as changeable is the user's."""
    page = view(page, "Tier by tier")
    page.segmented_control[0].set_value("B")
    page = view(checked(page.run()), "Tier by tier")
    assert any("One point more on a single indicator" in m.value for m in page.markdown)
    page.multiselect(key="recipe.changeable").set_value(["brand"])
    page = view(checked(page.run()), "Tier by tier")
    assert workspace_of(page).study.recipe.changeable == ("brand",)


def test_retraining_says_how_sure_and_is_printed_in_the_list(page):
    """After the retrainings: numbers in the view, a column in the list, a sentence on the customer's page."""
    page = view(page, "How sure")
    assert {m.label: m.value for m in page.metric}["Keep their tier"] == "–"
    page = press(page, f"Train {TIMES} times more")
    workspace_of(page).work["retraining"].wait(120)
    page = view(checked(page.run()), "How sure")
    study = workspace_of(page).study
    found = landing(study)
    assert {m.label: m.value for m in page.metric}["Keep their tier"] == f"{found.overall:.0%}"
    assert found.overall < STEADY
    assert any("One net alone makes K here" in i.value for i in page.info)  # the paper's way
    page = view(press(page, "Go to Training"), "Customers")
    assert "Lands in tier" in page.dataframe[0].value.columns
    page.query_params["row"] = "17"
    page = checked(page.switch_page("pages/5_customer.py").run())
    assert any("Lands in this tier in" in c.value for c in page.caption)


def test_retrainings_can_be_cancelled(page):
    """Nothing comes of them, and they can be started again."""
    page = press(view(page, "How sure"), f"Train {TIMES} times more")
    job = workspace_of(page).work["retraining"]
    job.cancel()
    job.wait(60)
    page = view(checked(page.run()), "How sure")
    assert workspace_of(page).study.stability is None
    assert any("were cancelled" in c.value for c in page.caption)
    assert f"Train {TIMES} times more" in [b.label for b in page.button]
