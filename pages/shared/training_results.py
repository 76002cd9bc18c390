"""What came out of a training: its errors beside their baselines, the curve, and why it stopped."""

import streamlit as st

from core.network.training import IN_WORDS
from core.study import Study
from core.target import SOURCES
from pages.shared.curve import draw_curve
from pages.shared.widgets import metrics, number


def results(study: Study) -> None:
    """The errors beside their baselines, the curve of the best net, and why it stopped."""
    model = study.model
    assert model is not None  # the page shows results of a trained study only
    judged, best = model.evaluation, model.best
    on_test = judged.mse("test")
    agreement = judged.tier_agreement(study.recipe.cutoffs)
    inputs, hidden, outputs = model.layers
    metrics(
        (
            "Network",
            f"{inputs}-{hidden}-{outputs}",
            f"{len(model.kept)} of {len(model.nets)} nets kept" if len(model.nets) > 1 else "one net",
        ),
        ("Training error", number(judged.mse("training")), "mean squared, K from 0 to 1"),
        ("Test error", number(on_test), f"{judged.sizes[2]:,} customers it never saw"),
        ("Right tier", f"{agreement:.0%}" if agreement is not None else "–", "of the test customers"),
    )
    draw_curve(best.curve, study.recipe.training.goal, key="best-curve")
    name = "Best validation performance" if best.last.validation_mse is not None else "Best training performance"
    who = "The best of the nets" if len(model.nets) > 1 else "The net"
    st.markdown(
        f"{who} stopped at epoch **{best.last.epoch:,}**, {best.last.stop_reason}."
        f" {IN_WORDS[best.last.stop_reason]}"
        f" {name} is **{number(best.result.mse)}** at epoch {best.result.epoch:,}."
    )
    st.caption(
        "Why the curve matters: both lines should fall together. Where validation turns up while training still falls,"
        " the network has begun to learn customers by heart."
    )
    if on_test is not None:
        st.subheader("Does the network add something?", anchor=False)
        mean, linear = judged.mse("test", "mean"), judged.mse("test", "linear")
        st.dataframe(
            {
                "Estimate of the expected value": ["the mean of all", "a straight line (least squares)", "the network"],
                "Test error (MSE)": [number(mean), "0, exact" if _exact(linear) else number(linear), number(on_test)],
            },
            hide_index=True,
            alt="Test error of the mean, of least squares and of the network.",
        )
        st.caption(f"The same {judged.sizes[2]:,} test customers for all three. {_verdict(on_test, linear)}")
    st.caption(f"K here is learned from {SOURCES[model.source]}.")


def _verdict(network: float, linear: float | None) -> str:
    """What one test part can say, in words; where least squares is exact no percentage is printed."""
    if linear is None or _exact(linear):
        return "A straight line already follows the expected value exactly: the network adds nothing here but a check."
    better = 1 - network / linear
    return (
        f"On these customers the network's error is {abs(better):.0%} {'below' if better > 0 else 'above'} the straight"
        " line's; with so few test customers that is an indication, not a proof."
    )


def _exact(mse: float | None) -> bool:
    return mse is not None and mse < 1e-6
