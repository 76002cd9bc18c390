"""Why, on the pages: one customer's reasons, and the view of the Segments page."""

from streamlit.testing.v1 import AppTest

from tests.page_steps import checked


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
