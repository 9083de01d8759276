"""No pattern of the package goes back and forth for ever, whatever text it is given."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import pipeline
from tools.hostile import BAITS

LENGTH = 600
SECONDS = 0.2
"""Of processor time over so many characters: linear patterns take a thousandth, quadratic ones a
tenth; more than that would be minutes over the longest passage that limits.characters allows."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of a module of the package, by its place."""
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if module.name.endswith("__main__"):
            continue
        values = vars(importlib.import_module(module.name))
        for name, value in values.items():
            found = value if isinstance(value, list | tuple) else [value]
            for one in found:
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    yield f"{module.name}.{name}", one


PATTERNS = dict(patterns())
ENDS = ("", "\x00")


def test_patterns_are_found():
    assert len(PATTERNS) > 200


@pytest.mark.parametrize("bait", BAITS)
def test_no_bait_takes_long(bait):
    slow = []
    text = BAITS[bait] * (LENGTH // len(BAITS[bait]))
    for name, pattern in PATTERNS.items():
        for end in ENDS:
            begun = time.process_time()
            pattern.search(text + end)
            pattern.fullmatch(text + end)
            if time.process_time() - begun > SECONDS:
                slow.append(name)
                break
    assert slow == []
