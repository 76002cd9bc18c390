"""What came out of a training: how far off it is, the curve, why it stopped, and how each net did."""

import streamlit as st

from core.model import Evaluation, Model
from core.network.training import IN_WORDS, Stop
from core.notices import nets_in_words
from core.recipe import CutOffs
from core.stability import TIMES, landing
from core.study import Study
from core.target import SOURCES
from core.training_in_words import beside_a_line, curve_in_words, exact, found_in_words, in_right_tier
from pages.shared.replay import curve_of_best
from pages.shared.widgets import metrics, number, percent

# A card has room for a word or two.
SHORT = {
    Stop.USER: "by hand",
    Stop.NOT_FINITE: "not finite",
    Stop.GOAL: "goal met",
    Stop.EPOCHS: "all epochs",
    Stop.TIME: "time limit",
    Stop.GRADIENT: "flat error",
    Stop.MU: "mu limit",
    Stop.CHECKS: "validation",
}
# What the reason's own words leave open; a goal that is met and epochs that are used up say it all.
MORE = {
    Stop.USER: " The best weights until then were kept.",
    Stop.TIME: " The best weights until then were kept.",
    **{stop: f" {IN_WORDS[stop]}" for stop in (Stop.NOT_FINITE, Stop.GRADIENT, Stop.MU, Stop.CHECKS)},
}


def results(study: Study) -> None:
    """One sentence, four numbers, the curve of the best net, why it stopped, and the details folded away."""
    model = study.model
    assert model is not None  # the page shows results of a trained study only
    judged, best = model.evaluation, model.best
    cutoffs = study.segments().cutoffs
    first, rest = found_in_words(judged, cutoffs)
    st.markdown(f"**{first}** {rest}" if rest else f"**{first}**")
    _cards(model, cutoffs)
    curve_of_best(model)
    st.caption(curve_in_words(best.last))
    name = "Best validation performance" if best.last.validation_mse is not None else "Best training performance"
    who = "The best of the nets" if len(model.nets) > 1 else "The net"
    reason = best.last.stop_reason
    st.markdown(
        f"{who} stopped at epoch **{best.last.epoch:,}**, {reason}.{MORE.get(reason, '')}"
        f" {name} is **{number(best.result.mse)}** at epoch {best.result.epoch:,}."
    )
    if len(model.nets) > 1:
        _nets(model)
        st.caption(nets_in_words(study) or "One net alone makes K: how far nets stand apart is not known.")
    st.caption(_steadiness(study))
    if judged.sizes[2]:
        _beside_baselines(judged)
    _details(model)
    st.caption(f"K here is learned from {SOURCES[model.source]}.")


def _cards(model: Model, cutoffs: CutOffs) -> None:
    judged, last = model.evaluation, model.best.last
    mse, customers = judged.mse("test"), judged.sizes[2]
    off, tier = ("–", "no test part"), ("–", "no test part")
    if mse is not None:
        right, _ = in_right_tier(judged, cutoffs)
        off = (f"±{mse**0.5:.2f}", "of K, which goes from 0 to 1")
        tier = ("–", "yes or no names no tier") if judged.binary else (f"{right:,} of {customers:,}", "test customers")
    inputs, hidden, outputs = model.layers
    nets = "one net" if len(model.nets) == 1 else f"{len(model.kept)} of {len(model.nets)} nets kept"
    metrics(
        ("Off by", *off),
        ("Right tier", *tier),
        ("Network", f"{inputs}-{hidden}-{outputs}", nets),
        ("Stopped by", SHORT[last.stop_reason or Stop.EPOCHS], f"at epoch {last.epoch:,}"),
        columns=2,
    )


def _steadiness(study: Study) -> str:
    """How many keep their tier in retrainings, or where these are made."""
    found = landing(study)
    if found is None:
        return (
            "How many customers keep their tier when the network is trained again from other starts is worked out on"
            " the Segments page, under How sure."
        )
    return (
        f"Trained {TIMES} times more from other starts, {percent(found.overall)} of the customers keep their tier, in"
        " the mean."
    )


def _nets(model: Model) -> None:
    """One line a net: a net that failed is shown and left out (METHOD.md section 8)."""
    left_out = len(model.nets) - len(model.kept)
    with st.expander(f"{len(model.nets)} nets: " + (f"{left_out} left out" if left_out else "all kept")):
        st.dataframe(
            {
                "Net": list(range(1, len(model.nets) + 1)),
                "Epochs": [net.last.epoch for net in model.nets],
                "Stopped by": [str(net.last.stop_reason) for net in model.nets],
                "Validation error": [
                    number(net.result.mse) if net.last.validation_mse is not None else "–" for net in model.nets
                ],
                "In K": ["kept" if net.kept else "left out" for net in model.nets],
            },
            hide_index=True,
            alt="Each net with its epochs, stop reason, validation error, and whether K uses it.",
        )
        st.caption(
            "K is the mean of the nets that are kept. Left out is a net whose validation error is above that of the"
            " mean of all, or above twice the median net's."
        )


def _beside_baselines(judged: Evaluation) -> None:
    st.subheader("Does the network add something?", anchor=False)
    mean, linear, own = judged.mse("test", "mean"), judged.mse("test", "linear"), judged.mse("test")
    assert own is not None  # asked for where there is a test part
    st.dataframe(
        {
            "Estimate of the expected value": ["the mean of all", "a straight line (least squares)", "the network"],
            "Test error (MSE)": [number(mean), "0, exact" if exact(linear) else number(linear), number(own)],
        },
        hide_index=True,
        alt="Test error of the mean, of least squares and of the network.",
    )
    st.caption(f"The same {judged.sizes[2]:,} test customers for all three. {beside_a_line(own, linear)}")


def _details(model: Model) -> None:
    judged = model.evaluation
    with st.expander("Errors in detail"):
        parts = [part for part, size in zip(("training", "validation", "test"), judged.sizes, strict=True) if size]
        st.dataframe(
            {
                "Part": parts,
                "Customers": [size for size in judged.sizes if size],
                "Mean squared error (MSE)": [number(judged.mse(part)) for part in parts],
            },
            hide_index=True,
            alt="Mean squared error of K by part.",
        )
        st.caption("Of K, the mean of the kept nets. How far K is typically off is the root of the mean squared error.")
