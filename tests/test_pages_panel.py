"""The Weights page with a panel: experts, sheets, agreement, and weights set by hand over it."""

import pytest
from streamlit.testing.v1 import AppTest

from core.charts import Palette
from core.charts_of_panel import panel_dots
from core.export.panel_sheet import panel_sheet
from core.indicators import INDICATORS, RFM
from core.panel.agreement import standing_apart
from core.panel.shares_of import panel_results
from core.recipe import Expert, Weights
from pages.shared.by_hand import BEFORE
from tests.page_steps import checked, press, told, visit, workspace_of

pytestmark = pytest.mark.thorough

ALL = tuple(INDICATORS)


@pytest.fixture
def panel(sample) -> AppTest:
    """The Weights page of the sample, with the panel of ten."""
    return press(opened(sample), "Try a panel of ten")


def opened(page: AppTest) -> AppTest:
    """The Weights page with the panel chosen, still empty."""
    page = visit(page, "Weights")
    page.segmented_control(key="weights.decided").set_value("panel")
    return checked(page.run())


def weights_of(page: AppTest) -> Weights:
    """The weights in the recipe."""
    return workspace_of(page).study.recipe.weights


def rfm_of(page: AppTest) -> list[float]:
    """W_R, W_F, W_M as they are in force."""
    return list(workspace_of(page).study.shares().rfm)


def add(page: AppTest, name: str) -> AppTest:
    """Add an expert by name."""
    page.text_input(key="panel.new").set_value(name)
    return press(page, "Add the expert")


def words(page: AppTest) -> str:
    """All plain text on the page, without the signs that escape it."""
    return "\n".join(m.value for m in [*page.markdown, *page.caption, *page.success]).replace("\\", "")


def test_without_a_panel_the_page_is_one_line_longer(sample):
    """Sliders by hand, no panel and no sheet; an opened, empty panel leaves the weights as they are."""
    page = visit(sample, "Weights")
    assert page.segmented_control(key="weights.decided").value == "hand"
    assert "What the panel says" not in [s.value for s in page.subheader]
    assert not page.file_uploader
    page = opened(page)
    assert "Nobody yet" in words(page)
    assert rfm_of(page) == pytest.approx([0.3, 0.3, 0.4])
    assert told(page) == ""


def test_experts_are_added_and_their_sliders_move_the_weights(sample):
    """Each starts equal; the shares of the one who is shown and of the panel follow; the other one stays."""
    page = add(add(opened(sample), "Ann"), "Ben")
    assert rfm_of(page) == pytest.approx([1 / 3] * 3)
    assert page.text_input(key="panel.name").value == "Ben"
    page.slider(key="panel.recency").set_value(10.0)
    page = checked(page.run())
    assert rfm_of(page) == pytest.approx([(1 / 2 + 1 / 3) / 2, *[(1 / 4 + 1 / 3) / 2] * 2])
    assert "gives **50%** :gray[· panel 42%]" in words(page)
    page.pills(key="panel.shown").set_value(0)
    page = checked(page.run())
    assert page.slider(key="panel.recency").value == 5
    page.number_input(key="panel.counts").set_value(3.0)
    page = checked(page.run())
    assert rfm_of(page)[0] == pytest.approx((1 / 2 + 3 * 1 / 3) / 4)


def test_a_blank_is_set_and_taken_back(sample):
    """A blank slider is switched off and counts nothing; what comes back starts in the middle."""
    page = add(add(opened(sample), "Ann"), "Ben")
    page.slider(key="panel.monetary").set_value(10.0)
    page = checked(page.run())
    before = rfm_of(page)
    page = add(page, "Cleo")
    page.multiselect(key="panel.blank").set_value(list(RFM))
    page = checked(page.run())
    assert page.slider(key="panel.recency").disabled
    assert rfm_of(page) == pytest.approx(before)
    page.multiselect(key="panel.blank").set_value([])
    page = checked(page.run())
    assert weights_of(page).panel[2].indicators["recency"] == 5


def test_names_are_changed_and_experts_removed(panel):
    """Another's name and none are refused in words; one is removed after a question, and all of them."""
    panel.text_input(key="panel.name").set_value("finance")
    page = checked(panel.run())
    assert "There is an expert called 'finance' already" in told(page)
    assert page.text_input(key="panel.name").value == "Marketing manager"
    page = add(page, "  ")
    assert "An expert needs a name or a role" in told(page)
    page.text_input(key="panel.name").set_value("[Marketing](x)")
    page = checked(page.run())
    assert weights_of(page).panel[0].name == "[Marketing](x)"
    page = press(page, "Yes, remove")
    assert [e.name for e in weights_of(page).panel][:2] == ["Sales manager", "Shop manager"]
    assert len(weights_of(page).panel) == 9
    page = press(page, "Yes, remove them all")
    assert weights_of(page).panel == ()
    assert rfm_of(page) == pytest.approx([0.3, 0.3, 0.4])


def test_all_zeros_are_said_and_do_not_count(sample):
    """No share follows from them; the others decide."""
    page = add(add(opened(sample), "Ann"), "Ben")
    for i in RFM:
        page.slider(key=f"panel.{i}").set_value(0.0)
        page = checked(page.run())
    assert "Everything in Current value is 0 here" in told(page)
    assert rfm_of(page) == pytest.approx([1 / 3] * 3)


def test_the_panel_of_ten_is_shown_with_its_agreement(panel):
    """The table with mean and spread, a sentence for each level, and Finance standing apart on spend."""
    table = panel.dataframe[0].value
    assert len(table) == 17
    spend = table[table.iloc[:, 1] == "Spend"].iloc[0]
    assert spend["Panel"] == pytest.approx(100 * rfm_of(panel)[2])
    assert spend["In force"] == pytest.approx(spend["Panel"])
    assert spend["Spread"] > 5
    said = words(panel)
    assert "**Current value:** Strong agreement on the order among 10 experts (W = 0.75)" in said
    assert "**Finance** gives" in said
    assert "more to Spend (77% against 45%)" in said
    panel.radio(key="recipe.weights.mean").set_value("geometric")
    page = checked(panel.run())
    assert page.dataframe[0].value.iloc[9]["Panel"] != pytest.approx(spend["Panel"])


def test_one_expert_works_and_agreement_needs_two(sample):
    """The weights are hers; what cannot be said is said."""
    page = add(opened(sample), "Ann")
    assert "Agreement needs two" in words(page)
    assert rfm_of(page) == pytest.approx([1 / 3] * 3)


def test_by_hand_over_a_panel_starts_at_its_values(panel):
    """Nothing changes at first; the panel's value stands beside each slider; both ways back are there."""
    decided, key = rfm_of(panel), workspace_of(panel).study.key("bands")
    panel.segmented_control(key="weights.decided").set_value("hand")
    page = checked(panel.run())
    assert rfm_of(page) == pytest.approx(decided)
    assert workspace_of(page).study.key("bands") == key
    assert "counts **45%** :gray[· panel 45%]" in words(page)
    page.slider(key="recipe.weights.indicators.monetary").set_value(2.0)
    page = checked(page.run())
    assert rfm_of(page)[2] < 0.2
    assert ":gray[· panel 45%]" in words(page)
    assert len(weights_of(page).panel) == 10
    page = press(page, "Start from the panel's weights")
    assert rfm_of(page) == pytest.approx(decided)
    page = press(page, "Back to the weights before")
    assert rfm_of(page)[2] < 0.2
    assert BEFORE not in page.session_state
    page = press(page, "Back to the usual weights")
    assert rfm_of(page) == pytest.approx([0.3, 0.3, 0.4])
    assert len(weights_of(page).panel) == 10


def test_on_the_bands_page_the_panel_has_decided(panel):
    """No sliders that would move nothing, but what each counts and the way to the panel."""
    page = visit(panel, "Bands")
    assert not [s for s in page.slider if "weights" in (s.key or "")]
    assert "Decided by a panel of 10." in words(page)


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Bring sheets on the Weights page."""
    page.file_uploader[0].set_value([(name, data, "") for name, data in files])
    return checked(page.run())


def test_sheets_are_uploaded_and_merged(panel):
    """Two files of one expert each: a new one joins, a known one is brought up to date, and it is said."""
    finance = Expert(name="Finance", indicators={"recency": 5, "frequency": 5, "monetary": 5})
    page = upload(
        panel,
        ("dr_wu.xlsx", panel_sheet(ALL, (Expert(name="Expert 1", indicators={"recency": 1, "monetary": 2}),))),
        ("finance.xlsx", panel_sheet(ALL, (finance,))),
    )
    assert "dr_wu has joined the panel. Finance was here already: the new answers count." in words(page)
    names = {e.name: e for e in weights_of(page).panel}
    assert len(names) == 11
    assert names["Finance"].indicators["monetary"] == 5
    assert names["Finance"].indicators["brand"] is not None


def test_a_bad_sheet_keeps_what_was_there(panel, samples):
    """A customer file and a pasted word are refused in a sentence each; the panel is as before."""
    before = weights_of(panel)
    page = upload(panel, ("survey.csv", (samples / "survey.csv").read_bytes()))
    assert "survey.csv: this is no sheet of experts" in told(page)
    page.text_area(key="panel.pasted").set_value("\tAnn\nRecency\thigh\nSpend\t3")
    page = press(page, "Take over what is pasted")
    assert "what you pasted, row 2, column 'Ann': 'high' is no number (accepted: 0 to 10" in told(page)
    assert page.text_area(key="panel.pasted").value.endswith("3")
    assert weights_of(page) == before
    page.text_area(key="panel.pasted").set_value("\tAnn\nRecency\t2\nSpend\t3")
    page = press(page, "Take over what is pasted")
    assert "Ann has joined the panel." in words(page)
    assert page.text_area(key="panel.pasted").value == ""


def test_the_picture_names_who_stands_apart_and_trusts_no_name():
    """One dot a share, the odd ones with their names as plain text, equal shares side by side."""
    odd = Expert(name="<b>Odd", indicators={"recency": 9, "frequency": 1, "monetary": 1})
    alike = [Expert(name=f"E{k}", indicators=dict.fromkeys(RFM, 5)) for k in range(4)]
    results = panel_results(Weights(panel=(*alike, odd)), RFM)
    made = panel_dots(results, standing_apart(results["current"]), Palette())
    dots, named, means = made.data
    assert (len(dots.x), len(named.x), len(means.x)) == (12, 3, 3)
    assert set(named.text) == {"&lt;b&gt;Odd"}
    assert len(set(zip(dots.x, dots.y, strict=True))) == 12


def test_what_nobody_answered_is_said(sample):
    """A sheet on recency and spend alone: the other groups stay as set by hand, frequency gets an even share."""
    page = opened(sample)
    page.text_area(key="panel.pasted").set_value("\tAnn\nRecency\t2\nSpend\t3")
    page = press(page, "Take over what is pasted")
    assert "Nobody has answered The three dimensions, Internet behaviour and Potential value: the weights" in words(
        page
    )
    assert "Nobody has rated Frequency: an even share stands there." in words(page)
    assert workspace_of(page).study.shares().dimensions["current"] == pytest.approx(0.45)
