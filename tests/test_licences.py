"""docs/licences.md has every locked package, and none that does not fit."""

from __future__ import annotations

import re

import pytest

from tools.licences import PAGE, Package, kind_of, pinned

ROW = re.compile(r"^\| ([\w.-]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ([^|]+) \|$", re.M)
TEXT = PAGE.read_text(encoding="utf-8")
LISTED = [tuple(part.strip() for part in row) for row in ROW.findall(TEXT)][1:]


def test_every_locked_package_is_listed_as_it_is_locked():
    elsewhere = re.search(r"^For other systems or Pythons, not looked at here: (.*)\.$", TEXT, re.M)
    others = set(elsewhere.group(1).split(", ")) if elsewhere else set()
    listed = {name: (version, group) for name, version, group, _, _ in LISTED}
    locked = {name: facts for name, facts in pinned().items() if name not in others}
    assert listed == locked, "run 'python -m tools.licences'"


@pytest.mark.parametrize("row", LISTED, ids=lambda row: row[0])
def test_every_licence_is_known_and_fits(row):
    package = Package(*row[:4])
    assert package.kind == row[4]
    assert package.fits


@pytest.mark.parametrize(
    ("licence", "kind"),
    [
        ("MIT", "permissive"),
        ("BSD-3-Clause AND Zlib", "permissive"),
        ("MPL-2.0 AND MIT", "weak copyleft"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "weak copyleft"),
        ("GNU General Public License v2 (GPLv2)", "strong copyleft"),
        ("AGPL-3.0-only", "strong copyleft"),
        ("GPL-2.0-or-later OR Apache-2.0", "permissive"),
        ("Apache-2.0 AND Proprietary", "not known"),
        ("", "not known"),
    ],
)
def test_what_a_licence_is(licence, kind):
    assert kind_of(licence) == kind


def test_strong_copyleft_fits_tools_only():
    assert Package("a", "1", "dvc", "GPL-3.0").fits
    assert not Package("a", "1", "main", "GPL-3.0").fits
    assert not Package("a", "1", "dvc", "").fits
