"""The customers that a filter means, and the part of an audience that is held out."""

import hashlib
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.corners import corner_of
from core.indicators import INDICATORS
from core.problems import DataProblem, joined
from core.recipe import Audience, CutOffs, Filter
from core.study import Study
from core.tiers import TIERS, Tier, limits, place_of

NEAR = 0.03  # of K: so near a cut-off a customer could as well be in the next tier
NARROW = 1 / 8  # of a tier's width at most: where K piles up, a whole tier may be narrower than NEAR


class Now(NamedTuple):
    """Current value C (n,) and band (n,) of the customers that the model values; NaN and 0 where they have none now."""

    c: np.ndarray
    band: np.ndarray


def current_of_valued(study: Study) -> Now:
    """C and band of now, in the order of the segments: of a table that is scored otherwise since, matched by id."""
    return study.memo.get("now of valued", study.key("valued") + study.key("bands"), lambda: _now(study))


def _now(study: Study) -> Now:
    valued = study.segments().scores
    try:
        bands, scores = study.bands(), study.scores()
    except DataProblem:  # the weights or the mapping stand in the way
        return Now(np.full(len(valued.values), np.nan), np.zeros(len(valued.values), np.int64))
    if scores is valued:
        return Now(bands.c, bands.band)
    now = pd.DataFrame({"c": bands.c, "band": bands.band}, index=scores.ids).reindex(valued.ids)
    return Now(now["c"].to_numpy(), now["band"].fillna(0).to_numpy(np.int64))


def chosen(study: Study, who: Filter, part_of_id: str = "") -> np.ndarray:
    """(m,) places in the segments of the customers meant, the most valuable first, equal ones as in the file.

    part_of_id: only those whose id holds this text, in upper or lower case.
    """
    segments, now = study.segments(), current_of_valued(study)
    meant = np.ones(len(segments.k), bool)
    if who.tiers:
        meant &= np.isin(segments.tier, who.tiers)
    if who.bands:
        meant &= np.isin(now.band, who.bands)
    if who.corner:
        meant &= corner_of(now.band, segments.tier) == who.corner
    if who.certainty == "too new to judge":
        meant &= too_new(study)
    elif who.certainty:
        meant &= near_an_edge(study) == (who.certainty == "near an edge")
    for indicator, (low, high) in who.scores.items():
        if indicator in segments.scores.indicators:  # what this file does not tell leaves nobody out
            scores = segments.scores.column(indicator)
            meant &= (scores >= low - 1e-9) & (scores <= high + 1e-9)
    order = study.memo.get("order by k", study.key("valued"), lambda: np.argsort(-segments.k, kind="stable"))
    if part_of_id:
        names = segments.scores.names
        meant &= names.str.contains(part_of_id, case=False, regex=False).to_numpy(bool)
    places: np.ndarray = order[meant[order]]
    return places


def in_order(places: np.ndarray, values: np.ndarray, lowest_first: bool) -> np.ndarray:
    """(m,) places by their values (n,), those of equal value as they were, those without one at the end."""
    own = values[places]
    ordered: np.ndarray = places[np.argsort(own if lowest_first else -own, kind="stable")]
    return ordered


def near_an_edge(study: Study) -> np.ndarray:
    """(n,) True for a customer whose K is nearer to a cut-off of her tier than the tier's margin."""
    segments = study.segments()
    place, margin, edges = place_of(segments.k, segments.cutoffs), margins(segments.cutoffs), limits(segments.cutoffs)
    low, high = (np.array([edges[t][side] for t in TIERS])[place] for side in (0, 1))
    reach = np.array([margin[t] for t in TIERS])[place]
    k = segments.k
    near: np.ndarray = ((k - low < reach) & (place < 3)) | ((high - k < reach) & (place > 0))
    return near


def margins(cutoffs: CutOffs) -> dict[Tier, float]:
    """How near to a cut-off counts as near in each tier: NEAR, and less where the tier itself is narrow."""
    return {tier: min(NEAR, NARROW * (high - low)) for tier, (low, high) in limits(cutoffs).items()}


def too_new(study: Study) -> np.ndarray:
    """(n,) True for a customer who is flagged as too new to judge (METHOD.md, flags for review)."""
    scores = study.segments().scores
    flagged = [mark.positions for mark in scores.marks.get("too new", ())]
    return np.isin(scores.positions, np.concatenate(flagged)) if flagged else np.zeros(len(scores.values), bool)


def held_out(audience: Audience, ids: "pd.Series[str]") -> np.ndarray:
    """(m,) True for those of an audience's customers who are not to be contacted: the share to be held out, rounded.

    Those of the lowest lots, made of their ids and the audience's name: neither a training nor the order of the file
    moves them. Whoever is held out stays so while the audience changes, but for a few at the margin of the share.
    """
    name = hashlib.blake2b(audience.name.encode(), digest_size=16).digest()
    lots = b"".join([hashlib.blake2b(name + i.encode(), digest_size=8).digest() for i in ids.tolist()])
    out = np.zeros(len(ids), bool)
    out[np.frombuffer(lots, "<u8").argsort(kind="stable")[: number_held_out(audience, len(ids))]] = True
    return out


def number_held_out(audience: Audience, members: int) -> int:
    """How many of an audience's customers are held out; of a small one it may be nobody."""
    return round(audience.hold_out * members)


def in_words(who: Filter) -> str:
    """A filter in one phrase, e.g. `tier A or B; band 1; Recency 4 to 5`, or `all customers`."""
    said = []
    if who.tiers:
        said.append(f"tier {_either(who.tiers)}")
    if who.bands:
        said.append(f"band {_either(tuple(map(str, who.bands)))}")
    if who.corner:
        said.append(f"corner {who.corner!r}")
    if who.certainty:
        said.append(who.certainty)
    said += [f"{INDICATORS[i].label} {low:g} to {high:g}" for i, (low, high) in who.scores.items()]
    return "; ".join(said) or "all customers"


def audience_in_words(study: Study, audience: Audience) -> str:
    """Size, filter and hold-out: `128 customers: tier A; 10% held out (13)`. Not the filter where it is the name."""
    members, words = len(chosen(study, audience.who)), in_words(audience.who)
    out = number_held_out(audience, members)
    of_whom = "" if words == audience.name else f": {words}"
    held = f"{audience.hold_out:.0%} held out ({out:,})" if audience.hold_out else "nobody held out"
    return f"{members:,} customer{'' if members == 1 else 's'}{of_whom}; {held}"


def _either(words: tuple[str, ...]) -> str:
    return joined(words).replace(" and ", " or ")
