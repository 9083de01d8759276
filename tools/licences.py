"""Write docs/licences.md: the licence of each package of requirements.lock, and whether it fits.

    python -m tools.licences         (needs the network: it installs all into a folder of its own)

pip-licenses tells what the packages say of themselves. What `letters` is built with and imports
(sections build and main and the extras) must be permissive or of the weak copyleft kind, which does
not reach a program that only imports it; tools for development may be under any free licence. A
licence that is not known here is an error: look at it, then add it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from start import locked

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "licences.md"
EXTRAS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]
IMPORTED = ("build", "main", *EXTRAS)
PERMISSIVE = re.compile(
    r"0BSD|Apache|BSD|CC0|ISC|MIT|MIT-0|MIT-CMU|HPND|PSF|Python Software Foundation|Python-2\.0|"
    r"Unlicense|Zlib|zlib|Public Domain|CNRI-Python|BlueOak|Academic Free License|AFL|"
    r"Boost|BSL-1\.0|PIL|Historical Permission|Zope|ZPL|The Unlicense|FTL|libpng|NCSA",
    re.I,
)
WEAK = re.compile(r"LGPL|Lesser General|MPL|Mozilla Public|EPL|Eclipse", re.I)
STRONG = re.compile(r"(?<!L)(?<!Lesser )GPL|(?<!Lesser )General Public License", re.I)
LOOKED_AT = {
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
}
"""From the files of packages that do not say it where tools look, or not that it is a choice."""
HEAD = """\
# Licences of what is installed

Made by `python -m tools.licences` from `requirements.lock` with pip-licenses; do not edit by hand.
The project itself is under the MIT licence. What it imports must be under a permissive licence or a
weak copyleft one (MPL, LGPL), which reaches changes of that package only; none of it is copied into
this repository. Of a package with a choice of licences the most permissive counts. Tools that only
work on the project may be under any free licence.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package: the section that brings it, and what it says of its licence."""

    name: str
    version: str
    group: str
    licence: str

    @property
    def kind(self) -> str:
        """`permissive`, `weak copyleft`, `strong copyleft` or `not known`."""
        return kind_of(self.licence)

    @property
    def fits(self) -> bool:
        """Whether it may be used where it is."""
        allowed = ["permissive", "weak copyleft"]
        return self.kind in allowed or (
            self.kind == "strong copyleft" and self.group not in IMPORTED
        )


def kind_of(licence: str) -> str:
    """The kind of a licence; of several to choose from the most permissive one.

    >>> kind_of("MIT OR GPL-2.0-only"), kind_of("Apache-2.0 AND LGPL-3.0"), kind_of("Our own")
    ('permissive', 'weak copyleft', 'not known')
    """
    order = ("permissive", "weak copyleft", "strong copyleft", "not known")
    return min((_all_of(one) for one in re.split(r"\bOR\b", licence)), key=order.index)


def _all_of(licence: str) -> str:
    """Where several hold together the strictest counts."""
    kinds = {_one(part) for part in re.split(r"\bAND\b|;", licence) if part.strip()} or {""}
    for kind in ("not known", "strong copyleft", "weak copyleft"):
        if kind in kinds:
            return kind
    return "permissive" if kinds == {"permissive"} else "not known"


def _one(licence: str) -> str:
    for kind, pattern in (
        ("weak copyleft", WEAK),
        ("strong copyleft", STRONG),
        ("permissive", PERMISSIVE),
    ):
        if pattern.search(licence):
            return kind
    return "not known"


def pinned() -> dict[str, tuple[str, str]]:
    """Version (or versions for different Pythons) and section, by the name in one spelling."""
    found: dict[str, tuple[str, str]] = {}
    for group, text in locked().items():
        for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE):
            before = found.get(spelt(name), ("", ""))[0]
            versions = sorted({*filter(None, before.split(", ")), version})
            found[spelt(name)] = (", ".join(versions), group)
    return found


def spelt(name: str) -> str:
    """A package's name in one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(folder: Path) -> list[dict[str, str]]:
    """Install every section into `folder`, ask pip-licenses."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    for number, (group, text) in enumerate(locked().items()):
        file = folder / f"{group}.txt"
        file.write_text(text, encoding="utf-8")
        isolation = ["--no-build-isolation"] if number else []
        words = ["install", "-qq", "--require-hashes", *isolation, "-r", str(file)]
        subprocess.run([str(python), "-m", "pip", *words], check=True)
    told = subprocess.run(
        [str(python), "-m", "piplicenses", "--format=json", "--from=all", "--with-system"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    found: list[dict[str, str]] = json.loads(told.stdout)
    return found


def packages(told: Iterable[dict[str, str]]) -> list[Package]:
    """The locked ones among those that were told of, in the order of sections and names."""
    lock = pinned()
    order = list(locked())
    found = []
    for one in told:
        name = spelt(one["Name"])
        if name in lock:
            version, group = lock[name]
            found.append(Package(name, version, group, licence_of(one)))
    return sorted(found, key=lambda package: (order.index(package.group), package.name))


def licence_of(one: dict[str, str]) -> str:
    """What a package says: its expression, else its classifiers, else its free text."""
    if known := LOOKED_AT.get(spelt(one["Name"])):
        return known
    for name in ("License-Expression", "License-Classifier", "License-Metadata"):
        said = one.get(name, "")
        if said and said != "UNKNOWN":
            return " ".join(said.split())[:80]
    return ""


def page(found: list[Package]) -> str:
    """The text of docs/licences.md."""
    lines = [HEAD]
    counted = Counter(package.kind for package in found if package.group in IMPORTED)
    said = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
    lines.append(f"Imported by `letters` (sections `build` and `main`, and the extras): {said}.\n")
    left = sorted({*pinned()} - {package.name for package in found})
    if left:
        lines.append(f"For other systems or Pythons, not looked at here: {', '.join(left)}.\n")
    lines += ["| package | version | section | licence | kind |", "|---|---|---|---|---|"]
    for one in found:
        licence = one.licence.replace("|", "/")
        lines.append(f"| {one.name} | {one.version} | {one.group} | {licence} | {one.kind} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Install, ask, write; 1 if a licence does not fit."""
    with tempfile.TemporaryDirectory(prefix="letters-licences-") as folder:
        found = packages(installed(Path(folder)))
    PAGE.write_text(page(found), encoding="utf-8")
    wrong = [package for package in found if not package.fits]
    for package in wrong:
        print(f"{package.name} ({package.group}): {package.licence!r} is {package.kind}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
