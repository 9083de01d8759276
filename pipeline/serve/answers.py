"""What a page function returns. Plain values; how they are sent is in plugin.py."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.serve.site import Asked, Site


@dataclass(frozen=True, slots=True)
class Page:
    """A template of pipeline/serve/templates and what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Data:
    """A value to be sent as JSON."""

    value: Any
    status: int = 200
    content_type: str = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to be sent as they are. `cache`: seconds for which a browser may keep them."""

    body: bytes
    content_type: str
    cache: int = 0
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another page of this site to go to: a path that begins with one `/`.

    `cookies`: values to keep; '' takes a cookie away.
    """

    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path[1:2] in ("/", "\\"):
            raise ValueError(f"{self.path!r} is no path of this site")


Answer = Page | Data | Content | Redirect


class NotFoundError(Exception):
    """There is no such page; the message says what is missing in plain words."""


class BadRequestError(Exception):
    """The request cannot be served; the message says why in plain words."""


class ForbiddenError(Exception):
    """Only somebody who signed in may do this; the message says so."""


View = Callable[["Site", sqlite3.Connection, "Asked"], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A path and who answers it. Groups of the pattern are the `parts` of what was asked."""

    pattern: str
    view: View
    method: str = "GET"

    def __post_init__(self) -> None:
        re.compile(self.pattern)
