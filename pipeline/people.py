"""Who may decide in the browser: names and hashes of tokens, in a file of this computer's user.

The file lies neither in the repository nor in a data folder, so that it is not published, copied
or backed up with them. A token is `<person>.<secret>`: the first part finds the line, the second
is compared with its hash. It is shown once and kept nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock

from pipeline.corpus import REPOSITORY, Corpus
from pipeline.errors import PipelineError, UsageError
from pipeline.records import Record
from pipeline.store import replace

VARIABLE = "LETTERS_REVIEWERS"
FILE = "reviewers.json"
COST = {"n": 2**14, "r": 8, "p": 1}
"""scrypt: 16 MB and some 40 ms a try."""
SECRET_BYTES = 24
MOST_TOKEN = 200
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")


@dataclass(frozen=True, slots=True)
class Person(Record):
    """Somebody who may decide. `salt` and `hash`: of the token's secret, base64."""

    person_id: str
    name: str
    added_on: str
    salt: str
    hash: str


def default_path() -> Path:
    """Where the system keeps settings of this user."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "letters" / FILE
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "letters" / FILE
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "letters" / FILE


def people_path(named: str | None, corpus: Corpus) -> Path:
    """The file in use: `named` (--reviewers), else LETTERS_REVIEWERS, else the default.

    UsageError where it lies in the data folder or in the repository.
    """
    said = named or os.environ.get(VARIABLE)
    path = Path(said) if said else default_path()
    for folder, what in ((corpus.root, "the data folder"), (REPOSITORY, "the repository")):
        if path.resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                f"{path.name} would lie in {what}, and go where that goes: "
                "name another place with --reviewers"
            )
    return path


def read_people(path: Path) -> dict[str, Person]:
    """Everybody in the file, by id; nobody where there is none.

    PipelineError where it is damaged, or where other users of this computer may read it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise PipelineError(f"others may read {str(path)!r}: run 'chmod 600' on it")
    try:
        found = [Person.from_dict(one) for one in json.loads(text)["people"]]
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"{str(path)!r} is damaged: put a good copy in its place, or delete it and add people "
            "anew with 'letters review people add'"
        ) from error
    return {one.person_id: one for one in found}


def add_person(path: Path, name: str, *, today: date | None = None) -> tuple[Person, str]:
    """Keep a new person; the person and the token, which is nowhere else."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise UsageError("a name has 1 to 80 characters: it stands beside each decision")
    with _locked(path):
        people = read_people(path)
        if any(one.name.casefold() == name.casefold() for one in people.values()):
            raise UsageError(
                f"{name!r} is there already: each name is one person; "
                "'letters review people remove' takes somebody out, then add them again"
            )
        secret, salt = secrets.token_urlsafe(SECRET_BYTES), secrets.token_bytes(16)
        person = Person(
            secrets.token_hex(4),
            name,
            (today or datetime.now(UTC).date()).isoformat(),
            base64.b64encode(salt).decode(),
            base64.b64encode(_hashed(secret, salt)).decode(),
        )
        _write(path, {**people, person.person_id: person})
    return person, f"{person.person_id}.{secret}"


def remove_person(path: Path, name: str) -> Person:
    """Take somebody out, by name or id; their token and their sessions end at once."""
    with _locked(path):
        people = read_people(path)
        wanted = name.casefold()
        found = [p for p in people.values() if wanted in (p.name.casefold(), p.person_id)]
        if not found:
            raise UsageError(f"there is no {name!r}; 'letters review people list' shows names")
        _write(path, {i: p for i, p in people.items() if p != found[0]})
    return found[0]


def person_of(people: Mapping[str, Person], token: str) -> Person | None:
    """Whose token this is. A wrong one takes as long as a right one."""
    identifier, _, secret = token.strip()[:MOST_TOKEN].partition(".")
    person = people.get(identifier)
    salt = base64.b64decode(person.salt) if person else bytes(16)
    expected = base64.b64decode(person.hash) if person else bytes(64)
    is_right = hmac.compare_digest(_hashed(secret, salt), expected)
    return person if person and is_right else None


def _hashed(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, **COST)


def _locked(path: Path) -> FileLock:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLock(path.with_name(f".{path.name}.lock"), timeout=30)


def _write(path: Path, people: Mapping[str, Person]) -> None:
    """Aside and renamed; readable by this user alone from the first byte on."""
    half = path.with_name(f".half-{path.name}")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"people": [one.to_dict() for one in people.values()]}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    replace(half, path)
