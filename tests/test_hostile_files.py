"""Files that are made to hurt, beside a good letter: told of within the limits, and the run ends.

They are made by tools/hostile.py, here small and all in one data folder; that tool makes them as
large as one likes and measures them.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pipeline.authorities import Authorities
from pipeline.cli import main
from pipeline.extract.document import extract
from pipeline.extract.limits import Limits, limit_memory
from pipeline.extract.workers import Lost, outcomes
from pipeline.intake import PDF
from tests.extract.paper import entry as made_entry
from tools import hostile
from tools.hostile import HOSTILE, put_good_letter, results

LIMITS = {"pages": 100, "passages": 500, "passage_characters": 20_000, "seconds": 60}


def letters(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What came of each, by its name; and of the good letter."""
    root = tmp_path_factory.mktemp("hostile")
    corpus = root / "corpus"
    for folder in ("letters", "plans"):
        (root / folder).mkdir()
    put_good_letter(root / "letters")
    for one in HOSTILE:
        where = root / ("plans" if one.plan else "letters")
        (where / f"{one.name}{one.suffix}").write_bytes(one.make(one.small))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        (root / "params.yaml").write_text(yaml.safe_dump({"limits": LIMITS}), encoding="utf-8")
        letters("init", corpus)
        letters("add", root / "letters", "--corpus", corpus)
        letters("add", "--plan", root / "plans", "--corpus", corpus)
        letters("run", "--corpus", corpus)
    publications, plans = results(corpus)
    held = {path.read_bytes(): f"raw/unknown/{path.name}" for path in corpus.rglob("raw/*/pub-*")}
    letters_read = {
        path.stem: publications[held[path.read_bytes()]] for path in (root / "letters").iterdir()
    }
    return letters_read | {Path(file).stem: end for file, end in plans.items()}


def test_the_letter_beside_them_is_read(ends):
    assert ends["good"] == "read"


@pytest.mark.parametrize("kind", HOSTILE, ids=lambda kind: kind.name)
def test_it_ends_and_is_told_of(ends, kind):
    assert set(ends[kind.name].split(",")) & set(kind.ends)


def status_of(data: bytes) -> str:
    """What a reader would say of a PDF."""
    made = extract(data, made_entry(media_type=PDF), Authorities.of(()), Limits(), "made")
    return made.publication.status


def start() -> Callable[[bytes], str]:
    return status_of


def start_with_little() -> Callable[[bytes], str]:
    limit_memory(Limits(memory_bytes=300_000_000))
    return status_of


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits the memory of a process")
def test_memory_without_end_in_c_stops_the_worker_and_the_next_file_is_read():
    bad, good = hostile.pdf_stream_twice_packed(400_000_000), hostile.pdf_pages(1)
    found = dict(outcomes(start_with_little, [bad, good], jobs=1, seconds=15))
    assert found[good] == "read"
    assert isinstance(found[bad], Lost)
    assert found[bad].reason == "crashed"


def test_a_loop_in_c_is_stopped_when_its_time_is_over():
    bad, good = hostile.pdf_form_in_itself(2), hostile.pdf_pages(1)
    found = dict(outcomes(start, [bad, good], jobs=1, seconds=3))
    assert (found[bad].reason, found[good]) == ("timeout", "read")
