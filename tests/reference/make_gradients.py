"""Makes gradients.json with PyTorch, in double precision: `python tests/reference/make_gradients.py`.

PyTorch is no dependency of Tierboard: run this in an environment that has it. The forward pass is written down as the
method's formulas (METHOD: tansig, logsig, purelin; the MSE, or its weighted mean), and differentiated by autograd.
"""

import json
from pathlib import Path

import torch

TRANSFERS = {"tansig": torch.tanh, "logsig": torch.sigmoid, "purelin": lambda x: x}
SHAPES = ((1, 1, 1), (3, 2, 5), (4, 4, 9))  # customers, inputs, hidden units


def case(hidden: str, output: str, n: int, d: int, h: int, weighted: bool) -> dict:
    """One network on n customers: what goes in, and the MSE and gradients that come out."""
    x, target = torch.rand(n, d), torch.rand(n)
    parts = {"w1": torch.randn(d, h), "b1": torch.randn(h), "w2": torch.randn(h, 1), "b2": torch.randn(1)}
    weights = torch.rand(n) + 0.5 if weighted else torch.ones(n)
    for part in parts.values():
        part.requires_grad_()
    layer = TRANSFERS[hidden](x @ parts["w1"] + parts["b1"])
    k = TRANSFERS[output](layer @ parts["w2"] + parts["b2"]).squeeze(1)
    mse = (weights * (k - target) ** 2).sum() / weights.sum()
    mse.backward()
    return {
        "hidden": hidden,
        "output": output,
        "x": x.tolist(),
        "target": target.tolist(),
        "weights": weights.tolist() if weighted else None,
        "net": {name: part.tolist() for name, part in parts.items()},
        "mse": mse.item(),
        "gradient": {name: part.grad.tolist() for name, part in parts.items()},
    }


def main() -> None:
    """Every pair of transfer functions, each without and with weights of customers, in turn on another shape."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(548)
    pairs = [(hidden, output) for hidden in TRANSFERS for output in TRANSFERS]
    cases = [
        case(*pair, *SHAPES[(i + weighted) % 3], weighted) for i, pair in enumerate(pairs) for weighted in (False, True)
    ]
    document = {"made with": f"PyTorch {torch.__version__}", "cases": cases}
    Path(__file__).with_name("gradients.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
