"""Figures as they are printed on pages and in files: short, with thousands separators, and never a false nothing."""


def number(value: float | None, digits: int = 3) -> str:
    """A figure with thousands separators and at most `digits` significant digits, or a dash."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return f"{int(value):,}"
    if abs(value) >= 1e-3:
        return f"{value:.{digits}g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def percent(share: float) -> str:
    """A share (0..1) as whole percent, for cards and sentences; what is not nothing is never called 0%."""
    whole = f"{share:.0%}"
    if share > 0 and whole == "0%":
        return "under 1%"
    return "over 99%" if share < 1 and whole == "100%" else whole
