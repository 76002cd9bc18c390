"""One BLAS thread for the whole process."""

import os
from functools import cache

from threadpoolctl import threadpool_limits


@cache
def one_blas_thread() -> None:
    """Limit linear algebra to one thread, here and in the processes started from here. Call it at process start.

    With two threads a sum is split, and so rounded, differently: the same recipe would give other bytes. Nor would it
    be faster, since the matrices are small and several people train at once.
    """
    threadpool_limits(1, user_api="blas")
    # SciPy brings a BLAS of its own, loaded with its first import: only the environment reaches that one.
    os.environ.update(OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", BLIS_NUM_THREADS="1")
