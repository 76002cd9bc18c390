"""Ten invented experts who say how much each dimension and indicator counts."""

import numpy as np

from core.indicators import DIMENSIONS, INDICATORS
from core.recipe import Expert

# What the ten have in common, 0-10, before each has an opinion of her own.
COMMON = {
    **{"internet": 5.0, "current": 8.5, "potential": 6.0},
    **{"basic": 3.0, "visits": 5.0, "time": 4.5, "interaction": 6.5},
    **{"recency": 6.0, "frequency": 6.5, "monetary": 8.5},
    **{"repeat": 7.5, "cross": 5.5, "persistence": 6.0, "brand": 5.0, "recommend": 6.5, "rating": 6.0, "member": 3.5},
}
ROLES = (
    "Marketing manager",
    "Sales manager",
    "Shop manager",
    "Brand manager",
    "Customer service",
    "Finance",
    "Data analyst",
    "Managing director",
    "Researcher 1",
    "Researcher 2",
)
# Who thinks otherwise, and what is left blank: everybody else wavers around the common opinion.
OWN = {
    "Finance": {"monetary": 10.0, "recency": 1.0, "frequency": 2.0, "potential": 3.0},
    "Brand manager": {"brand": 10.0, "recommend": 9.0, "cross": 2.0},
    "Customer service": {"rating": 10.0, "interaction": 9.0},
}
BLANK = {"Customer service": ("visits", "time"), "Researcher 2": ("member",)}


def make_experts(rng: np.random.Generator) -> tuple[Expert, ...]:
    """The ten, in whole numbers, so that many of their answers are tied."""
    experts = []
    for role in ROLES:
        wavering = np.round(np.array(list(COMMON.values())) + rng.normal(0, 1.0, len(COMMON)))
        opinion = dict(zip(COMMON, np.clip(wavering, 0, 10).tolist(), strict=True))
        opinion |= OWN.get(role, {})
        said = {i: value for i, value in opinion.items() if i not in BLANK.get(role, ())}
        experts.append(
            Expert(
                name=role,
                dimensions={i: said[i] for i in DIMENSIONS},
                indicators={i: said[i] for i in INDICATORS if i in said},
            )
        )
    return tuple(experts)
