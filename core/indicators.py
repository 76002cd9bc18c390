"""The 14 indicators of customer value in 3 dimensions (paper, Table 1)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Indicator:
    """One indicator: `id` in recipes, `name` in sentences, `label` on charts, `better` the raw value that is best."""

    id: str
    dimension: str
    name: str
    label: str
    usual_form: str
    better: str  # "high", "low" (few days ago) or "rule" (the user says)
    symbol: str = ""


DIMENSIONS = {
    "internet": "Internet behaviour",
    "current": "Current value",
    "potential": "Potential value",
}

INDICATORS: dict[str, Indicator] = {
    i.id: i
    for i in (
        Indicator(
            "basic", "internet", "basic properties of the customer", "Basic properties", "category or number", "rule"
        ),
        Indicator("visits", "internet", "number of visits to the site", "Site visits", "count", "high"),
        Indicator("time", "internet", "time logged in and stayed", "Time on site", "minutes or hours", "high"),
        Indicator(
            "interaction",
            "internet",
            "interaction value: reviews, suggestions, referrals",
            "Interaction",
            "count or agreement",
            "high",
        ),
        Indicator("recency", "current", "time of the last online purchase", "Recency", "date or days ago", "low", "R"),
        Indicator(
            "frequency", "current", "number of online purchases in the last year", "Frequency", "count", "high", "F"
        ),
        Indicator("monetary", "current", "total online spend in the last year", "Spend", "money", "high", "M"),
        Indicator(
            "repeat",
            "potential",
            "repeat purchases of a product or service",
            "Repeat purchases",
            "count or rate",
            "high",
        ),
        Indicator(
            "cross", "potential", "cross purchases from different categories", "Cross purchases", "count", "high"
        ),
        Indicator(
            "persistence", "potential", "persistence of the relationship", "Persistence", "months or join date", "high"
        ),
        Indicator("brand", "potential", "perception of the brand's image", "Brand image", "agreement", "high"),
        Indicator("recommend", "potential", "willingness to recommend", "Would recommend", "agreement or 0-10", "high"),
        Indicator(
            "rating", "potential", "customer rating: satisfaction, stars", "Rating", "agreement or stars", "high"
        ),
        Indicator(
            "member", "potential", "willingness to register as a member", "Would join", "agreement or yes/no", "high"
        ),
    )
}

RFM = ("recency", "frequency", "monetary")


def in_order(ids: object) -> tuple[str, ...]:
    """The given indicator ids in the order of Table 1: the order of the network's inputs."""
    wanted = set(ids)  # type: ignore[call-overload]
    return tuple(i for i in INDICATORS if i in wanted)
