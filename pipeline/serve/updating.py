"""Bringing findings.db up to date after decisions, beside the server.

A process of its own does the work (`letters tag`, `letters build`), so that readers do not wait for
it, and it holds the lock of the data folder as every command does. One at a time; decisions that
come meanwhile are in the next one. What went wrong is kept to be shown.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.corpus import Corpus
from pipeline.errors import CorpusBusyError

PAUSE = 1.0
"""Seconds to wait for further decisions before the work begins."""
BUSY = 2.0
"""Seconds between two looks at a folder in which another run works."""
LONGEST = 3600.0

Runner = Callable[[Sequence[str]], str]
"""Runs a command of `letters`; what it said where it failed, else ''."""

_log = logging.getLogger("letters.serve")


@dataclass(frozen=True, slots=True)
class State:
    """`is_behind`: something decided is not in the database yet. `error`: why not, in one line."""

    is_behind: bool = False
    error: str = ""


class Updater:
    """Does the work some time after `poke`, in a thread that ends when there is nothing to do."""

    def __init__(
        self, corpus: Corpus, *, pause: float = PAUSE, busy: float = BUSY, run: Runner | None = None
    ) -> None:
        self._corpus = corpus
        self._pause = pause
        self._busy = busy
        self._run = run or self._letters
        self._changed = threading.Condition()
        self._waiting: set[str] = set()
        self._is_at_work = False
        self._error = ""

    def poke(self, kind: str) -> None:
        """A decision on a `link`, `tag` or `recurrence` was kept."""
        with self._changed:
            self._waiting.add(kind)
            if not self._is_at_work:
                self._is_at_work = True
                threading.Thread(target=self._work, name="updating", daemon=True).start()

    def state(self) -> State:
        """How far the database is."""
        with self._changed:
            return State(bool(self._waiting) or self._is_at_work, self._error)

    def wait(self, seconds: float) -> bool:
        """Wait until there is nothing to do; False where that takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_at_work, seconds)

    def _work(self) -> None:
        while True:
            self._rest(self._pause)
            if not self._is_free():
                self._rest(self._busy)
                continue
            with self._changed:
                kinds, self._waiting = self._waiting, set()
            error = self._update(kinds)
            is_again = bool(error) and not self._is_free()  # another run came in between
            with self._changed:
                self._error = "" if is_again else error
                if error:
                    self._waiting |= kinds  # done with the next decision
                if not is_again and (error or not self._waiting):
                    self._is_at_work = False
                    self._changed.notify_all()
                    return

    def _rest(self, seconds: float) -> None:
        threading.Event().wait(seconds)

    def _is_free(self) -> bool:
        try:
            with self._corpus.lock():
                return True
        except CorpusBusyError:
            return False

    def _update(self, kinds: set[str]) -> str:
        for command in (("tag",),) if "tag" in kinds else ():
            error = self._run(command)
            if error:
                return error
        return self._run(("build",))

    def _letters(self, command: Sequence[str]) -> str:
        words = [sys.executable, "-m", "pipeline", *command, "--corpus", str(self._corpus.root)]
        try:
            done = subprocess.run(  # noqa: S603  our own commands
                [*words, "--silent"],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=LONGEST,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"'letters {command[0]}' could not be run ({type(error).__name__})"
        if done.returncode == 0:
            return ""
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        _log.error("letters %s: %s", command[0], said[-1])
        shown = said[-1].removeprefix("Error: ").replace(str(self._corpus.root), "the data folder")
        return f"'letters {command[0]}' failed: {shown}"
