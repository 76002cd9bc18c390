"""How a move up or down is printed: always with its sign, and a minus as wide as the plus."""


def signed(move: float, decimals: int = 2) -> str:
    """`+0.12` or `−0.05`; a move too small to show is 0."""
    shown = f"{move:+.{decimals}f}".replace("-", "−")
    return "0" if float(shown.replace("−", "-")) == 0 else shown
