"""The words of answers.toml: families of answers from worst to best, ranges, and how often."""

import tomllib
from pathlib import Path
from typing import Any

KNOWN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
