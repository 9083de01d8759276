"""robots.txt as RFC 9309 reads it: longest rule wins, `*` and `$` in paths, allow on a draw.

The standard library's parser takes the first rule that fits and knows no wildcards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MAX_BYTES = 512_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line."""

    allow: bool
    path: str

    def matches(self, target: str) -> bool:
        """True if the rule speaks about `target` (path and query)."""
        anchored = self.path.endswith("$")
        pattern = re.escape(self.path.removesuffix("$")).replace(r"\*", ".*")
        return re.match(pattern + ("$" if anchored else ""), target, re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for us. `crawl_delay` in seconds, 0 where none is asked."""

    rules: tuple[Rule, ...] = ()
    crawl_delay: float = 0.0

    def allows(self, url: str) -> bool:
        """True if the address may be fetched."""
        parts = urlsplit(url)
        target = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        best = max(
            (rule for rule in self.rules if rule.matches(target)),
            key=lambda rule: (len(rule.path), rule.allow),
            default=None,
        )
        return best is None or best.allow


def parse_robots(text: str, agent: str) -> Robots:
    """The group for `agent` (its product name), else the group for everyone.

    A page of HTML where robots.txt should be has no group and so forbids nothing.

    >>> parse_robots("User-agent: *\\nDisallow: /private", "letters").allows("https://x/private/a")
    False
    """
    groups: dict[str, tuple[list[Rule], list[float]]] = {}
    current: list[str] = []
    naming = False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            current = [*(current if naming else []), value.lower()]
            naming = True
            groups.setdefault(value.lower(), ([], []))
            continue
        naming = False
        for group in current:
            rules, delays = groups[group]
            if name in ("allow", "disallow") and value:
                rules.append(Rule(allow=name == "allow", path=unquote(value)))
            elif name == "crawl-delay" and re.fullmatch(r"\d+(\.\d+)?", value):
                delays.append(float(value))
    rules, delays = groups.get(agent.lower()) or groups.get("*") or ([], [])
    return Robots(tuple(rules), max(delays, default=0.0))
