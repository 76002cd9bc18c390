"""One customer: where she stands, why, how sure that is, and what is written in the file and by the team."""

import streamlit as st

from core.one_customer import place_of_row
from pages.shared.customer.certainty import customer_certainty
from pages.shared.customer.lifting import what_would_lift
from pages.shared.customer.notes import customer_note
from pages.shared.customer.over_the_runs import over_the_runs
from pages.shared.customer.reasons import customer_reasons
from pages.shared.customer.scores import scores_and_answers
from pages.shared.customer.standing import standing
from pages.shared.customer.steps import steps
from pages.shared.segments.cards import honesty
from pages.shared.shell import go_to, out_of_date, page

PURPOSE = "All that is known of one customer, on one page that can be printed."
# On paper: the page alone.
PRINT = """<style>@media print {
[data-testid=stSidebar], [data-testid=stHeader], .st-key-steps, .st-key-back {display: none !important}
.stApp, [data-testid=stAppViewContainer], [data-testid=stMain] {
    position: static !important; overflow: visible !important; height: auto !important}
}</style>"""

with page("customer", PURPOSE, needs="model") as study:
    st.html(PRINT)
    out_of_date(study, "This tier is")
    place = place_of_row(study, st.query_params.get("row"))
    place = steps(study, place)
    if place is None:
        st.info("Find a customer by id above, or tick one in the list of the Segments page.", icon=":material/person:")
    else:
        standing(study, place)
        over_the_runs(study, place)
        customer_certainty(study, place)
        st.subheader("Why this tier", anchor=False)
        customer_reasons(study, place)
        what_would_lift(study, place)
        scores_and_answers(study, place)
        customer_note(study, place)
        honesty(study)
    with st.container(key="back"):
        if st.button("Back to Segments", icon=":material/arrow_back:"):
            go_to("segments")
