"""The result workbook (.xlsx): customers, bands, tiers, weights, who was left out, and the recipe."""

import datetime as dt
import io
from collections.abc import Iterable

import numpy as np
import pandas as pd
import xlsxwriter

from core import cutting, stability
from core.export.customers import LANDS, SPREAD, customer_table, harmless
from core.export.panel_result import MEANS, panel_result
from core.honesty import honesty_in_words
from core.importing.second_file import joined_in_words
from core.indicators import DIMENSIONS, INDICATORS, RFM
from core.model import Model
from core.problems import DataProblem
from core.strategy.budget import budget
from core.strategy.plans import plan_table
from core.study import Study
from core.summary import network_figures, rows_read, valid_response_rate
from core.target import SOURCES
from core.tier_figures import tier_figures
from core.tiers import TIERS

# One moment for every workbook, so that equal results are equal bytes.
CREATED = dt.datetime(2000, 1, 1)
MOST_ROWS = 1_048_575  # of one sheet, without the heading
BAND_HEADINGS = {
    "band": "Band",
    "range": "Current value C",
    "customers": "Customers",
    "share": "Share",
    **{i: f"{INDICATORS[i].label} (mean score)" for i in RFM},
    "mean spend": "Spend (mean)",
    "spend": "Spend (sum)",
    "share of spend": "Share of spend",
}
FORMATS = {
    "Share of spend": "0.0%",
    "Current value C": "0.00",
    "Customer value K": "0.000",
    SPREAD: "0.000",
    LANDS: "0%",
    "Share": "0.0%",
    "Weight of the dimension": "0.0%",
    "Weight within it": "0.0%",
    "Overall weight": "0.0%",
    "Weight in force": "0.0%",
    "Spread": "0.0%",
    "Chance value of W": "0.0000",
    **dict.fromkeys(MEANS.values(), "0.0%"),
}


def workbook(study: Study) -> bytes:
    """The workbook of a trained study as bytes; texts that look like formulas are neutralised."""
    model = study.model
    if model is None:
        raise DataProblem("there are no tiers to export yet", fix="train the network first")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": str(harmless(study.recipe.name)), "created": CREATED})
        write_summary(book, study, model)
        customers = customer_table(study)
        for start in range(0, len(customers), MOST_ROWS):
            name = "Customers" if start == 0 else f"Customers {start // MOST_ROWS + 1}"
            write_table(book, name, customers.iloc[start : start + MOST_ROWS])
        bands = study.bands().table.rename(columns=BAND_HEADINGS)
        bands["Drawn for the sample"] = study.sample.quotas if study.sample else 0
        write_table(book, "Bands", bands, {"Current value C": "@"})
        write_table(book, "Tiers", tier_sheet(study))
        write_table(book, "What to do", plan_table(study))
        if any(study.recipe.strategy.contacts.values()):
            write_table(book, "Budget", budget_sheet(study))
        write_table(book, "Weights", weight_sheet(study))
        if len(panel := panel_result(study)):
            write_table(book, "Panel", panel)
        left_out, flagged = study.scores().excluded, study.scores().flags(study.customers())
        write_table(book, "Left out", left_out.rename(columns=str.capitalize))
        if len(flagged):
            write_table(book, "For review", flagged.rename(columns=str.capitalize))
        lines = pd.DataFrame(
            {
                "The recipe: every choice behind this result, to load again": study.recipe_of_result()
                .to_json()
                .splitlines()
            }
        )
        write_table(book, "Recipe", lines)
    return buffer.getvalue()


def write_summary(book: xlsxwriter.Workbook, study: Study, model: Model) -> None:
    """The first sheet: what was done and how well it fits, in label and value."""
    cutoffs = study.segments().cutoffs
    figures = network_figures(model, cutoffs)
    scores, state = study.scores(), study.state("model")
    lines: list[tuple[str, object]] = [
        ("Project", study.recipe.name),
        ("File", study.table.name if study.table else None),
        *second_file_line(study),
        ("Rows", rows_read(study.customers())),
        ("Valid customers", len(scores.values)),
        ("Left out", len(scores.excluded)),
        *sent_out_line(study),
        *(
            (f"{line['tier']} {line['name']}", f"{line['customers']:,} customers, {line['share']:.1%}, {line['range']}")
            for line in study.segments().table.to_dict("records")
        ),
        ("Indicators", len(scores.indicators)),
        ("Sample", len(study.sample.ids) if study.sample else 0),
        ("Weights", _decided(study)),
        ("Customer value K learned from", SOURCES[model.source]),
        *graders_line(study, model),
        ("Network", f"{figures['inputs']}-{figures['hidden']}-{figures['outputs']}, {figures['algorithm']}"),
        ("Nets (kept of trained)", f"{figures['nets_kept']} of {figures['nets']}"),
        ("Stopped by", figures["stop_reason"]),
        ("Epochs", figures["epochs"]),
        ("Training error (MSE)", figures["train_mse"]),
        ("Test error (MSE)", figures["test_mse"]),
        ("Test error of the mean (MSE)", figures["baseline_mean_mse"]),
        ("Test error of least squares (MSE)", figures["baseline_linear_mse"]),
        *([] if model.binary else [("Test customers in their expected tier", figures["tier_agreement"])]),
        *nets_lines(study),
        *retrained_line(study),
        ("How far to trust it", honesty_in_words(study)),
        ("Cut-offs", cutting.in_words(cutoffs)),
        ("State of the training", state.in_words),
    ]
    sheet = book.add_worksheet("Summary")
    bold, plain = book.add_format({"bold": True}), book.add_format({"align": "left"})
    percent, error, spread = (book.add_format({"align": "left", "num_format": f}) for f in ("0%", "0.00E+00", "0.000"))
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 60)
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label, bold)
        if isinstance(value, float):
            sheet.write_number(row, 1, value, percent if "tier" in label else spread if "K" in label else error)
        elif isinstance(value, int):
            sheet.write_number(row, 1, value, plain)
        else:
            sheet.write_string(row, 1, str(harmless(value)) if value is not None else "none: no test part", plain)


def nets_lines(study: Study) -> list[tuple[str, object]]:
    """How far the nets stand apart, where several make K."""
    return [
        (label, figure)
        for label, figure in (
            ("Spread of K over the nets (median)", study.segments().median_spread),
            ("Customers in the same tier by one net alone", study.nets_agree()),
        )
        if figure is not None
    ]


def retrained_line(study: Study) -> list[tuple[str, object]]:
    """How often customers land in their tier when the network is trained again, where it was."""
    if (found := stability.figures(study)) is None:
        return []
    return [(f"Land in their tier, trained {found['retrainings']:,} times more", found["land_in_their_tier"])]


def second_file_line(study: Study) -> list[tuple[str, object]]:
    """What met of the file that is joined to the first, where there is one."""
    if study.second is None or study.recipe.second is None:
        return []
    return [("Second file", " ".join(joined_in_words(study.joined(), study.second.name)))]


def graders_line(study: Study, model: Model) -> list[tuple[str, object]]:
    """Who graded how many customers, and how far the graders agree, where K was learned from grading sheets."""
    found = study.graded()
    if found is None or model.source != "grade" or model.recipe.target.column is not None:
        return []
    who = ", ".join(f"{marks.grader} {len(marks.places):,}" for marks in found.by_grader)
    agreed = found.agreement
    shared = [("Agreement of the graders", agreed.in_words)] if agreed and agreed.customers else []
    return [("Customers graded by", who), *shared]


def sent_out_line(study: Study) -> list[tuple[str, object]]:
    """Questionnaires sent out and the share of valid responses, where the number was entered."""
    rate = valid_response_rate(study)
    return [("Sent out", f"{study.recipe.sent_out:,}, valid responses {rate:.2%}")] if rate is not None else []


def tier_sheet(study: Study) -> pd.DataFrame:
    """One line a tier: letter, name, range of K, customers, share; mean K, dimensions, C and scores; spend."""
    segments = study.segments()
    table = segments.table.rename(columns=str.capitalize).rename(columns={"Range": "Customer value K in"})
    scores = pd.DataFrame(segments.scores.values, columns=[INDICATORS[i].label for i in segments.scores.indicators])
    means = scores.assign(**{"Mean K": segments.k}).groupby(segments.tier).mean().reindex(TIERS)
    table["Mean K"] = means["Mean K"].to_numpy()
    figures = tier_figures(study)
    for name, heading in {**DIMENSIONS, "C": "Current value C"}.items():
        if name in figures:
            table[f"{heading} (mean)"] = figures[name]
    for name in ("mean spend", "spend", "share of spend"):
        if name in figures:
            table[name.capitalize()] = figures[name]
    if found := stability.figures(study):
        table[LANDS] = table["Tier"].map(found["by_tier"])
    for label in scores.columns:
        table[f"{label} (mean)"] = means[label].to_numpy()
    return table


def budget_sheet(study: Study) -> pd.DataFrame:
    """The sketch of the budget, with the currency in the headings of its amounts."""
    unit = f" ({study.recipe.strategy.currency})" if study.recipe.strategy.currency else ""
    return budget(study).rename(columns={name: name + unit for name in ("Cost of one", "Budget")})


def _decided(study: Study) -> str:
    """Who decided the weights: `by a panel of 10`."""
    weights = study.recipe.weights
    return f"by a panel of {len(weights.panel)}" if weights.decided == "panel" and weights.panel else "set by hand"


def weight_sheet(study: Study) -> pd.DataFrame:
    """One line an indicator: dimension, its weight, the weight within it, overall; the importance where set by hand."""
    shares, weights = study.shares(), study.recipe.weights
    by_hand = {"Importance 0-10": [weights.indicators[i] for i in shares.overall]}
    return pd.DataFrame(
        {
            "Dimension": [DIMENSIONS[INDICATORS[i].dimension] for i in shares.overall],
            "Indicator": [INDICATORS[i].label for i in shares.overall],
            **(by_hand if weights.decided == "hand" or not weights.panel else {}),
            "Weight of the dimension": [shares.dimensions[INDICATORS[i].dimension] for i in shares.overall],
            "Weight within it": [shares.within[i] for i in shares.overall],
            "Overall weight": list(shares.overall.values()),
        }
    )


def write_table(
    book: xlsxwriter.Workbook, name: str, table: pd.DataFrame, formats: dict[str, str] | None = None
) -> None:
    """A frame as one sheet: bold frozen heading, filter, a number format and a width per column."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, heading in enumerate(table.columns):
        values = table[heading]
        numeric = pd.api.types.is_numeric_dtype(values)
        whole = numeric and bool((values.dropna() % 1 == 0).all())
        style = book.add_format(
            {"num_format": (formats or {}).get(heading) or FORMATS.get(heading) or _format(numeric, whole)}
        )
        sheet.set_column(column, column, _width(heading, values.dropna().head(200).astype(str)), style)
        sheet.write_string(0, column, str(harmless(heading)), bold)
        _write_column(sheet, column, values, numeric)
    sheet.freeze_panes(1, 1 if len(table.columns) > 1 else 0)
    if len(table) and len(table.columns) > 1:
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write_column(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: pd.Series, numeric: bool) -> None:
    for row, value in enumerate(values, start=1):
        if pd.isna(value) or value in (np.inf, -np.inf):
            continue
        if numeric:
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(harmless(value))[:32_767])


def _format(numeric: bool, whole: bool) -> str:
    return "#,##0" if whole else "0.00" if numeric else "@"


def _width(heading: str, shown: Iterable[str]) -> float:
    return min(60, max([len(heading) + 3, *(len(text) + 1 for text in shown)]))
