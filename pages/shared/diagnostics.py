"""How well K follows the expected value: one picture at a time, each with a sentence on what it means."""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import charts_of_training as charts
from core import diagnostics
from core.indicators import INDICATORS
from core.model import Evaluation
from core.network.algorithms import ALGORITHMS
from core.problems import joined
from core.recipe import CutOffs
from core.signed import signed
from core.study import Study
from pages.shared.pictures import picture
from pages.shared.widgets import number, percent, wide_and_narrow

VIEWS = ("Regression", "Errors", "Simulation test", "Tiers", "By indicator", "Training state")


def diagnose(study: Study) -> None:
    """A choice of six views; only the chosen one is worked out and drawn."""
    assert study.model is not None  # the page shows this of a trained study only
    judged, cutoffs = study.model.evaluation, study.segments().cutoffs
    st.subheader("A closer look", anchor=False)
    chosen = st.pills("View", VIEWS, default=VIEWS[0], required=True, key="diagnosis", label_visibility="collapsed")
    left, right = wide_and_narrow()
    with left:
        match chosen:
            case "Errors":
                _errors(judged, right)
            case "Simulation test":
                _simulation(judged, cutoffs, right)
            case "Tiers":
                _tiers(judged, cutoffs, right)
            case "By indicator":
                _by_indicator(study, judged, right)
            case "Training state":
                _state(study, right)
            case _:
                _regression(judged, right)


def _regression(judged: Evaluation, beside: DeltaGenerator) -> None:
    parts = diagnostics.parts_of(judged)
    part = beside.selectbox("Customers", list(parts), index=list(parts).index("test") if "test" in parts else 0)
    expected, value = judged.expected[parts[part]], judged.value[parts[part]]
    line = diagnostics.regression(expected, value)
    words = f"{len(expected):,} customers" if line is None else f"{line.n:,} customers, R = {line.r:.3f}"
    fit = "" if line is None else f", K = {line.slope:.2f} × expected {signed(line.intercept)}"
    picture(
        partial(charts.regression_plot, expected, value, part),
        f"K beside the expected value, {part} customers",
        f"K against expected value, {words}{fit}.",
    )
    beside.caption(
        f"{part.capitalize()}: {words}{fit}. Points on the dotted line are valued as expected; R = 1 means that all lie"
        " on one line. A line flatter than the dotted one says that K shies away from both ends."
    )


def _errors(judged: Evaluation, beside: DeltaGenerator) -> None:
    parts = {name: place for name, place in diagnostics.parts_of(judged).items() if name != "all"}
    errors = {name: judged.value[place] - judged.expected[place] for name, place in parts.items()}
    together = pd.concat([pd.Series(e) for e in errors.values()])
    half = float(together.abs().median())
    mean = float(together.mean())
    picture(
        partial(charts.error_histogram, errors),
        "How far K is off",
        f"Errors of {len(together):,} customers, half within {half:.2f}.",
    )
    beside.caption(
        f"Half of the customers are valued within {half:.2f} of what was expected; on average K lies {abs(mean):.3f}"
        f" {'above' if mean > 0 else 'below'} it. A heap beside zero would mean that K is too generous or too strict."
    )


def _simulation(judged: Evaluation, cutoffs: CutOffs, beside: DeltaGenerator) -> None:
    if not judged.sizes[2]:
        st.info("No customers were kept apart for a test: raise the share to test among the settings, and train again.")
        return
    if judged.binary:
        st.info(
            "The paper's simulation test compares tiers, and a yes/no outcome names none: it expects nobody in B or C."
            " The view *Tiers* tells how many of each tier had the good outcome."
        )
        return
    lines = diagnostics.simulation(judged, cutoffs)
    hits = int(lines["hit"].sum())
    words = f"{hits:,} of {len(lines):,} test customers are in their expected tier."
    picture(partial(charts.simulation_plot, lines.head(500), cutoffs), "Test customers: expected value and K", words)
    beside.caption(
        f"The paper's simulation test: {words} Why it matters: the network never saw these customers. A cross is a"
        " customer whom K puts into another tier." + (" The first 500 are drawn." if len(lines) > 500 else "")
    )
    shown = lines.assign(hit=lines["hit"].map({True: "same tier", False: "other tier"})).astype({"id": str})
    st.dataframe(
        shown.head(5000),
        hide_index=True,
        height=260,
        column_config={
            "number": st.column_config.NumberColumn("Number", width=70),
            "id": st.column_config.TextColumn("Customer"),
            "expected": st.column_config.NumberColumn("Expected", format="%.3f", width=80),
            "value": st.column_config.NumberColumn("K", format="%.3f", width=70),
            "expected_tier": st.column_config.TextColumn("Expected tier", width=90),
            "tier": st.column_config.TextColumn("Tier", width=60),
            "hit": st.column_config.TextColumn("Meets", width=90),
        },
        alt=words,
    )


def _tiers(judged: Evaluation, cutoffs: CutOffs, beside: DeltaGenerator) -> None:
    tested = bool(judged.sizes[2])
    if judged.binary:
        _outcome_by_tier(judged, cutoffs, beside)
        return
    here = judged.part("test") if tested else slice(None)
    who = "test customers" if tested else "customers of the sample"
    found = diagnostics.confusion(judged.expected[here], judged.value[here], cutoffs)
    words = f"{percent(found.accuracy)} of {found.counts.sum():,} {who} are in their expected tier."
    picture(partial(charts.confusion_plot, found), f"Tiers of {who}: expected and given", words)
    table = found.table
    means = {"tier": "mean of the tiers", "expected": None, "given": None, **found.macro.to_dict()}
    table = pd.concat([table, pd.DataFrame([means])], ignore_index=True)
    st.dataframe(
        {
            "Tier": table["tier"],
            "Expected": [number(n) if n == n else "" for n in table["expected"].astype(float)],
            "Given": [number(n) if n == n else "" for n in table["given"].astype(float)],
            **{
                name.capitalize() if name != "f1" else "F1": [f"{x:.0%}" if x == x else "–" for x in table[name]]
                for name in ("precision", "recall", "f1")
            },
        },
        hide_index=True,
        alt="Precision, recall and F1 of each tier, and their means.",
    )
    beside.caption(
        f"{words} Precision: of those given a tier, how many belong there. Recall: of those who belong there, how many"
        " were given it. F1 is both in one."
    )


def _outcome_by_tier(judged: Evaluation, cutoffs: CutOffs, beside: DeltaGenerator) -> None:
    """Where a yes/no outcome names no tiers: how many of each tier had the good one."""
    table = diagnostics.outcome_by_tier(judged, cutoffs)
    who = "test customers" if judged.sizes[2] else "customers of the sample"
    told = [f"{percent(line.share)} of {line.tier}" for line in table.itertuples() if line.customers]
    words = f"Of {table['customers'].sum():,} {who}, {joined(tuple(told))} had the good outcome."
    st.dataframe(
        {
            "Tier": table["tier"],
            "Customers": table["customers"],
            "Had the good outcome": [percent(share) if share == share else "–" for share in table["share"]],
        },
        hide_index=True,
        alt=words,
    )
    beside.caption(
        f"{words} A yes/no outcome names no tier, so there is none to meet: the further these shares are apart, the"
        " more the tiers tell."
    )


def _by_indicator(study: Study, judged: Evaluation, beside: DeltaGenerator) -> None:
    if study.on_another_file:
        st.info(
            "This view sets errors beside the answers that the network was trained on, which are the former file's."
            " Train again, on this file, to see it.",
            icon=":material/update:",
        )
        return
    scored = study.segments().scores
    scores, errors = diagnostics.residuals(judged, scored.ids, scored.values)
    leaning = diagnostics.leaning(scores, errors)
    most = int(abs(leaning).argmax())
    picture(
        partial(charts.leaning_bars, scored.indicators, leaning),
        "Errors of K by indicator",
        "How the errors go with the score of each indicator.",
    )
    noise = 3 / max(len(errors), 1) ** 0.5  # three standard errors, since the longest of many bars is looked at
    label = INDICATORS[scored.indicators[most]].label
    verdict = (
        f"{label} stands out: K is {'too high' if leaning[most] > 0 else 'too low'} for customers who score high on it."
        if abs(leaning[most]) > noise
        else "None stands out beyond chance."
    )
    beside.caption(
        f"Of {len(errors):,} {'test customers' if judged.sizes[2] else 'customers of the sample'}. {verdict} A long bar"
        f" would say that something of that indicator was not learned; with so many customers ±{noise:.2f} is chance."
    )


def _state(study: Study, beside: DeltaGenerator) -> None:
    model = study.model
    assert model is not None  # as above
    best = model.best
    rate = ALGORITHMS[model.recipe.training.algorithm].rate
    picture(
        partial(charts.training_state, best.curve, rate),
        "How the training went",
        f"Gradient{f', {rate}' if rate else ''} and validation checks by epoch, to epoch {best.last.epoch:,}.",
    )
    steers = {"learning rate": "how long its steps are", "mu": "how cautious its steps are", "lambda": "its caution"}
    beside.caption(
        "How the training went: the gradient says how steep the error still is (it falls as the training settles)"
        + (f", the {rate} {steers[rate]}" if rate else "")
        + ", the validation checks how many epochs in a row unseen customers have fitted no better."
    )
