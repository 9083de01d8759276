"""How large a file may be, and how long reading it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond these a publication is kept as unreadable, with a problem row that says so.

    `seconds` is the time that one file may take before its worker is stopped.
    """

    file_bytes: int = 300_000_000
    pages: int = 2_000
    characters: int = 20_000_000
    seconds: int = 120

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
