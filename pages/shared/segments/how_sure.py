"""How sure the tiers are: retrainings, the customers near an edge or too new, and what the weights do."""

from contextlib import suppress
from functools import partial

import numpy as np
import streamlit as st

from core.charts_of_stability import landings, landings_in_words
from core.customer_choice import NEAR, margins, near_an_edge, too_new
from core.notices import nets_in_words
from core.problems import DataProblem
from core.recipe import Filter
from core.sensitivity_in_words import share_in_words, tiers_in_words
from core.stability import ALWAYS, TIMES, Landing, current, landing
from core.study import Study
from core.tiers import TIERS
from pages.shared.pictures import picture
from pages.shared.segments.filters import ASKED
from pages.shared.sensitivity import QUICK
from pages.shared.shell import go_button
from pages.shared.stability_job import StabilityJob
from pages.shared.widgets import metrics, percent, wide_and_narrow
from pages.shared.work_button import Asking, work_button, work_told
from pages.shared.workspaces import Workspace
from pages.shared.workspaces import current as workspace_of_window

STEADY = 0.8  # of the tiers that are kept; below, a way to steadier ones is shown


def how_sure(study: Study) -> None:
    """Who keeps her tier when the network is trained again, and whose tier hangs by a thread."""
    workspace = workspace_of_window()
    st.subheader("How sure are the tiers?", anchor=False)
    near, new, everybody = int(near_an_edge(study).sum()), int(too_new(study).sum()), len(study.segments().k)
    found = landing(study)
    narrow = min(margins(study.segments().cutoffs).values()) < NEAR
    within = f"within {NEAR}, or an eighth of a narrow tier," if narrow else f"within {NEAR}"
    metrics(
        (
            "Keep their tier",
            "–" if found is None else percent(found.overall),
            "of the customers, in the mean of the retrainings",
        ),
        (
            "Nearly always",
            "–" if found is None else percent(float(np.mean(found.own >= ALWAYS))),
            "stay in 9 of 10 retrainings or more",
        ),
        ("Near an edge", f"{near:,}", f"{within} of a cut-off: {percent(near / everybody)}"),
        ("Too new to judge", f"{new:,}", "flagged on the Data page"),
    )
    _retraining(workspace, study)
    with st.container():  # full or empty
        if found is not None:
            _landed(study, found)
            _steadier(study, found)
    with st.container(horizontal=True):
        for certainty, count in (("near an edge", near), ("too new to judge", new)):
            st.button(
                f"Show the {count:,} {certainty}",
                on_click=_show,
                args=(certainty,),
                disabled=not count,
                key=f"show-{certainty}",
            )
    if words := nets_in_words(study):
        st.caption(words)
    _weights(study)


def _weights(study: Study) -> None:
    """What moved weights would change; of many customers it is worked out on the Weights page, on request."""
    with suppress(DataProblem):  # it is told there as well
        if len(study.scores().values) <= QUICK:
            moved, spread = study.sensitivity(), study.recipe.sensitivity.spread
            st.caption(
                f"If every weight moved by up to {spread:.0%}, {share_in_words(moved.bands.mean)} of the customers"
                f" would change band, on average. {tiers_in_words(study)}"
            )
            return
    st.caption("What other weights would change is told at the end of the Weights page.")


def _retraining(workspace: Workspace, study: Study) -> None:
    """Start or cancel, and the progress."""
    done = study.state("model").status == "done"
    again = current(study) is not None
    st.caption(
        f"The network is trained {TIMES} times more, each time from another start and on its training customers drawn"
        " anew with replacement. Who lands in the same tier again and again is there for good reason; who does not is"
        " between two tiers. That is a count of retrainings, not a probability."
    )
    asking = Asking(
        "retraining",
        StabilityJob,
        f"Train {TIMES} times more",
        ":material/autorenew:",
        lambda snapshot: f"Training again: {snapshot.done} of {snapshot.of} done",
        cancelled="The retrainings were cancelled.",
        idle=None
        if done
        else "Train again first: the retrainings repeat the training with the settings as they are now.",
        primary=done and not again,
        disabled=not done,
    )
    work_button(workspace, asking)
    work_told(workspace, asking)


def _landed(study: Study, found: Landing) -> None:
    left, right = wide_and_narrow()
    with left:
        picture(
            partial(landings, found),
            "Where customers land when trained again",
            landings_in_words(found),
            key="landings",
        )
        st.caption(
            "Read along a row: of the customers of that tier, in what share of the retrainings they land in each tier."
            " The paler the squares beside the diagonal, the surer the tiers."
        )
    with right:
        tier = study.segments().tier[found.places]
        for letter in TIERS:
            own = found.own[tier == letter]
            if len(own):
                st.markdown(
                    f"**{letter}** keeps {percent(float(own.mean()))}; {percent(float(np.mean(own >= ALWAYS)))} of its"
                    " customers nearly always."
                )
        st.caption(f"The list of customers and the exports say of each how often ({len(found.places):,} looked at).")


def _steadier(study: Study, found: Landing) -> None:
    """One net alone is the most usual reason for tiers that do not last, and easy to mend."""
    assert study.model is not None  # it was retrained
    if found.overall < STEADY and len(study.model.nets) == 1:
        st.info(
            f"One net alone makes K here, and it keeps only {percent(found.overall)} of the tiers. The preset"
            " *Recommended* on the Training page takes the mean of ten nets, which is steadier: choose it and train"
            " again.",
            icon=":material/tips_and_updates:",
        )
        go_button("training", "Go to Training", primary=False, key="steadier")


def _show(certainty: str) -> None:
    st.session_state[ASKED] = Filter(certainty=certainty).model_dump()  # type: ignore[arg-type]
    st.session_state["view"] = "Customers"
