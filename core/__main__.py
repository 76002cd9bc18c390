"""The command line: the same engine without a browser.

python -m core segment FILE [--second FILE2] [--recipe R.json] [--out RESULT.xlsx|.csv|.parquet] [--summary S.json]
python -m core recipe FILE [--second FILE2]
"""

import argparse
import io
import os
import sys
from pathlib import Path

from core.export.customers import customer_table, to_csv, to_parquet
from core.export.workbook import workbook
from core.importing.mapping.proposal import propose
from core.importing.reading.apart import read_apart
from core.importing.second_file import hints_left, propose_second
from core.network.threads import one_blas_thread
from core.notices import notices
from core.problems import DataProblem
from core.recipe import recipe_from_json
from core.study import Study
from core.summary import summary, to_json

OUT_KINDS = (".xlsx", ".csv", ".parquet")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it worked, 2 with one sentence on stderr for what cannot be used."""
    options = parser().parse_args(arguments)
    one_blas_thread()  # the same bytes whatever OMP_NUM_THREADS says
    for stream in (sys.stdout, sys.stderr):  # a console's own encoding may know neither ≤ nor 客户
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        options.run(options)
    except DataProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    cli = argparse.ArgumentParser(prog="python -m core", description="A/B/C/D customer tiers from a customer file.")
    commands = cli.add_subparsers(required=True, metavar="COMMAND")
    segment = commands.add_parser("segment", help="from a file to tiers")
    segment.add_argument(
        "file", type=Path, help="the customer file: csv, txt, xlsx, xls, ods, sav, parquet, or a zip of one"
    )
    segment.add_argument("--second", type=Path, help="a file that is joined: orders, answers, grades")
    segment.add_argument("--recipe", type=Path, help="a .recipe.json; without it, the one that `recipe` prints is used")
    segment.add_argument("--out", type=Path, help="where the customers go: .xlsx, .csv or .parquet")
    segment.add_argument("--summary", type=Path, help="where the figures go, as JSON")
    segment.set_defaults(run=run_segment)
    recipe = commands.add_parser("recipe", help="print the recipe that the app would propose for a file")
    recipe.add_argument("file", type=Path)
    recipe.add_argument("--second", type=Path, help="a file that is joined: orders, answers, grades")
    recipe.set_defaults(run=run_recipe)
    return cli


def run_segment(options: argparse.Namespace) -> None:
    """Every step from file to tiers, then the files asked for; none is left half-written."""
    if options.out and options.out.suffix.lower() not in OUT_KINDS:
        raise DataProblem(
            f"{options.out.suffix or 'no ending'!r} is no kind of result file", accepted=", ".join(OUT_KINDS)
        )
    if options.recipe:
        recipe = recipe_from_json(read(options.recipe), options.recipe.name)
        study = Study.from_file(read(options.file), options.file.name, recipe, named(options.second))
    else:
        study = proposed(options)
    study.bands()  # what stands in the way is said before anything is trained
    for sentence in notices(study):
        print(sentence, file=sys.stderr)
    study = study.trained()
    if options.out:
        kind = options.out.suffix.lower()
        write(
            options.out,
            workbook(study)
            if kind == ".xlsx"
            else to_csv(customer_table(study))
            if kind == ".csv"
            else to_parquet(customer_table(study)),
        )
    document = to_json(summary(study))
    if options.summary:
        write(options.summary, document.encode())
    elif not options.out:
        print(document, end="")


def run_recipe(options: argparse.Namespace) -> None:
    """Print the proposed recipe; what it could not find is said on stderr."""
    print(proposed(options).recipe.to_json(), end="")


def proposed(options: argparse.Namespace) -> Study:
    """The files with the recipe proposed for them; what was not found in them is said on stderr."""
    table = read_apart(read(options.file), options.file.name)
    proposal = propose(table)
    study, hints = Study(table, proposal.recipe), proposal.hints
    if second := named(options.second):
        other = read_apart(second[1], second[0])
        joined = propose_second(study.first(), other, study.recipe)
        study = study.change(second=other, recipe=joined.recipe)
        hints = (*hints_left(hints, joined.recipe), *joined.hints)
    for hint in hints:
        print(hint, file=sys.stderr)
    return study


def named(path: Path | None) -> tuple[str, bytes] | None:
    """Name and bytes of a file that may have been given."""
    return (path.name, read(path)) if path else None


def read(path: Path) -> bytes:
    """The bytes of a file, or a DataProblem that says why not."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataProblem(f"the file cannot be read: {error.strerror}", file=path.name, fix="check its name") from None


def write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DataProblem(
            f"the file cannot be written: {error.strerror}", file=path.name, fix="check the folder"
        ) from None


if __name__ == "__main__":
    raise SystemExit(main())
