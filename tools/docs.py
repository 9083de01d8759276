"""Write the generated parts of README.md and docs/exports.md anew: commands, tables, columns.

    python3 start.py docs            (tests/test_docs.py fails while a part is out of date)

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import yaml
from click.testing import CliRunner

from pipeline.cli import COMMANDS, main
from pipeline.db.schema import describe
from pipeline.db.tables import TABLES
from pipeline.db.views import VIEWS
from pipeline.export.readme import table_lines
from pipeline.export.tables import EXPORT_TABLES

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / "README.md"
EXPORTS = REPOSITORY / "docs" / "exports.md"
PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
QUESTION = ("search", "supervision", "--kind", "improvement", "--limit", "2")
WIDTH = 90


def command(name: str) -> click.Command:
    """The command of this name."""
    found = main.get_command(click.Context(main), name)
    if found is None:
        raise LookupError(name)
    return found


def stages() -> str:
    """The stages of dvc.yaml: what each does, reads and writes."""
    pipeline: dict[str, Any] = yaml.safe_load((REPOSITORY / "dvc.yaml").read_text(encoding="utf-8"))
    lines = ["| stage | does | reads | writes |", "|---|---|---|---|"]
    for name, stage in pipeline["stages"].items():
        if name not in COMMANDS:
            continue
        data = [_data(path) for path in stage["deps"] if _data(path)]
        made = [*stage.get("outs", []), *stage.get("metrics", [])]
        outs = [next(iter(out)).removeprefix("${corpus}/") for out in made]
        does = command(name).get_short_help_str(limit=200)
        lines.append(f"| `{name}` | {does} | {_code(data)} | {_code(outs)} |")
    return "\n".join(lines) + "\n"


def _data(path: str) -> str:
    return path.removeprefix("${corpus}/") if path.startswith("${corpus}/") else ""


def _code(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def commands() -> str:
    """What `letters --help` and each `letters COMMAND --help` print."""
    each = (
        f"### letters {name}\n\n{_printed_help(['letters', name], command(name))}"
        for name in COMMANDS
    )
    return "\n".join([_printed_help(["letters"], main), *each])


def _printed_help(path: list[str], found: click.Command) -> str:
    return f"```\n$ {' '.join(path)} --help\n{help_text(path, found)}\n```\n"


def help_text(path: list[str], found: click.Command) -> str:
    """What `--help` prints, in lines of one width."""
    context = click.Context(
        found,
        info_name=" ".join(path),
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return found.get_help(context).strip()


def tables() -> str:
    """Every table and view with its columns and what they mean."""
    return "\n".join(_table(name, entry) for name, entry in describe(TABLES, VIEWS).items())


def _table(name: str, entry: dict[str, Any]) -> str:
    rows = "\n".join(f"| `{column}` | {_cell(text)} |" for column, text in entry["columns"].items())
    return (
        f"<details><summary><code>{name}</code>: {entry['description']}</summary>\n\n"
        f"| column | holds |\n|---|---|\n{rows}\n\n</details>\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def answer() -> str:
    """A search in the sample corpus, as a newcomer sees it."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "sample"
        derived = shutil.ignore_patterns("extracted", "tagged", "linked", "findings.db*")
        shutil.copytree(REPOSITORY / "corpus" / "sample", corpus, ignore=derived)
        _printed("run", "--silent", "--corpus", str(corpus))
        found = _printed(*QUESTION, "--corpus", str(corpus))
    return f"```\n$ {shlex.join(['letters', *QUESTION])}\n{found.rstrip()}\n```\n"


def _printed(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    if result.exit_code:
        raise SystemExit(f"letters {shlex.join(arguments)}: {result.output}")
    return result.stdout


def columns() -> str:
    """Every table of an export with its columns, types and what they mean."""
    return "\n".join("\n".join(table_lines(table, heading="###")) + "\n" for table in EXPORT_TABLES)


PARTS = {"answer": answer, "stages": stages, "commands": commands, "tables": tables}
EXPORT_PARTS = {"columns": columns}


def renewed(text: str) -> str:
    """`text` with each generated part as it must be now."""
    parts = {**PARTS, **EXPORT_PARTS}
    return PART.sub(lambda m: f"{m.group(1)}{parts[m.group(2)]()}{m.group(4)}", text)


def run() -> int:
    """Write README.md and docs/exports.md if anything changed."""
    for path in (README, EXPORTS):
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
        sys.stderr.write(f"{path.name}: {'written' if after != before else 'nothing to change'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(run())
