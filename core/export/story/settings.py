"""All settings behind a result, as tables for an appendix; and the words that a reader may not know."""

from core.cutting import in_words
from core.export.story.method import decided
from core.export.story.parts import Grid, Section
from core.figures_in_words import number
from core.importing.second_file import joined_in_words
from core.indicators import INDICATORS
from core.model import Model
from core.recipe import Recipe
from core.rules_in_words import rule_in_words
from core.study import Study
from core.summary import network_figures
from core.target import SOURCES

DEFINITIONS = {
    "Indicator": "One thing that is known of a customer, scored from 1 to 5; 5 is always best.",
    "Weight": "How much an indicator counts. The weights of all indicators sum to 100 %.",
    "Current value C": "Recency, frequency and spend by their weights, from 1 to 5: what a customer is worth today.",
    "Band": "One of five ranges of C; band 5 is the highest.",
    "Sample": "Customers drawn by band, from which the network learns and on which it is tested.",
    "Expected value": "What the network learns: a weighted score, grades that people gave, or an outcome, from 0 to 1.",
    "Customer value K": "What the network makes of a customer, from 0 to 1.",
    "Tier": "One of four ranges of K: A, B, C and D.",
    "Cut-off": "The lowest K of a tier.",
    "Typical error": "How far K is off on customers that it never saw: the root of the mean squared error (MSE).",
    "Corner": "Two bands and two tiers that ask for the same: protect, grow, watch, let go.",
}


def settings(study: Study, model: Model) -> Section:
    """Every setting that a reader needs to repeat the result or to doubt it."""
    recipe = study.recipe_of_result()
    lines = tuple((label, value) for label, value in _lines(study, model, recipe) if value)
    return Section(
        "Appendix",
        "The same file and the same recipe give the same tiers",
        points=(f"Cut-offs in force: {in_words(study.segments().cutoffs)}.",),
        say=("These are the settings behind the result. The recipe that comes with the export repeats it exactly.",),
        tables={
            "settings": Grid(("Setting", "Value"), lines, (False, False), "The settings behind this result."),
            "indicators": Grid(
                ("Indicator", "Column", "Scored by"),
                tuple(
                    (INDICATORS[i].label, " + ".join(one.columns), rule_in_words(one))
                    for i in recipe.scoring.mapped
                    for one in (recipe.scoring.indicators[i],)
                ),
                (False, False, False),
                "Where each indicator comes from, and how it is scored.",
            ),
        },
    )


def _lines(study: Study, model: Model, recipe: Recipe) -> list[tuple[str, str]]:
    table, network, training = study.customers(), recipe.network, recipe.training
    figures = network_figures(model, study.segments().cutoffs)
    sizes = model.evaluation.sizes
    target = recipe.target
    fitted = model.fitted.reference_date
    second = " ".join(joined_in_words(study.joined(), study.second.name)) if study.second and recipe.second else ""
    return [
        ("Project", recipe.name),
        ("File", table.name + (f", sheet {table.sheet}" if table.sheet else "")),
        ("Second file", second),
        ("Days count back from", f"{fitted}" if fitted else ""),
        ("Weights", decided(study)),
        ("Edges of the bands", ", ".join(number(e) for e in recipe.bands.edges)),
        ("Sample", f"{recipe.sample.fraction:.0%} of each band, seed {recipe.sample.seed}"),
        ("K learned from", SOURCES[model.source] + (f", column {target.column}" if target.column else "")),
        ("Training / validation / test", " / ".join(f"{size:,}" for size in sizes)),
        (
            "Network",
            f"{figures['inputs']}-{figures['hidden']}-{figures['outputs']}, {network.hidden_transfer} and"
            f" {network.output_transfer}, seed {network.seed}",
        ),
        ("Nets", f"{figures['nets_kept']} kept of {figures['nets']}"),
        (
            "Training function",
            f"{training.algorithm}, up to {training.epochs:,} epochs, goal {number(training.goal)}",
        ),
        ("Stopped by", f"{figures['stop_reason']} at epoch {figures['epochs']:,}"),
        ("Test error (MSE)", number(figures["test_mse"])),
        ("Cut-offs of K", in_words(study.segments().cutoffs)),
        ("State of the training", study.state("model").in_words),
    ]
