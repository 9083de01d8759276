"""Write requirements.lock: versions and hashes of all that start.py installs.

    python tools/lock.py [--upgrade]

All groups and extras of pyproject.toml are resolved together, for Linux, macOS and Windows and
every Python from 3.11 on, so that a version is the same in every group. Section `build` holds what
builds the project and packages that are published as source only, `main` what the commands need
besides, each further section what its group or extra needs besides these two. Versions that are
locked already stay, except with --upgrade. Needs uv (`pip install uv`), which is told where
packages come from by its own settings; the file names no host.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = REPOSITORY / "requirements.lock"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
HEADING = "# group: "
HEAD = """\
# Versions and hashes of all that start.py installs. Made by tools/lock.py from pyproject.toml.
# Sections build and main are always installed, in this order, the others when a recipe of
# start.py needs them.
"""
COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links"),
]


def entries(text: str) -> list[str]:
    r"""The requirements of a section, each with its hashes.

    >>> entries("a==1 \\\n    --hash=sha256:00\nb==2\n")
    ['a==1 \\\n    --hash=sha256:00\n', 'b==2\n']
    """
    return re.findall(r"^[^\s#].*\n(?:[ \t]+.*\n)*", text, flags=re.MULTILINE)


def builders(uv: str, constraint: Path) -> list[str]:
    """What must be there before anything is built, within `constraint`."""
    output = constraint.with_name("build.txt")
    command = [uv, *COMPILE, "--group", "pyproject.toml:build", "--constraint", str(constraint)]
    subprocess.run([*command, "--output-file", str(output)], cwd=REPOSITORY, check=True)
    return entries(output.read_text(encoding="utf-8"))


def resolve(uv: str, groups: list[str], constraint: Path, known: str, *more: str) -> str:
    """What the project and these groups need, within `constraint`; versions of `known` stay."""
    output = constraint.with_name("resolved.txt")
    output.write_text(known, encoding="utf-8")
    extras = PROJECT["project"]["optional-dependencies"]
    named = [
        part for group in groups for part in ("--extra" if group in extras else "--group", group)
    ]
    command = [uv, *COMPILE, "pyproject.toml", *named, "--constraint", str(constraint)]
    subprocess.run([*command, *more, "--output-file", str(output)], cwd=REPOSITORY, check=True)
    return output.read_text(encoding="utf-8")


def main() -> int:
    """Resolve, divide into sections, write."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        sys.stderr.write("tools/lock.py needs uv: python -m pip install uv, then run this again\n")
        return 1
    extras = PROJECT["project"]["optional-dependencies"]
    groups = [group for group in (*PROJECT["dependency-groups"], *extras) if group != "build"]
    known = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    more = [argument for argument in sys.argv[1:] if argument == "--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "together.txt"
        together.touch()
        together.write_text(
            resolve(uv, ["build", *groups], together, known, *more), encoding="utf-8"
        )
        base = entries(resolve(uv, ["build"], together, ""))
        build = builders(uv, together)
        found = {"build": build, "main": [entry for entry in base if entry not in build]}
        for group in groups:
            needed = entries(resolve(uv, ["build", group], together, ""))
            found[group] = [entry for entry in needed if entry not in base]
    lock = HEAD + "".join(
        f"\n{HEADING}{group}\n{''.join(requirements)}" for group, requirements in found.items()
    )
    LOCK.write_text(lock, encoding="utf-8", newline="\n")
    sys.stderr.write(
        "".join(f"{group}: {len(listed)} packages\n" for group, listed in found.items())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
