"""Set up and run: makes .venv, installs what requirements.lock pins, then runs a recipe.

    python3 start.py                 the main job on the sample corpus, then a first search
    python3 start.py test [ARG ...]  the tests, all of them on all cores; ARGs go to pytest
                                     (--no-skips: a skip is a failure)
    python3 start.py lint            ruff and mypy, as .ci/run calls them
    python3 start.py docs            writes the generated parts of README.md anew
    python3 start.py dvc [ARG ...]   dvc, with the commands of .venv on its path: dvc repro
    python3 start.py extra NAME ...  cluster, fuzz (tools/fuzz.py), mcp, parquet

Safe to run again: what is installed already is not installed twice. Needs Python 3.11 or newer and
nothing else; on Windows type py instead of python3.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = (
    VENV / "installed.json"
)  # what is installed; written last, so that without it .venv is half-made
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
HEADING = "# group: "
BUILD = "build"  # the first group of the lock file; every recipe needs it
GROUPS = {
    "": ["main"],
    "test": ["main", "test", "train", "dvc", "cluster", "mcp", "parquet"],
    "lint": ["main", "test", "mcp"],
    "docs": ["main", "test"],
    "dvc": ["main", "dvc"],
    "extra": ["main"],
}
EXTRAS = ("cluster", "fuzz", "mcp", "parquet")
SAMPLE = "corpus/sample"
ALL_CORES = ["-n", "auto", "--dist", "worksteal"]  # given when no test is named
FIRST_SEARCH = ["search", "supervision", "--kind", "improvement"]


def missing() -> "str | None":
    """What this Python lacks, in one line, or None."""
    if sys.version_info < OLDEST:
        newer = [f"python3.{minor}" for minor in range(19, 10, -1)]
        found = next(filter(shutil.which, newer), None)
        hint = f"try: {found} start.py" if found else "install one from python.org or your system"
        return f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}; {hint}"
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        return "this Python lacks the venv module; on Debian or Ubuntu: apt install python3-venv"
    return None


def locked() -> "dict[str, str]":
    """The text of each section of requirements.lock by the name of its group."""
    found: dict[str, str] = {}
    for part in (ROOT / "requirements.lock").read_text(encoding="utf-8").split(f"\n{HEADING}")[1:]:
        group, _, text = part.partition("\n")
        found[group] = text
    return found


def digest(text: str) -> str:
    """A short digest of `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def finished() -> "dict[str, str]":
    """The stamp of .venv; empty unless it was made here, to the end, and its Python starts."""
    if not STAMP.exists() or not PYTHON.exists():
        return {}
    stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    starts = subprocess.run([PYTHON, "-c", "import pip"], check=False).returncode == 0
    return stamp if starts and stamp["place"] == str(ROOT) else {}


def make_venv() -> None:
    """Make .venv anew."""
    sys.stderr.write("start.py: making .venv\n")
    try:
        shutil.rmtree(VENV)
    except FileNotFoundError:
        pass
    except OSError as error:
        sys.exit(f"start.py: close what uses .venv, then run this again ({error})")
    base = getattr(sys, "_base_executable", sys.executable)  # we may run in the one just removed
    if subprocess.run([base, "-m", "venv", str(VENV)], check=False).returncode:
        sys.exit("start.py: could not make .venv; see the line above, then run this again")


def pip_install(*arguments: str) -> None:
    """Run pip in .venv; end here if it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    command += ["-qq", "--no-build-isolation", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("start.py: could not install; see the lines above, then run this again")


def install(groups: "list[str]") -> None:
    """Bring .venv to what the lock file says for `groups` and for those that it has already."""
    sections = locked()
    before = finished()
    listed = [group for group in sections if group in (BUILD, *groups) or group in before]
    project = digest((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    after = {"place": str(ROOT), "project": project}
    after.update({group: digest(sections[group]) for group in listed})
    if after == before:
        return
    if not before:
        make_venv()
    STAMP.unlink(missing_ok=True)
    sys.stderr.write(f"start.py: installing {', '.join(listed)} from requirements.lock\n")
    # What builds packages published as source only must be there before they are.
    for step in (listed[:1], listed[1:]):
        named: list[str] = []
        for group in step:
            file = VENV / f"requirements-{group}.txt"
            file.write_text(sections[group], encoding="utf-8")
            named += ["-r", str(file)]
        if named:
            pip_install("--require-hashes", *named)
    pip_install("--no-deps", "-e", ".")
    STAMP.write_text(json.dumps(after), encoding="utf-8")


def run(*command: str) -> int:
    """Run a program of .venv with its folder first on the path; its exit code."""
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}
    program = shutil.which(command[0], path=str(SCRIPTS)) or str(PYTHON)
    return subprocess.run(
        [program, *command[1:]], cwd=ROOT, env=environment, check=False
    ).returncode


def show(*command: str) -> int:
    """Run a program of .venv after showing how a person would type it."""
    typed = os.path.join(os.path.relpath(SCRIPTS, ROOT), command[0])  # noqa: PTH118
    sys.stderr.write(f"\n$ {' '.join([typed, *command[1:]])}\n")
    sys.stderr.flush()
    return run(*command)


def main_job() -> int:
    """All stages on the sample corpus, then a search in what they built."""
    failed = show("letters", "run", "--corpus", SAMPLE)
    if failed:
        return failed
    failed = show("letters", *FIRST_SEARCH, "--corpus", SAMPLE)
    sys.stderr.write("\nThese councils are invented; README.md says how to add your own files.\n")
    return failed


def lint() -> int:
    """Every check, even after one has failed; 1 if any did."""
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return max(min(1, run(*check)) for check in checks)


def main(arguments: "list[str]") -> int:
    """Install what the recipe needs and run it."""
    recipe, more = (arguments[0], arguments[1:]) if arguments else ("", [])
    wrong = more if recipe in ("", "lint", "docs") else recipe == "extra" and {*more} - {*EXTRAS}
    if recipe not in GROUPS or wrong or (recipe == "extra" and not more):
        sys.stderr.write(__doc__ or "")
        return 0 if recipe in ("-h", "--help", "help") else 2
    lacking = missing()
    if lacking:
        sys.stderr.write(f"start.py: {lacking}\n")
        return 1
    install(GROUPS[recipe] + (more if recipe == "extra" else []))
    if recipe == "test":
        named = any(not word.startswith("-") for word in more)
        return run("pytest", "-rsfE", *(() if named else ALL_CORES), *more)
    if recipe == "lint":
        return lint()
    if recipe == "docs":
        return run("python", "tools/docs.py")
    if recipe == "dvc":
        return run("dvc", *more)
    if recipe == "extra":
        return 0
    return main_job()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
