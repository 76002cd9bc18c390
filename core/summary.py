"""The whole study in one JSON document: what `--summary` writes, and the figures that pages and exports print."""

import json

import numpy as np

from core import stability
from core.bands import HIGHEST, LOWEST, Bands
from core.importing.table import Table
from core.judging.judged import figures as judged_figures
from core.model import Model
from core.problems import DataProblem
from core.recipe import CutOffs
from core.strategy.plans import plans
from core.study import Study
from core.tiers import limits


def summary(study: Study) -> dict:
    """Rows, exclusions, weights, bands, sample, target, network and tiers of a trained study, in plain JSON types.

    The sample is None where a former file's network values this one, of which none is drawn.
    """
    scores, bands, model, sample = study.scores(), study.bands(), study.model, study.sample
    if model is None:
        raise DataProblem("there is nothing to sum up yet", fix="train the network first")
    shares, segments, table = study.shares(), study.segments(), study.customers()
    cuts = segments.cutoffs
    tier_limits = limits(cuts)
    return {
        "file": table.name,
        "sheet": table.sheet,
        "second_file": _second_file(study),
        "rows": rows_read(table),
        "valid": len(scores.values),
        "excluded": scores.excluded_by_reason,
        "sent_out": study.recipe.sent_out,
        "valid_response_rate": valid_response_rate(study),
        "blanks": scores.blanks,
        "filled": scores.filled,
        "flagged": scores.flagged,
        "indicators": list(scores.indicators),
        "weights": {"dimensions": shares.dimensions, "indicators": shares.within, "overall": shares.overall},
        "bands": band_figures(bands),
        "sample": None
        if sample is None
        else {
            "size": len(sample.ids),
            "per_band": list(sample.quotas),
            **dict(zip(("train", "validation", "test"), model.evaluation.sizes, strict=True)),
        },
        "target": study.recipe.target.model_dump(mode="json") | {"known": int(study.target().known.sum())},
        "grading": _grading(study),
        "network": network_figures(model, cuts)
        | {"spread_median": segments.median_spread, "nets_agree": study.nets_agree()},
        "cutoffs": {
            "by": cuts.by,
            **dict(zip("abc", cuts.numbers, strict=True)),
            "wanted_shares": list(cuts.shares) if cuts.by == "shares" else None,
        },
        "tiers": [
            {
                "tier": line["tier"],
                "name": line["name"],
                "low": tier_limits[line["tier"]][0],
                "high": tier_limits[line["tier"]][1],
            }
            | {"count": int(line["customers"]), "share": round(float(line["share"]), 6)}
            for line in segments.table.to_dict("records")
        ],
        "stability": stability.figures(study),
        "plans": plans(study),
    } | ({"judged": judged_figures(study.judged)} if study.judged else {})


def _second_file(study: Study) -> dict | None:
    """The file that is joined to the first, by which columns, and how many customers met; None without one."""
    how = study.recipe.second
    if how is None or study.second is None:
        return None
    joined = study.joined()
    return {
        "file": study.second.name,
        "sheet": study.second.sheet,
        "key": how.key,
        "second_key": how.second_key,
        "matched": joined.matched,
        "only_in_the_first": len(joined.unmatched_first),
        "only_in_the_second": len(joined.unmatched_second),
        "doubles_not_used": joined.doubled,
    }


def band_figures(bands: Bands) -> list[dict]:
    """One entry a band: its number, lowest and highest C, range in words, customers and share."""
    lows, highs = (LOWEST, *bands.edges), (*bands.edges, HIGHEST)
    return [
        {"band": b + 1, "low": lows[b], "high": highs[b], "range": bands.ranges[b]} | _counted(bands.counts, b)
        for b in range(5)
    ]


def _grading(study: Study) -> dict | None:
    """What came back on grading sheets, and how far the graders agree; None where nothing did."""
    found = study.graded()
    if found is None:
        return None
    agreed = found.agreement
    return {
        "scale": found.scale,
        "graders": {marks.grader: len(marks.places) for marks in found.by_grader},
        "graded": int(found.known.sum()),
        "unknown": len(found.unknown),
        "off_scale": len(found.off_scale),
        "agreement": agreed and {"measure": agreed.measure, "value": agreed.value, "customers": agreed.customers},
    }


def rows_read(table: Table) -> int:
    """Rows of the file: those in the table, and those that were left out when it was read."""
    return len(table.rows) + len(table.reading.left_out)


def valid_response_rate(study: Study) -> float | None:
    """Valid customers per questionnaire sent out (METHOD.md section 2: 548 of 600, 0.9133); None where not entered."""
    sent_out = study.recipe.sent_out
    return round(len(study.scores().values) / sent_out, 6) if sent_out else None


def network_figures(model: Model, cutoffs: CutOffs) -> dict:
    """Shape, training and errors of a model; epochs and stop reason are those of its best net."""
    inputs, hidden, outputs = model.layers
    judged = model.evaluation
    return {
        "inputs": inputs,
        "hidden": hidden,
        "outputs": outputs,
        "algorithm": model.recipe.training.algorithm,
        "nets": len(model.nets),
        "nets_kept": len(model.kept),
        "epochs": model.best.last.epoch,
        "best_epoch": model.best.result.epoch,
        "stop_reason": str(model.best.last.stop_reason),
        "stop_at": model.recipe.training.stop_at.model_dump() if model.recipe.training.stop_at else None,
        "train_mse": judged.mse("training"),
        "validation_mse": judged.mse("validation"),
        "test_mse": judged.mse("test"),
        "baseline_mean_mse": judged.mse("test", "mean"),
        "baseline_linear_mse": judged.mse("test", "linear"),
        "tier_agreement": judged.tier_agreement(cutoffs),
    }


def to_json(document: dict) -> str:
    """Indented JSON in UTF-8, ends with a newline."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _counted(counts: np.ndarray, b: int) -> dict:
    return {"count": int(counts[b]), "share": round(float(counts[b] / counts.sum()), 6)}


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"not for JSON: {type(value)}")
