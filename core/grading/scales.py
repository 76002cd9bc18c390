"""What a grading sheet calls things: its sheets, its columns, and the three scales as people see them."""

import re

READ_ME, CUSTOMERS = "Read me first", "Customers"  # sheets
CUSTOMER, GRADER = "Customer", "Grader"  # columns, beside that of the grade
SHOWN = {"A-D": "A to D", "1-5": "1 to 5", "0-100": "0 to 100"}
MEANS = {
    "A-D": (
        ("A", "One of the most valuable customers: to be protected and looked after first."),
        ("B", "A valuable customer: worth an effort, and may become an A."),
        ("C", "A customer of some value: to be kept, with little effort."),
        ("D", "Hardly of value, now or later: no effort."),
    ),
    "1-5": (
        ("5", "One of the most valuable customers: to be protected and looked after first."),
        ("4", "A valuable customer: worth an effort."),
        ("3", "In the middle."),
        ("2", "A customer of little value: to be kept if it costs nothing."),
        ("1", "Hardly of value, now or later: no effort."),
    ),
    "0-100": (
        ("100", "The most valuable customer you can think of."),
        ("75", "From here on: one of the most valuable customers."),
        ("50", "In the middle; from here on a valuable customer."),
        ("25", "Below: hardly of value, now or later."),
        ("0", "The least valuable customer you can think of."),
    ),
}
HEADING = re.compile(r"(?:your\s+)?grade\s*\(\s*(a|1|0)\s*(?:to|-|–|—|\.\.\.?|…)\s*(d|5|100)\s*\)", re.IGNORECASE)
BY_ENDS = {("a", "d"): "A-D", ("1", "5"): "1-5", ("0", "100"): "0-100"}


def heading_of(scale: str) -> str:
    """The heading of the grade column: `Grade (A to D)`."""
    return f"Grade ({SHOWN[scale]})"


def scale_in(heading: str) -> str | None:
    """The scale that a heading of a grade column declares; None for any other heading."""
    found = HEADING.fullmatch(heading.strip())
    return BY_ENDS.get((found[1].casefold(), found[2].casefold())) if found else None
