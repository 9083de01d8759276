"""All that once broke a reader: tests/fuzz_corpus/TARGET/WHAT-which, kept by hand or tools/fuzz.py.

A target may end in its own errors alone (tools/fuzz.py), here within ten seconds of processor time.
"""

import random
import time
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tools.fuzz import structured
from tools.fuzz_targets import KEPT, TARGETS, Reader, seeds

FILES = sorted(path for path in KEPT.rglob("*") if path.is_file())


@cache
def reader(target: str) -> Reader:
    return TARGETS[target].make()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_broke_it_once_does_so_no_more(path: Path):
    begun = time.process_time()
    reader(path.parent.name)(path.read_bytes())
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_reads_its_first_seed(target):
    assert reader(target)(seeds(TARGETS[target])[0])


def test_each_folder_is_of_a_target():
    assert {path.parent.name for path in FILES} <= {*TARGETS}


def test_a_change_of_structure_leaves_xml_well_formed_most_of_the_time():
    whole = b'<a><b x="1">one</b><c/><b>2</b></a>'
    sound = 0
    for seed in range(100):
        try:
            chosen = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
            etree.fromstring(structured(whole, (b"<d/>",), chosen))
        except etree.XMLSyntaxError:
            continue
        sound += 1
    assert sound > 60
