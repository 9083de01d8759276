"""One mapping of sources.yaml, read key by key; what nobody asks for is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from pipeline.errors import UsageError
from pipeline.fetch.answers import Politeness

# Names of the politeness settings in sources.yaml, which may stand above all sources or in one.
_POLITE = {
    "pause_seconds": "pause",
    "connect_timeout_seconds": "connect",
    "read_timeout_seconds": "read",
    "total_timeout_seconds": "total",
    "tries": "tries",
    "longest_wait_seconds": "longest_wait",
    "max_bytes": "max_bytes",
}


class Table:
    """One mapping of the file; remembers which keys were asked for, so that others are errors."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, Mapping):
            raise UsageError(f"{where}: names and values are expected, such as 'id: ofsted'")
        self.values = values
        self.where = where
        self._asked: list[str] = []

    def wrong(self, key: str, expected: str) -> UsageError:
        """The error for a value that is not what is expected."""
        found = f"is {self.values[key]!r}" if key in self.values else "is missing"
        return UsageError(f"{self.where}: {key!r} {found}; expected: {expected}")

    def take(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        value = self.values.get(key)
        return default if value is None else value

    def text(self, key: str) -> str:
        value = self.take(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(key, "a list of texts")
        return tuple(v.strip() for v in value)

    def items(self, key: str) -> list[Any]:
        value = self.take(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value

    def patterns(self, key: str) -> tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            self.check_pattern(key, value)
        return values

    def check_pattern(self, key: str, value: str) -> None:
        try:
            re.compile(value)
        except re.error as error:
            raise UsageError(
                f"{self.where}: {key!r} holds {value!r}, which is no regular expression ({error})"
            ) from error

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str, default: int) -> int:
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "a whole number")
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(type(v) is int and v > 0 for v in value):
            raise self.wrong(key, "a list of whole numbers")
        return tuple(value)

    def date(self, key: str) -> str:
        value = str(self.take(key, ""))
        if value and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise self.wrong(key, "a date like 2019-01-01")
        return value

    def politeness(self, base: Politeness, *, at_least: float = 0.0) -> Politeness:
        """The settings above, changed by those of this table.

        A pause that nobody set is at least `at_least` seconds.
        """
        made = {f.name: getattr(base, f.name) for f in fields(base)}
        for key, name in _POLITE.items():
            value = self.take(key, None)
            if value is None:
                continue
            whole = name in ("tries", "max_bytes")
            right = isinstance(value, int) if whole else isinstance(value, (int, float))
            if isinstance(value, bool) or not right or value < 0 or (whole and value < 1):
                raise self.wrong(key, "a whole number from 1" if whole else "a number of seconds")
            made[name] = value if whole else float(value)
        if base.pause == Politeness().pause and "pause_seconds" not in self.values:
            made["pause"] = max(base.pause, at_least)
        return Politeness(**made)

    def end(self, more: tuple[str, ...] = ()) -> None:
        """Raise UsageError for a key that nobody asked for."""
        known = [*self._asked, *more]
        for key in self.values:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
                raise UsageError(f"{self.where}: unknown key {key!r}; {hint}")
