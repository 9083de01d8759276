"""What a stage asks to have work done on many files: it need not know on which machines."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result: its worker died over it, or was stopped for taking too long.

    `reason` is `crashed` or `timeout`. `again`: the fault may lie with the machines, so that the
    next run should try it once more.
    """

    reason: str
    detail: str
    again: bool = False

    def fingerprint(self, wanted: str) -> str:
        """What a file that says so carries: none that a task has, where it is to be tried again."""
        return f"lost-{wanted}" if self.again else wanted


@dataclass(frozen=True, slots=True)
class Parcel(Generic[P]):
    """What travels to where a task is worked on, and its size in bytes."""

    content: P
    size: int


class Engine(Protocol):
    """Machines that work on tasks."""

    def outcomes(
        self,
        start: Callable[[], Callable[[Any], R]],
        tasks: Iterable[T],
        pack: Callable[[T], Parcel[Any] | R],
        *,
        seconds: float,
    ) -> Generator[tuple[T, R | Lost], None, None]:
        """Each task with its result or why it has none, once, in the order in which they end.

        `start` gives, where the work is done, the function that works on the content of a parcel.
        `pack` makes the parcel of a task shortly before it travels, or gives its result where
        nothing need travel. `seconds` is the time that one task may take.
        """
        ...
