"""How does a process behave that works for another? It stands back, and goes when that one goes,
however that ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading

_YOUNG = 20_000
"""Objects between two looks for garbage: a slice makes many, and hardly any in a circle."""


def begin(polite: int) -> None:
    """Called once in the new process: stand back by so much, and end with the parent."""
    if hasattr(os, "nice"):
        os.nice(polite)
    # Ctrl-C is for the parent, which ends this process in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_YOUNG)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # Nothing here is worth closing in order, and the main thread may wait for ever.
        os._exit(0)
