"""Why, on the pages: one customer's reasons, and the view of the Segments page."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.page_steps import checked, trained, view


def one_customer() -> None:
    """A page of one customer's reasons, and below it those of a model that was saved without a reference."""
    from dataclasses import replace

    from core.study import Study
    from pages.shared.customer.reasons import customer_reasons
    from tests.test_study import people, recipe

    study = Study(people(), recipe()).trained()
    customer_reasons(study, 3)
    customer_reasons(study.change(model=replace(study.model, reference=None)), 3)


def test_one_customers_reasons():
    """Two sentences, the picture and what it means; or what to do where there is nothing to compare with."""
    page = checked(AppTest.from_function(one_customer, default_timeout=60).run())
    assert page.markdown[0].value.startswith("K is 0.")
    assert len(page.get("plotly_chart")) == 1
    assert "exact Shapley values" in page.caption[0].value
    assert "saved before reasons were kept" in page.info[0].value


def why_of_people() -> None:
    """The view of a small study: relearning the weights, or learning the grades in the file, as the session says."""
    import streamlit as st

    from core.recipe import Target
    from core.study import Study
    from pages.shared.segments.why import why
    from tests.test_study import people, recipe

    target = Target(kind="grade", column="grade", scale="0-100") if st.session_state.get("graded") else Target()
    key = f"study {target.kind}"
    if key not in st.session_state:
        st.session_state[key] = Study(people(), recipe(target=target)).trained()
    why(st.session_state[key])


@pytest.mark.parametrize("graded", [False, True])
def test_why_in_three_pictures(graded):
    """Each with its sentence; with the weighted score the page says that agreement is no evidence, else it does not."""
    page = AppTest.from_function(why_of_people, default_timeout=60)
    page.session_state["graded"] = graded
    page = checked(page.run())
    assert [h.value for h in page.subheader] == [
        "What moves K",
        "What one indicator does",
        "What the data say beside the experts",
    ]
    assert len(page.get("plotly_chart")) == 3
    written = "\n".join(box.value for box in [*page.markdown, *page.caption])
    assert "moves K" in written
    assert "test customers, whom the network never saw" in written
    assert ("no evidence for the weights" in written) is not graded
    page.selectbox(key="why-indicator").set_value("brand")
    assert any("*Brand image*" in box.value for box in checked(page.run()).markdown)


def test_why_of_a_model_without_a_reference():
    """What moves K is refused in words; the other pictures are there."""

    def old() -> None:
        from dataclasses import replace

        from core.study import Study
        from pages.shared.segments.why import why
        from tests.test_study import people, recipe

        study = Study(people(), recipe()).trained()
        why(study.change(model=replace(study.model, reference=None)))

    page = checked(AppTest.from_function(old, default_timeout=60).run())
    assert "saved before reasons were kept" in page.info[0].value.replace("\\", "")
    assert len(page.get("plotly_chart")) == 2


@pytest.mark.thorough
def test_the_segments_page_has_the_view(sample):
    """Between the tiers and the list of customers, for the sample of the paper."""
    page = view(trained(sample), "Why")
    assert len(page.get("plotly_chart")) == 3
