"""The rule that scores an indicator, in one phrase."""

from core.recipe import Categories, Measure, Quintiles, Scale, Thresholds, Words

KINDS = {
    "scale": "a declared scale",
    "words": "answers in words, in order",
    "quintiles": "fifths of the customers",
    "thresholds": "own thresholds",
    "categories": "a score for each category",
}


def rule_in_words(measure: Measure) -> str:
    """The rule in one phrase, e.g. `fifths of the customers, few days score high`."""
    rule = measure.rule
    if isinstance(rule, Words):
        best = rule.words[0] if rule.reversed else rule.words[-1]
        return f"words, {best!r} is best"
    if isinstance(rule, Categories):
        return f"a score for each of {len(rule.scores)} categories"
    unit = "days" if measure.dates else "choices" if measure.choices else "values"
    direction = (
        f"few {unit} score high" if measure.dates and rule.reversed else "low values are good" if rule.reversed else ""
    )
    if isinstance(rule, Scale):
        phrase = f"the scale {_number(rule.low)} to {_number(rule.high)}"
    elif isinstance(rule, Thresholds):
        phrase = f"the thresholds {', '.join(_number(e) for e in rule.edges)}"
    elif isinstance(rule, Quintiles) and rule.edges is not None:
        phrase = f"{KINDS[rule.kind]} at kept edges {edges_in_words(rule.edges)}"
    else:
        phrase = KINDS[rule.kind]
    return f"{phrase}, {direction}" if direction else phrase


def edges_in_words(edges: tuple[float, ...]) -> str:
    """`12 / 30 / 55 / 1,090`: of amounts, commas stand within the numbers."""
    return " / ".join(_number(edge) for edge in edges)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.6g}"
