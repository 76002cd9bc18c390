"""Home: what Tierboard is, where to start, and where you are."""

import streamlit as st

from pages.shared.arrivals import SAMPLES, try_sample, upload_box
from pages.shared.literal import literal
from pages.shared.project_actions import start_new
from pages.shared.projects_list import projects_list
from pages.shared.questionnaire_download import questionnaire_download
from pages.shared.shell import STEPS, go_button, go_to, page, step_states
from pages.shared.workspaces import current, registry

PURPOSE = "From the spreadsheet you already have to A, B, C and D customers that you can explain and act on."
WHAT_EACH_STEP_DOES = {
    "data": "Bring a survey or customer file. Its columns become up to 14 indicators, scored 1 to 5.",
    "weights": "Say how much each indicator counts.",
    "bands": "See current value from recency, frequency and spend in five bands, and draw a sample.",
    "training": "A small network learns what a valuable customer looks like, then values everybody.",
    "segments": "See who is A, B, C and D, and what to do with each.",
    "export": "Take the workbook, the list and the recipe with you.",
    "runs": "Compare trainings: who moved between the tiers, and why.",
}


def sample_button(new: bool = False) -> None:
    """The sample becomes the customers of this project, or of a new one, and Data shows it."""
    if st.button("Try the sample", icon=":material/science:"):
        if new:
            start_new()
        try_sample("survey")
        go_to("data")


with page("home", PURPOSE) as study:
    started = study.table is not None
    states = step_states(current())
    with st.grid(2, min_column_width=280, gap="medium"):
        with st.container(border=True, height="stretch"):
            if started:
                step = next((s for s, state in states.items() if state.status != "done"), "segments")
                st.subheader(f"Continue: {STEPS[step][0]}", anchor=False)
                st.write(
                    "It is saved by itself. Come back by this page's address, or find it below."
                    if registry().store
                    else "Keep this page's address: it brings you back for a day, as long as Tierboard runs."
                )
                go_button(step, f"Continue: {STEPS[step][0]}")
            else:
                st.subheader("Start with your customers", anchor=False)
                if upload_box():
                    go_to("data")
        with st.container(border=True, height="stretch"):
            if started:
                st.subheader("Start a new project", anchor=False)
                if upload_box(new=True):
                    go_to("data")
                sample_button(new=True)
                st.caption("The present project stays as it is.")
            else:
                st.subheader("No file at hand?", anchor=False)
                st.write(SAMPLES["survey"].words)
                sample_button()
                st.write("No data yet?")
                questionnaire_download()

    projects_list(current().project)
    st.subheader("The seven steps", anchor=False)
    with st.grid(4, min_column_width=180):
        for k, (step, words) in enumerate(WHAT_EACH_STEP_DOES.items(), start=1):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{k} {STEPS[step][0]}**")
                st.write(words)
                st.caption(literal(states[step].in_words) if step in states else "each training is kept by itself")
    st.caption(
        "The method is published: L. Jiang and H. Ye, customer behaviour analysis in the environment of 'Internet+'."
        " Everything is computed on this computer; nothing is sent anywhere."
    )
