"""The BP network, inputs - one hidden layer - one output: its weights, forward and backward pass, and its start.

A layer's biases are one more row of its weights, met by a column of ones: a layer is then one matrix product, forward
and backward. All weights together are one vector in the order w1, b1, w2, b2: that is what training moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.network.newton import ByRows, ByWeights
from core.network.transfer import TRANSFERS, Transfer

CHUNK = 1024  # rows passed at once: what is made of them stays in a core's own cache


@dataclass(frozen=True, eq=False)
class Network:
    """Weights of a network of d inputs, h hidden units and one output, and its transfer functions by name."""

    w1: np.ndarray  # (d, h)
    b1: np.ndarray  # (h,)
    w2: np.ndarray  # (h, 1)
    b2: np.ndarray  # (1,)
    hidden_transfer: str = "tansig"
    output_transfer: str = "logsig"

    @property
    def dtype(self) -> np.dtype:
        """The precision that all is computed in: that of the weights, float64 unless they are of another float."""
        return self.w1.dtype if self.w1.dtype.kind == "f" else np.dtype(float)

    @property
    def weights(self) -> np.ndarray:
        """All weights as a new vector (d h + h + h + 1,)."""
        return np.concatenate([self.w1, self.b1, self.w2, self.b2], axis=None, dtype=self.dtype)

    def with_weights(self, weights: np.ndarray) -> "Network":
        """The same kind of network with another vector of weights; its parts are views of it."""
        layer1, layer2 = layers(weights, len(self.b1))
        return Network(
            layer1[:-1], layer1[-1], layer2[:-1, None], layer2[-1:], self.hidden_transfer, self.output_transfer
        )


def layers(weights: np.ndarray, hidden: int) -> tuple[np.ndarray, np.ndarray]:
    """The vector of weights as its two layers, [w1; b1] (d + 1, h) and [w2; b2] (h + 1,), both views of it."""
    return weights[: -hidden - 1].reshape(-1, hidden), weights[-hidden - 1 :]


class Room:
    """Room for what n rows become on their way through networks shaped like `net`.

    Matrices are in Fortran order: beside its column of ones a layer is still contiguous, and what differs from row to
    row runs along whole columns.
    """

    def __init__(self, net: Network, n: int) -> None:
        d, h = net.w1.shape
        self.hidden1 = np.ones((n, h + 1), net.dtype, order="F")
        self.hidden_slope, self.x1_share = (np.empty((n, width), net.dtype, order="F") for width in (h, d + 1))
        self.output, self.error, self.d_output = np.empty((3, n), net.dtype)


# --- forward and backward -------------------------------------------------------------------------------------------


class Batch:
    """Up to CHUNK rows on their way through networks of one shape; nothing large is allocated after the start."""

    def __init__(
        self,
        net: Network,
        x: np.ndarray,
        target: np.ndarray,
        room: Room | None = None,
        root: np.ndarray | None = None,
    ) -> None:
        """Inputs `x` (n, d) and expected values `target` (n,); the inputs are copied.

        `root`: the square root (n,) of each row's weight, by which its error and its slopes are multiplied.
        `room`, for as many rows, may be shared by batches that take it in turn, and then stays in the cache: what one
        of them has made of its rows is lost with the next one's `forward`.
        """
        n, d = x.shape
        self.hidden_transfer, self.output_transfer = TRANSFERS[net.hidden_transfer], TRANSFERS[net.output_transfer]
        self.x1 = np.ones((n, d + 1), net.dtype, order="F")
        self.x = self.x1[:, :d]
        self.x[:] = x
        self.target = target.astype(net.dtype, copy=False)
        self.root = None if root is None else root.astype(net.dtype, copy=False)
        room = room or Room(net, n)
        self.hidden1, self.hidden_slope, self.x1_share = room.hidden1, room.hidden_slope, room.x1_share
        self.hidden = self.hidden1[:, :-1]
        self.output, self.error, self.d_output = room.output, room.error, room.d_output

    def forward(self, weights: np.ndarray) -> np.ndarray:
        """Output (n,) of the network with these weights, valid until the next call."""
        layer1, self.layer2 = layers(weights, self.hidden.shape[1])
        np.matmul(self.x1, layer1, out=self.hidden)
        self.hidden_transfer.value(self.hidden, self.hidden)
        np.dot(self.hidden1, self.layer2, out=self.output)  # dot: quicker to start than matmul, where one is a vector
        return self.output_transfer.value(self.output, self.output)

    def squares(self, weights: np.ndarray) -> float:
        """Sum of squared errors, weighted where rows have weights, of the network with these weights."""
        error = np.subtract(self.forward(weights), self.target, self.error)
        if self.root is not None:
            error *= self.root
        return float(error.dot(error))

    def backward(self) -> np.ndarray:
        """Gradient of half the sum of squares, a new vector shaped like the weights last passed to `squares`."""
        gradient = np.empty(self.x1.shape[1] * self.hidden.shape[1] + self.hidden1.shape[1], self.x1.dtype)
        layer1, layer2 = layers(gradient, self.hidden.shape[1])
        # Chain rule, right to left: error -> output transfer -> w2 -> hidden transfer -> w1.
        d_output = self.output_transfer.slope(self.output, self.d_output)
        d_output *= self.error
        if self.root is not None:
            d_output *= self.root
        np.dot(d_output, self.hidden1, out=layer2)
        # d_hidden = d_output * slope * w2. The first factor is one a row and the last one a column: it is cheaper to
        # multiply the inputs by the one, and the sum over all rows by the other.
        slope = self.hidden_transfer.slope(self.hidden, self.hidden_slope)
        np.multiply(self.x1, d_output[:, None], self.x1_share)
        np.matmul(self.x1_share.T, slope, out=layer1)
        layer1 *= self.layer2[:-1]
        return gradient

    def slopes(self) -> tuple[np.ndarray, np.ndarray]:
        """Slopes of the output of each row in what its hidden units take in (n, h), and in w2 and b2 (n, h + 1).

        At the weights last passed to `squares`. Those of a row with a weight are multiplied by its root, as its error
        is.
        """
        d_output = self.output_transfer.slope(self.output, self.d_output)
        if self.root is not None:
            d_output *= self.root
        d_hidden = self.hidden_transfer.slope(self.hidden, self.hidden_slope) * self.layer2[:-1]
        d_hidden *= d_output[:, None]
        return d_hidden, self.hidden1 * d_output[:, None]

    def jacobian(self) -> np.ndarray:
        """Slopes (n, w) of the output of each row in every weight; as in `slopes`."""
        d_hidden, d_layer2 = self.slopes()
        layer1 = self.x1[:, :, None] * d_hidden[:, None, :]
        return np.concatenate([layer1.reshape(len(layer1), -1), d_layer2], axis=1)


class Part:
    """One part of the sample (training, validation or test): its MSE as a function of the weights, and the gradient.

    Where its rows are weighted, the MSE is their weighted mean, and so is all that follows from it.
    """

    def __init__(self, net: Network, x: np.ndarray, target: np.ndarray, importance: np.ndarray | None = None) -> None:
        """Inputs `x` (n, d) and expected values `target` (n,), n >= 1, for networks shaped like `net`.

        importance: weights (n,) of the rows, 0 or more and not all 0; only their proportions count.
        """
        self.n = len(x)
        root = None if importance is None else np.sqrt(importance / importance.mean())
        self.scale = np.array(2 / self.n, net.dtype)
        room = Room(net, CHUNK) if self.n > CHUNK else None  # the last chunk, if it is smaller, has its own
        self.batches = [
            Batch(
                net,
                x[start : start + CHUNK],
                target[start : start + CHUNK],
                room if start + CHUNK <= self.n else None,
                None if root is None else root[start : start + CHUNK],
            )
            for start in range(0, self.n, CHUNK)
        ]

    def mse(self, weights: np.ndarray, sloped: bool = False) -> float:
        """Mean squared error of the network with these weights.

        sloped: whether its gradient will be asked for next. Of many rows it is then found on the same way, chunk by
        chunk, while a chunk is still in the cache.
        """
        self.weights, squares = weights, 0.0
        self.slope: np.ndarray | None = None
        for batch in self.batches:
            squares += batch.squares(weights)
            if sloped and len(self.batches) > 1:
                slope = batch.backward()
                self.slope = slope if self.slope is None else np.add(self.slope, slope, self.slope)
        return squares / self.n

    def gradient(self) -> np.ndarray:
        """Gradient of the MSE, at the weights last passed to `mse`, as a new vector shaped like them."""
        if len(self.batches) == 1:
            slope = self.batches[0].backward()
            slope *= self.scale
            return slope
        if self.slope is None:
            self.mse(self.weights, sloped=True)
        assert self.slope is not None  # there is at least one chunk
        return self.slope * self.scale

    def passed(self) -> Iterator[Batch]:
        """Each chunk on its way through at the weights last passed to `mse`, to be looked at before the next."""
        for batch in self.batches:
            if len(self.batches) > 1:  # they share their room: one alone is still where `mse` has left it
                batch.squares(self.weights)
            yield batch

    def normal_equations(self) -> tuple[np.ndarray, np.ndarray]:
        """J'J/n (w, w) and the gradient of the MSE (w,), at the weights last passed to `mse`; J never stands whole."""
        matrix = gradient = np.zeros((), self.scale.dtype)
        for batch in self.passed():
            jacobian = batch.jacobian()
            matrix = matrix + jacobian.T @ jacobian
            gradient = gradient + batch.error @ jacobian
        return matrix / self.n, gradient * self.scale

    def newton(self) -> ByRows | ByWeights:
        """The steps of trainlm by the smaller system of equations."""
        batch = self.batches[0]
        weights = batch.x1.shape[1] * batch.hidden.shape[1] + batch.hidden1.shape[1]
        return ByRows(self) if self.n < weights else ByWeights(self)


def backward(
    net: Network, x: np.ndarray, target: np.ndarray, importance: np.ndarray | None = None
) -> tuple[float, Network]:
    """MSE of `net` on (n, d) inputs against (n,) expected values, and its gradient, shaped like `net`.

    With `importance` (n,), weights of the rows, the mean is a weighted one.
    """
    part = Part(net, x, target, importance)
    return part.mse(net.weights, sloped=True), net.with_weights(part.gradient())


def predict(net: Network, x: np.ndarray) -> np.ndarray:
    """Output (n,) of `net` for (n, d) inputs, in flat memory.

    To the last bit a row's output is the same alone as among a million: BLAS rounds by the shape of a matrix, so every
    row passes in a chunk of the same shape, the last one too.
    """
    output, weights = np.empty(len(x)), net.weights
    batch = Batch(net, np.zeros((CHUNK, x.shape[1])), np.zeros(CHUNK))
    for start in range(0, len(x), CHUNK):
        rows = x[start : start + CHUNK]
        batch.x[: len(rows)] = rows
        output[start : start + CHUNK] = batch.forward(weights)[: len(rows)]
    return output


def predict_value(net: Network, x: np.ndarray) -> tuple[np.ndarray, int]:
    """K (n,) in 0..1 for (n, d) inputs, and for how many rows the output lay outside and was clipped."""
    value = predict(net, x)
    outside = int(np.count_nonzero((value < 0) | (value > 1)))
    return np.clip(value, 0, 1, out=value), outside


# --- the start ------------------------------------------------------------------------------------------------------


def nguyen_widrow(
    inputs: int, hidden: int | None, hidden_transfer: str, output_transfer: str, rng: np.random.Generator
) -> Network:
    """A network at its start (MATLAB's initnw), for inputs in 0..1; `hidden` None means 2 inputs + 1 (Kolmogorov)."""
    hidden = 2 * inputs + 1 if hidden is None else hidden
    first, second = TRANSFERS[hidden_transfer], TRANSFERS[output_transfer]
    w1, b1 = _start_of_layer(inputs, hidden, (0, 1), first, rng)
    w2, b2 = _start_of_layer(hidden, 1, first.output, second, rng)
    return Network(w1, b1, w2, b2, hidden_transfer, output_transfer)


def _start_of_layer(
    n: int, h: int, feed: tuple[float, float] | None, transfer: Transfer, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (n, h) and biases (h,) that spread the bends of h units evenly over n inputs in the range `feed`."""
    w = rng.uniform(-1, 1, (n, h))
    if transfer.active is None or feed is None:  # no range to spread over
        return w, rng.uniform(-1, 1, h)
    # For inputs in -1..1 and a function that bends in -1..1.
    size = 0.7 * h ** (1 / n)
    w *= size / np.linalg.norm(w, axis=0)
    b = size * np.linspace(-1, 1, h) * np.sign(w[0]) if h > 1 else np.zeros(1)
    # Stretched to where this function bends, then to the inputs' own range.
    w, b = w * transfer.active, b * transfer.active
    low, high = feed
    return w * (2 / (high - low)), b - w.sum(axis=0) * (high + low) / (high - low)
