"""How large a file may be, and how much time and memory reading it may take."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from pipeline.errors import TooLargeError, UsageError

MEMORY = "memory"
_TOO_LARGE = "too_large"
_TEXTS_A_PASSAGE = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond these a publication is kept as unreadable, with a problem row that says so.

    `passages`: the findings of a publication or the actions of a plan, `passage_characters`: the
    length of one. `seconds` is the time that one file may take before its worker is stopped,
    `memory_bytes` the address space of a worker.
    """

    file_bytes: int = 300_000_000
    pages: int = 2_000
    characters: int = 20_000_000
    passages: int = 20_000
    passage_characters: int = 100_000
    seconds: int = 120
    memory_bytes: int = 2_000_000_000

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Self:
        """The section `limits` of params.yaml; what it does not name keeps its default."""
        given = params.get("limits") or {}
        names = {f.name for f in fields(cls)}
        if not isinstance(given, Mapping) or set(given) - names:
            raise UsageError(f"params.yaml: limits may name {', '.join(sorted(names))}")
        for name, value in given.items():
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise UsageError(f"params.yaml: limits.{name} must be a whole number above 0")
        return cls(**given)


def check_passages(number: int, limits: Limits) -> None:
    """Raise TooLargeError beyond limits.passages: what comes after reading has no limits."""
    if number > limits.passages:
        raise TooLargeError(
            _TOO_LARGE, f"{number:,} findings or actions; see limits.passages in params.yaml"
        )


def check_texts(texts: Sequence[str], limits: Limits) -> None:
    """Raise TooLargeError for paragraphs and cells that are more or longer than any file's.

    Rules that read a passage as a whole take too long over a long one, and the tagger refuses it.
    Of many cells few are findings.
    """
    if len(texts) > limits.passages * _TEXTS_A_PASSAGE:
        raise TooLargeError(
            _TOO_LARGE, f"{len(texts):,} paragraphs and cells; see limits.passages in params.yaml"
        )
    longest = max(map(len, texts), default=0)
    if longest > limits.passage_characters:
        raise TooLargeError(
            _TOO_LARGE,
            f"a passage of {longest:,} characters; see limits.passage_characters in params.yaml",
        )


def limit_memory(limits: Limits) -> None:
    """Let this process have no more address space than limits.memory_bytes.

    Linux alone keeps to it: macOS takes the number and does not, Windows has no such call. There a
    file that unpacks without end is stopped by limits.seconds.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not everywhere

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = limits.memory_bytes
        if most != resource.RLIM_INFINITY:
            wanted = min(wanted, most)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def out_of_memory(limits: Limits) -> str:
    """The detail of a problem row for a file that needs more."""
    return (
        f"reading it takes more memory than limits.memory_bytes in params.yaml allows "
        f"({limits.memory_bytes:,})"
    )
