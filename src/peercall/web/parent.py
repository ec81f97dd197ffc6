"""A child process ends when the process that started it is gone, also when that one was killed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable


def end_with(parent: int, end: Callable[[], object]) -> None:
    """Call `end` as soon as the parent is no longer process `parent`."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        end()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
