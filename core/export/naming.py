"""Names of files: made of what a user has called a thing, and safe on every disk."""

import re


def stem(name: str, most: int = 60, instead: str = "customers") -> str:
    """A name as part of a file's name: letters, digits, - and _, whatever it holds; `instead` where nothing is left."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:most] or instead
