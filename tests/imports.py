"""Which modules a module imports, read from its text: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "pipeline"


def module_name(path: Path) -> str:
    """pipeline/extract/pdf.py -> pipeline.extract.pdf, pipeline/db/__init__.py -> pipeline.db."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """Every module of the package and its file."""
    return {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imported(module: str) -> frozenset[str]:
    """What `module` imports anywhere in its text: our modules by name, others by their first part.

    `from pipeline.extract import pdf` is the module `pipeline.extract.pdf` where there is one.
    """
    return frozenset(_imported(modules()[module]))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield _known(alias.name)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            for alias in node.names:
                yield _known(f"{node.module}.{alias.name}")


def _known(name: str) -> str:
    if not name.startswith("pipeline"):
        return name.partition(".")[0]
    while name not in modules():
        name = name.rpartition(".")[0]
    return name


def closure(module: str) -> set[str]:
    """`module`, what it imports of ours, what that imports …, and the packages they lie in."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += [one for one in imported(name) if one in modules()]
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    return found
