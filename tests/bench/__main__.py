"""`python -m tests.bench`: print the table, write results.json. It measures; it fails nothing.

A new row: a `measure(...)` yielded by `rows()` of a module in this folder, and that module in MODULES.
`python -m tests.bench rivals watching` measures those modules alone.
"""

import json
import sys
from pathlib import Path

from core.network.threads import one_blas_thread
from tests.bench import bands, cold_start, customers, explaining, importing, projects, rivals, tiers, training, watching

MODULES = (training, rivals, watching, bands, tiers, importing, explaining, customers, cold_start, projects)
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    one_blas_thread()
    results = []
    print(f"{'ours / other':64} {'ours':>12} {'other':>12} {'unit':12} {'ratio':>7}  bar")
    chosen = sys.argv[1:]
    for module in MODULES:
        if chosen and module.__name__.rpartition(".")[2] not in chosen:
            continue
        for row in module.rows():
            results.append(row)
            print(in_words(row), flush=True)
    if not chosen:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def in_words(row) -> str:
    start = f"{row['name']:64} {row['ours']:12.4g}"
    if row["other"] is None:
        return f"{start} {'':12} {row['unit']:12} not installed"
    verdict = "ok" if row["ok"] else "MISSED"
    return f"{start} {row['other']:12.4g} {row['unit']:12} {row['ratio']:7.2f}  {row['bar']} {verdict}"


if __name__ == "__main__":
    main()
