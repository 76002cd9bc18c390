"""One customer, or all, over many runs: K and tier as the runs kept them, read from their results and nothing else.

Of a result only what is asked for is read: which row a customer has, then the group of rows that holds it. Runs of one
file have the same ids, told by the bytes of their columns of ids, so these are unpacked once. A blob never changes, so
what is remembered of one is never out of date.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.parquet_documents import FAILURES
from core.problems import DataProblem
from core.store.runs import Run, result_blobs
from core.store.store import Store
from core.tiers import TIERS, Tier

ID, K, TIER = range(3)  # columns of a result
MOST_IDS = 4_000_000  # kept unpacked, over all files
MOST_ANSWERS = 20_000


class Seen(NamedTuple):
    """A customer in one run: K (0..1) and tier; None where she is not in it."""

    run: Run
    k: float | None
    tier: Tier | None


class Result(NamedTuple):
    """K (n,) and the place in TIERS (n,) of the customers of a run, ids as Arrow has them."""

    ids: pa.ChunkedArray
    k: np.ndarray
    place: np.ndarray


class Histories:
    """Looks up customers in the results of runs, and remembers what it found; one for a server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: dict[str, str] = {}  # blob -> what its ids are kept under
        self._ids: OrderedDict[str, pa.ChunkedArray] = OrderedDict()
        self._rows: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._answers: OrderedDict[tuple[str, str], tuple[float, Tier] | None] = OrderedDict()
        self._lock = threading.RLock()

    def of(self, project: str, found: list[Run], customer: str) -> list[Seen]:
        """The customer in each of these runs of a project, in their order. Raises DataProblem."""
        blobs = result_blobs(self._store, project)
        seen = []
        for run in found:
            known = self._answer(blobs[run.id], customer) if run.id in blobs else None
            seen.append(Seen(run, *(known or (None, None))))
        return seen

    def whole(self, project: str, found: list[Run]) -> list[Result]:
        """The results of these runs. Raises DataProblem."""
        blobs = result_blobs(self._store, project)
        made = []
        for run in found:
            if run.id not in blobs:
                raise _damaged()
            with self._opened(blobs[run.id]) as file:
                ids, table = self._ids_of(blobs[run.id], file), file.read(columns=[str(K), str(TIER)])
                tier = pc.index_in(table.column(1), pa.array(TIERS, table.column(1).type))
                made.append(Result(ids, table.column(0).to_numpy(), tier.to_numpy().astype(np.int8)))
        return made

    def named(self, project: str, run: Run, words: str, most: int) -> list[str]:
        """Ids in a run: the one that is `words`, else at most `most` that hold them, whatever the case. DataProblem."""
        blob = result_blobs(self._store, project).get(run.id)
        if blob is None:
            return []
        with self._opened(blob) as file:
            ids = self._ids_of(blob, file)
        if pc.index(ids, pa.scalar(words, ids.type)).as_py() >= 0:
            return [words]
        return ids.filter(pc.match_substring(ids, words, ignore_case=True)).slice(0, most).to_pylist()

    def _answer(self, blob: str, customer: str) -> tuple[float, Tier] | None:
        with self._lock:
            if (blob, customer) not in self._answers:
                self._answers[blob, customer] = self._look_up(blob, customer)
                while len(self._answers) > MOST_ANSWERS:
                    self._answers.popitem(last=False)
            return self._answers[blob, customer]

    def _look_up(self, blob: str, customer: str) -> tuple[float, Tier] | None:
        with self._opened(blob) as file:
            row = self._row_of(blob, file, customer)
            if row < 0:
                return None
            for group in range(file.metadata.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if row < rows:
                    found = file.read_row_group(group, columns=[str(K), str(TIER)])
                    return found.column(0)[row].as_py(), found.column(1)[row].as_py()
                row -= rows
        raise _damaged()

    def _row_of(self, blob: str, file: "pa.parquet.ParquetFile", customer: str) -> int:
        """The customer's row in a result, -1 where she is in none; looked for once in all results with the same ids."""
        ids = self._ids_of(blob, file)
        asked = self._keys[blob], customer
        if asked not in self._rows:
            self._rows[asked] = pc.index(ids, pa.scalar(customer, ids.type)).as_py()
            while len(self._rows) > MOST_ANSWERS:
                self._rows.popitem(last=False)
        return self._rows[asked]

    def _ids_of(self, blob: str, file: "pa.parquet.ParquetFile") -> pa.ChunkedArray:
        with self._lock:
            if blob not in self._keys:
                self._keys[blob] = self._key(blob, file)
            key = self._keys[blob]
            if key not in self._ids:
                self._ids[key] = file.read(columns=[str(ID)]).column(0)
                while len(self._ids) > 1 and sum(map(len, self._ids.values())) > MOST_IDS:
                    self._ids.popitem(last=False)
            self._ids.move_to_end(key)
            return self._ids[key]

    def _key(self, blob: str, file: "pa.parquet.ParquetFile") -> str:
        """A hash of the bytes of the column of ids, as they lie in the file."""
        digest = hashlib.sha256()
        with open(self._store.blobs.folder / blob, "rb") as raw:
            for group in range(file.metadata.num_row_groups):
                column = file.metadata.row_group(group).column(ID)
                raw.seek(column.dictionary_page_offset or column.data_page_offset)
                digest.update(raw.read(column.total_compressed_size))
        return digest.hexdigest()

    @contextmanager
    def _opened(self, blob: str) -> Iterator["pa.parquet.ParquetFile"]:
        import pyarrow.parquet as pq

        try:
            with pa.memory_map(str(self._store.blobs.folder / blob)) as source:
                yield pq.ParquetFile(source)
        except FAILURES:
            raise _damaged() from None


def _damaged() -> DataProblem:
    return DataProblem(
        "the result of a run is missing or damaged in the data folder",
        fix="restore a backup: python -m core store restore FILE",
    )
