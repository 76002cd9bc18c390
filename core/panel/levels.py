"""The levels on which weights sum to 1: the dimensions, and within each dimension its indicators."""

from core.indicators import DIMENSIONS, INDICATORS

TOP = "dimensions"
LEVELS = (TOP, *DIMENSIONS)


def members(level: str, mapped: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that share the weight of a level, in the order of Table 1: of those with a `mapped` indicator only."""
    if level == TOP:
        return tuple(d for d in DIMENSIONS if any(INDICATORS[i].dimension == d for i in mapped))
    return tuple(i for i in INDICATORS if i in mapped and INDICATORS[i].dimension == level)


def level_name(level: str) -> str:
    """A level in words: `Current value`, `The three dimensions`."""
    return "The three dimensions" if level == TOP else DIMENSIONS[level]


def label(member: str) -> str:
    """A member of any level in words, as charts and tables show it."""
    return DIMENSIONS[member] if member in DIMENSIONS else INDICATORS[member].label


def level_of(member: str) -> str:
    """The level that a dimension or an indicator stands on."""
    return TOP if member in DIMENSIONS else INDICATORS[member].dimension
