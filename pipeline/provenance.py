"""What everything that leaves the database carries: its day, version, licences, and a notice."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from pipeline import __version__
from pipeline.authority_list import Authority
from pipeline.records import Record

OGL = "Open Government Licence v3.0"
OGL_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
OGL_NAME = "Open Government Licence"
OGL_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/"
"""Leads to the version that is in force; of publications that name none."""
_OGL = re.compile(r"\bOGL\b|open government licen[cs]e", re.I)
_LICENCES = """
SELECT COALESCE(licence, '') AS licence, COUNT(*) AS number FROM publications
WHERE :ids IS NULL OR publication_id IN (SELECT value FROM json_each(:ids))
GROUP BY 1 ORDER BY COALESCE(licence, '') = '', 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Provenance(Record):
    """Where an answer comes from.

    `date`: the day of the last run that changed the database, never the clock's: the same
    database gives the same bytes. `invented`: councils that are in the data and do not exist.
    `licences`: the licence of the publications ('' where none is recorded) and their number.
    """

    date: str
    version: str
    invented: tuple[str, ...]
    licences: tuple[tuple[str, int], ...]

    @property
    def has_ogl(self) -> bool:
        """Whether any publication is under the Open Government Licence."""
        return any(is_ogl(licence) for licence, _ in self.licences)

    @property
    def notice(self) -> str:
        """What has to be said while invented councils are in the data; '' without any."""
        if not self.invented:
            return ""
        verb = "is" if len(self.invented) == 1 else "are"
        names = " and ".join(filter(None, (", ".join(self.invented[:-1]), self.invented[-1])))
        return (
            f"Invented data: {names} {verb} invented. Such councils, their people and all that is "
            "said of them do not exist."
        )

    @property
    def licence_lines(self) -> tuple[str, ...]:
        """The licences in plain words, one sentence each."""
        known = [licence for licence, _ in self.licences if is_ogl(licence)]
        name = OGL if any(is_version_3(licence) for licence in known) else OGL_NAME
        lines = [f"Contains public sector information licensed under the {name}."] if known else []
        for licence, number in self.licences:
            noun = "publication" if number == 1 else "publications"
            if not licence:
                them = "it" if number == 1 else "them"
                lines.append(
                    f"The licence of {number:,} {noun} is not recorded. None was found printed in "
                    f"{them}: ask the publisher before you publish more than quotations."
                )
            elif is_version_3(licence):
                lines.append(f"{number:,} {noun}: {OGL} ({OGL_URL}).")
            elif is_ogl(licence):
                lines.append(f"{number:,} {noun}: {licence.rstrip('.')} ({OGL_ADDRESS}).")
            else:
                lines.append(f"{number:,} {noun}: {licence.rstrip('.')}.")
        return tuple(lines)


def is_ogl(licence: str) -> bool:
    """Whether these words name the Open Government Licence: `OGL-UK-3.0`, but not `CC BY 4.0`."""
    return bool(_OGL.search(licence))


def is_version_3(licence: str) -> bool:
    """Whether they name its third version, or as a code no other: `OGL-UK-3.0`, `OGL`."""
    named = re.search(r"\d", licence)
    return is_ogl(licence) and (named[0] == "3" if named else "OGL" in licence)


def read_provenance(
    connection: sqlite3.Connection, publication_ids: str | None = None
) -> Provenance:
    """Of the whole database; `publication_ids` (JSON list) narrows the licences to these."""
    run = connection.execute(
        "SELECT COALESCE(ended_at, started_at, '') FROM runs ORDER BY run_id DESC LIMIT 1"
    ).fetchone()
    licences = connection.execute(_LICENCES, {"ids": publication_ids})
    return Provenance(
        date=run[0][:10] if run else "",
        version=__version__,
        invented=invented_councils(connection),
        licences=tuple((licence, number) for licence, number in licences),
    )


def invented_councils(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the invented councils of which a publication or a plan is held."""
    rows = connection.execute(
        """
        SELECT authority_id, name, gss_code FROM authorities
        WHERE authority_id IN (SELECT authority_id FROM publications
                               UNION SELECT authority_id FROM plans)
        ORDER BY name
        """
    )
    held = (Authority(i, name or i, gss_code=code or "") for i, name, code in rows)
    return tuple(authority.name for authority in held if authority.is_invented)
