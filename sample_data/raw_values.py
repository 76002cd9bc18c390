"""The same people before scoring: order lines, and raw answers from which the scores follow."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.indicators import INDICATORS, RFM
from core.recipe import Categories, Measure, Scale, Thresholds, Words
from sample_data.people import People

REFERENCE_DATE = dt.date(2026, 1, 1)  # the day after 2025: "the last year" is that calendar year, 365 days

# Score s of a measured indicator is a raw value from limit s up to, but not including, limit s + 1. The four inner
# limits are the recipe's thresholds; as the intervals do not meet, fifths by rank give the same scores.
LIMITS: dict[str, tuple[int, int, int, int, int, int]] = {
    "visits": (15, 30, 60, 120, 240, 600),
    "time": (1, 3, 6, 10, 16, 45),
    "recency": (1, 31, 61, 121, 211, 366),  # days ago: the first interval is score 5
    "frequency": (1, 2, 3, 5, 9, 16),
    "monetary": (15, 90, 220, 480, 1000, 3600),
    "repeat": (0, 1, 4, 8, 16, 60),
    "cross": (1, 2, 3, 5, 7, 10),
    "persistence": (366, 730, 1095, 1826, 2922, 5500),  # days since joining: everybody joined before the year began
    "recommend": (0, 3, 5, 7, 9, 11),
}
DATES = ("recency", "persistence")
DECIMALS = {"time": 1, "monetary": 2}
ANSWERS: dict[str, tuple[str, ...]] = {
    "basic": ("Under 20,000", "20,000-34,999", "35,000-54,999", "55,000-84,999", "85,000 and over"),
    "interaction": ("Never", "Rarely", "Sometimes", "Often", "Very often"),
    "brand": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    "member": ("No", "Probably not", "Maybe", "Probably", "Yes"),
}
HEADINGS = {
    "basic": "Household income per year (EUR)",
    "visits": "Site visits per year",
    "time": "Minutes on site per visit",
    "interaction": "How often do you write reviews or suggestions?",
    "recency": "Last purchase date",
    "frequency": "Orders in the last 12 months",
    "monetary": "Spend in the last 12 months (EUR)",
    "repeat": "Repeat purchases so far",
    "cross": "Number of categories bought",
    "persistence": "Join date",
    "brand": "This brand has a good image",
    "recommend": "How likely are you to recommend us? (0-10)",
    "rating": "Overall rating (stars)",
    "member": "Would you register as a member?",
}
# What stands in the cell where the scored questionnaire holds a number off the scale; used in turn.
WRONG_CELLS: dict[str, tuple[object, ...]] = {
    "recency": (dt.date(2052, 11, 3), "see notes"),
    "frequency": ("see notes", "several"),
    "monetary": ("on account", "see notes"),
    "basic": ("see notes",),
    "visits": ("lots",),
    "time": ("varies",),
    "interaction": ("Only once",),
    "repeat": ("some",),
    "cross": ("various",),
    "persistence": (dt.date(2091, 5, 17),),
    "brand": ("Don't know them",),
    "recommend": ("very!",),
    "rating": (7,),
    "member": ("Already did",),
}

FIRST_NAMES = (
    "Ada Amir Anna Bela Carla Chen Clara Dario Elena Emil Farid Freya Gita Hana Hugo Ida Ivan Jana Jonas Kaya Lena Leo "
    "Lin Lucia Malik Mara Mei Milan Nadia Noor Olga Omar Petra Rafael Rosa Samir Selma Tomas Vera Yusuf"
)
LAST_NAMES = (
    "Abel Almeida Bauer Berg Costa Diaz Dubois Ferrari Fischer Garcia Haas Hansen Ito Jansen Kaur Keller Khan Kovacs "
    "Lang Larsen Li Lopez Meyer Moreau Novak Okafor Olsen Park Petrov Popa Rao Rossi Sato Silva Simon Tanaka Vogel "
    "Wagner Weiss Zhang"
)

ORDER_COLUMNS = ("customer_id", "date", "product", "category", "quantity", "unit_price")
# An invented department store: list prices of each category from small to large, so that any budget can be spent.
CATALOGUE: dict[str, dict[str, float]] = {
    "Home": {"Tea towel": 3.9, "Storage jar": 8.5, "Bed linen": 39.0, "Floor lamp": 119.0, "Sofa bed": 649.0},
    "Kitchen": {"Peeler": 2.9, "Mug": 6.9, "Frying pan": 34.5, "Knife set": 89.0, "Espresso machine": 389.0},
    "Electronics": {"Charging cable": 4.9, "Earphones": 24.9, "Radio": 69.0, "Tablet": 279.0, "Laptop": 849.0},
    "Garden": {"Seeds": 2.5, "Watering can": 12.9, "Hedge shears": 42.0, "Garden bench": 159.0, "Lawn mower": 419.0},
    "Sports": {"Water bottle": 4.5, "Yoga mat": 19.9, "Running shoes": 94.5, "Tent": 189.0, "Bicycle": 699.0},
    "Fashion": {"Socks": 3.5, "T-shirt": 14.9, "Jeans": 59.9, "Winter coat": 169.0, "Leather bag": 239.0},
    "Beauty": {"Soap": 2.2, "Hand cream": 7.5, "Perfume": 54.0, "Hair dryer": 79.0, "Gift box": 129.0},
    "Books": {"Notebook": 2.8, "Paperback": 11.9, "Atlas": 34.9, "Encyclopaedia": 109.0, "Facsimile": 199.0},
    "Groceries": {"Chocolate": 2.4, "Coffee": 8.9, "Olive oil": 15.5, "Hamper": 64.0, "Case of wine": 118.0},
}


# --- rules of the recipes -------------------------------------------------------------------------------------------


def measure(indicator: str) -> Measure:
    """How the shipped recipe scores the raw column of one indicator."""
    return Measure(
        columns=(HEADINGS[indicator],),
        dates=indicator in DATES,
        rule=rule(indicator),
        blanks="exclude" if indicator in RFM else "median",
    )


def rule(indicator: str) -> Thresholds | Words | Categories | Scale:
    """The scoring rule of one indicator's raw values."""
    if indicator == "basic":
        return Categories(scores=dict(zip(ANSWERS["basic"], (1, 2, 3, 4, 5), strict=True)))
    if indicator in ANSWERS:
        return Words(words=ANSWERS[indicator])
    if indicator == "rating":
        return Scale(low=1, high=5)
    _, *inner, _ = LIMITS[indicator]
    if indicator == "recency":  # turned round, an edge counts from above: "within 30 days"
        return Thresholds(edges=tuple(limit - 1 for limit in inner), reversed=True)
    return Thresholds(edges=tuple(inner))


# --- order lines ----------------------------------------------------------------------------------------------------


def make_orders(people: People, rng: np.random.Generator) -> pd.DataFrame:
    """Order lines of the valid customers in the year before the reference date; R, F and M of each follow from hers."""
    valid = people.valid.fillna({"cross": 3})
    lines = [line for customer in valid.to_dict("records") for line in lines_of(customer, rng)]
    orders = pd.DataFrame(lines, columns=["order_number", *ORDER_COLUMNS])
    one_order = ["date", "customer_id", "order_number"]
    orders = orders.sort_values(one_order, kind="stable", ignore_index=True)
    orders["order_number"] = [f"O{10_001 + n}" for n in orders.groupby(one_order, sort=False).ngroup()]
    return orders


def lines_of(customer: dict, rng: np.random.Generator) -> list[tuple]:
    """One customer's order lines, to fit her scores: which of her orders, then ORDER_COLUMNS."""
    days_ago = int(raw_number("recency", customer["recency"], rng))
    count = int(raw_number("frequency", customer["frequency"], rng))
    days_ago = min(days_ago, LIMITS["recency"][-1] - 10 * count)  # who bought long ago but often needs days to do so
    earlier = rng.integers(days_ago, LIMITS["recency"][-1], count - 1)
    dates = [REFERENCE_DATE - dt.timedelta(days=int(days)) for days in (days_ago, *earlier)]
    shelves = rng.choice(list(CATALOGUE), int(raw_number("cross", customer["cross"], rng)), replace=False)
    low, high = interval("monetary", customer["monetary"])
    # Goods have prices, so a basket seldom costs what was meant: shop again until the year's spend is in the interval.
    while True:
        shares = rng.dirichlet(np.full(count, 2.0)) * raw_number("monetary", customer["monetary"], rng)
        baskets = [basket(share, shelves, rng) for share in shares]
        spend = sum(quantity * price for lines in baskets for *_, quantity, price in lines)
        if low + 1 <= spend < high - 1:
            break
    return [
        (which, customer["customer_id"], date.isoformat(), *line)
        for which, (date, lines) in enumerate(zip(dates, baskets, strict=True))
        for line in lines
    ]


def basket(budget: float, shelves: np.ndarray, rng: np.random.Generator) -> list[tuple[str, str, int, float]]:
    """One to three lines (product, category, quantity, unit price) for about `budget`, from the given categories."""
    lines = {}
    for share in rng.dirichlet(np.full(rng.integers(1, 4) if budget > 25 else 1, 2.0)) * budget:
        category = str(rng.choice(shelves))
        goods = list(CATALOGUE[category].items())
        affordable = [item for item in goods if item[1] <= share] or goods[:1]
        product, price = affordable[-2 if len(affordable) > 1 and rng.random() < 0.3 else -1]
        price = round(price * rng.choice([1, 1, 1, 0.9, 0.8]), 2)
        lines[product] = (product, category, int(np.clip(round(share / price), 1, 8)), price)
    return list(lines.values())


# --- raw questionnaires ---------------------------------------------------------------------------------------------


def make_raw(people: People, orders: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """600 rows as they stand in the workbook: customer_id, Name, E-mail, the raw columns; None is an empty cell."""
    scores = people.scores
    raw = pd.DataFrame({"customer_id": scores["customer_id"], **names(scores["customer_id"], rng)}, dtype=object)
    for indicator in INDICATORS:
        wrong = iter(WRONG_CELLS[indicator])
        cells = [raw_cell(indicator, score, wrong, rng) for score in scores[indicator]]
        raw[HEADINGS[indicator]] = pd.Series(cells, dtype=object)
    take_from_orders(raw, people, orders)
    repeat_answers(raw, people)
    return raw


def raw_cell(indicator: str, score: float, wrong: Iterator[object], rng: np.random.Generator) -> object:
    """A raw value with the given score; None for a blank, a value that cannot be used for one off the scale."""
    if np.isnan(score):
        return None
    if score not in (1, 2, 3, 4, 5):
        return next(wrong)
    if indicator in ANSWERS:
        return ANSWERS[indicator][int(score) - 1]
    if indicator == "rating":
        return int(score)
    value = raw_number(indicator, score, rng)
    if indicator in DATES:
        return REFERENCE_DATE - dt.timedelta(days=int(value))
    return round(value, DECIMALS[indicator]) if indicator in DECIMALS else int(value)


def raw_number(indicator: str, score: float, rng: np.random.Generator) -> float:
    """A number inside the interval of `score`, oftener near its lower end, as counts and money are."""
    low, high = interval(indicator, score)
    return low + (high - low - 0.06) * rng.random() ** 1.5  # the 0.06: rounding must not reach the next limit


def interval(indicator: str, score: float) -> tuple[int, int]:
    """The raw values of a score, the second one excluded."""
    place = 5 - int(score) if indicator == "recency" else int(score) - 1
    return LIMITS[indicator][place], LIMITS[indicator][place + 1]


def take_from_orders(raw: pd.DataFrame, people: People, orders: pd.DataFrame) -> None:
    """Replace, in place, R, F and M of the valid customers by what their order lines add up to."""
    spend = orders["quantity"] * orders["unit_price"]
    by_customer = orders.assign(spend=spend).groupby("customer_id")
    each = by_customer.agg(last=("date", "max"), count=("order_number", "nunique"), spend=("spend", "sum"))
    each = each.loc[people.valid["customer_id"]]
    rows = people.kind == "valid"
    raw.loc[rows, HEADINGS["recency"]] = [dt.date.fromisoformat(date) for date in each["last"]]
    raw.loc[rows, HEADINGS["frequency"]] = each["count"].astype(object).to_numpy()
    raw.loc[rows, HEADINGS["monetary"]] = each["spend"].round(2).astype(object).to_numpy()


def repeat_answers(raw: pd.DataFrame, people: People) -> None:
    """Make, in place, each double the same as the questionnaire that it repeats wherever its scores are the same."""
    ids = people.scores["customer_id"]
    for again in np.flatnonzero(people.kind == "double"):
        first = np.flatnonzero((ids == ids[again]).to_numpy())[0]
        for indicator, heading in HEADINGS.items():
            old, new = people.scores[indicator][first], people.scores[indicator][again]
            if old == new or np.isnan([old, new]).all():
                raw.at[again, heading] = raw.at[first, heading]


def names(ids: pd.Series, rng: np.random.Generator) -> dict[str, list[str]]:
    """An invented name and mail address for each id; a repeated id keeps hers."""
    invented = {}
    for number, customer in enumerate(ids.unique()):
        first, last = str(rng.choice(FIRST_NAMES.split())), str(rng.choice(LAST_NAMES.split()))
        domain = "example.com" if number % 3 else "example.org"
        invented[customer] = (f"{first} {last}", f"{first}.{last}{number}@{domain}".lower())
    return {"Name": [invented[c][0] for c in ids], "E-mail": [invented[c][1] for c in ids]}
