"""Exact Shapley values of K over the model's inputs (METHOD.md section 10).

The players are the k indicators. In a coalition, its members have the customer's inputs and the others those of the
reference customer. All 2^k coalitions are passed through each net, 2^14 at most; nothing is sampled.
"""

from functools import lru_cache
from math import comb

import numpy as np

from core.network.network import Network
from core.network.transfer import TRANSFERS

INNER = 10  # indicators whose 2^10 coalitions are passed at once: their hidden layer stays in a core's cache
# A transfer function that bends, as offset + scale / (1 + exp(rate x)): exp of a sum is a product, so that no coalition
# needs an exp of its own.
BENT = {"tansig": (2.0, 1.0, -2.0), "logsig": (-1.0, 0.0, 1.0)}
FAR = 150  # sums beyond it could overflow as exp, which they do not in the transfer function itself


def shapley_values(networks: list[Network], x: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """What each input (n, k) adds to K, (n, k): the rows sum to K(x) - K(reference), to rounding.

    x: normalised inputs (n, k), 0..1; reference: (k,). K is the mean over `networks` of each output clipped to 0..1,
    and so are its Shapley values the mean of theirs. An input that equals the reference adds exactly 0.
    """
    found = np.zeros(x.shape)
    for own, customer in zip(found, x, strict=True):
        moved = np.flatnonzero(customer != reference)
        if not len(moved):
            continue
        steps = (customer - reference)[moved, None]
        values = np.zeros(2 ** len(moved))
        for net in networks:
            values += coalition_values(net, reference @ net.w1 + net.b1, steps * net.w1[moved])
        own[moved] = values @ shares_of_coalitions(len(moved)) / len(networks)
    return found


def coalition_values(net: Network, start: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Clipped output (2^q,) of a net for every coalition of q players; bit i of a place says that player i is in it.

    start: the hidden layer's sums (h,) without any of them; steps: what each player adds to these sums (q, h).
    """
    inner, outer, w2 = steps[:INNER], steps[INNER:], net.w2[:, 0]
    output, hidden = np.empty((2 ** len(outer), 2 ** len(inner))), np.empty((len(start), 2 ** len(inner)))
    if net.hidden_transfer in BENT and (np.abs(start) + np.abs(steps).sum(axis=0)).max() < FAR:
        rate, offset, scale = BENT[net.hidden_transfer]
        known = of_coalitions(np.exp(rate * start), np.exp(rate * inner), np.multiply)
        undone = of_coalitions(np.ones(len(start)), np.exp(-rate * outer), np.multiply)
        # scale / (1 + a b) is (scale / b) / (1 / b + a), with a of the inner players and b of the outer ones: one sum
        # and one quotient a unit are left to do for each coalition.
        for out, other in zip(output, undone.T, strict=True):
            np.add(known, other[:, None], out=hidden)
            np.divide(1.0, hidden, out=hidden)  # quicker than np.reciprocal
            np.dot(scale * w2 * other, hidden, out=out)
        output += offset * w2.sum()
    else:
        known = of_coalitions(start, inner, np.add)
        moved = of_coalitions(np.zeros(len(start)), outer, np.add)
        for out, other in zip(output, moved.T, strict=True):
            np.add(known, other[:, None], out=hidden)
            TRANSFERS[net.hidden_transfer].value(hidden, hidden)
            np.dot(w2, hidden, out=out)
    output += net.b2
    return np.clip(TRANSFERS[net.output_transfer].value(output, output), 0, 1).ravel()


def of_coalitions(start: np.ndarray, steps: np.ndarray, joins: np.ufunc) -> np.ndarray:
    """(h, 2^q): `start` (h,) joined with the steps (q, h) of each coalition, by doubling: with a player it is that of
    the coalition without her, joined with her step.
    """
    found = np.empty((len(start), 2 ** len(steps)))
    found[:, 0] = start
    for i, step in enumerate(steps):
        joins(found[:, : 2**i], step[:, None], out=found[:, 2**i : 2 ** (i + 1)])
    return found


@lru_cache(maxsize=16)
def shares_of_coalitions(q: int) -> np.ndarray:
    """Weight (2^q, q) of a coalition's value in a player's Shapley value: positive with her in it, negative without.

    Of the coalitions of s others, 0 <= s < q, each weighs s! (q - s - 1)! / q!.
    """
    member = np.arange(2**q)[:, None] >> np.arange(q) & 1 == 1  # (2^q, q)
    others = member.sum(axis=1)[:, None] - member
    weight = np.array([1 / (q * comb(q - 1, s)) for s in range(q)] + [0.0])
    shares = np.where(member, weight[others], -weight[others])
    shares.flags.writeable = False  # shared by all who ask
    return shares
