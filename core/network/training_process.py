"""The process that trains nets for `side_by_side`: the rows once, then one net after the other, until stdin ends.

    parts, then for each net: its start and settings ──> slices of records, an answer to each: whether to stop

Run as `python -m core.network.training_process`. What is sent either way is pickled: both sides are ours.
"""

import os
import pickle
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from core.network.network import Network
from core.network.threads import one_blas_thread
from core.network.training import Parts, train
from core.problems import DataProblem
from core.recipe import TrainingSettings

SLICE = 0.1  # seconds of work that are sent at once


def main() -> None:
    """Train the nets that are asked for."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints goes to the log, not among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's; it closes stdin
    with suppress(OSError):  # where the machine runs out of memory this goes before the server
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    one_blas_thread()
    with suppress(EOFError, OSError, pickle.UnpicklingError):  # the server has ended, maybe in mid-sentence
        parts: Parts = pickle.load(requests)
        while True:
            start, settings = pickle.load(requests)
            try:
                train_in_slices(start, settings, parts, requests, answers)
            except (EOFError, OSError):
                raise
            except DataProblem as problem:
                send(answers, problem)
            except Exception:
                send(answers, RuntimeError(traceback.format_exc()))
    os._exit(0)  # without flushing what nobody reads


def train_in_slices(
    start: Network, settings: TrainingSettings, parts: Parts, requests: BinaryIO, answers: BinaryIO
) -> None:
    """Train one net; after each slice but the first wait for the answer to the one before, so as never to idle."""
    records, stop, slices, made = train(start, settings, *parts), False, 0, []
    since = time.perf_counter()
    while True:
        record = records.send(True) if stop else next(records)
        made.append(tuple(record))
        ended = record.result is not None
        if ended or time.perf_counter() - since > SLICE:
            send(answers, (len(made), ended, pickle.dumps(made, pickle.HIGHEST_PROTOCOL)))
            slices += not ended
            if slices > 1 or (ended and slices):
                stop = pickle.load(requests)
            if ended:
                return
            since, made = time.perf_counter(), []


def send(answers: BinaryIO, what: Any) -> None:
    """Send one thing at once."""
    pickle.dump(what, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


if __name__ == "__main__":
    main()
