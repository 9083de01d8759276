"""Who is signed in: a signed cookie that ends by itself, by signing out, or with the person.

Nothing is kept between two starts of the server: the key is new each time.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from pipeline.people import Person, person_of, read_people

COOKIE = "letters_review"
HOURS = 10
"""A working day, after which a person signs in again."""
MOST_FAILURES = 10
WINDOW = 300.0
"""So many failed attempts from one address within so many seconds; then it has to wait."""
MOST_KEPT = 2000
"""Addresses with failures, and sessions that were ended, that are remembered at most."""


class TooManyFailuresError(Exception):
    """Too many wrong tokens came from one address."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    session_id: str
    person: Person


class Failures:
    """How many attempts failed, by address, in bounded memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._times: OrderedDict[str, list[float]] = OrderedDict()

    def check(self, address: str) -> None:
        """TooManyFailuresError where this address has to wait."""
        with self._lock:
            if len(self._recent(address)) >= MOST_FAILURES:
                raise TooManyFailuresError

    def add(self, address: str) -> None:
        """One more."""
        with self._lock:
            self._times[address] = [*self._recent(address), self._clock()]
            self._times.move_to_end(address)
            while len(self._times) > MOST_KEPT:
                self._times.popitem(last=False)

    def clear(self, address: str) -> None:
        """Forget an address from which somebody signed in."""
        with self._lock:
            self._times.pop(address, None)

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - WINDOW
        return [moment for moment in self._times.get(address, ()) if moment > since]


class Access:
    """Signing in and out, and who a cookie stands for."""

    def __init__(self, people: Path, *, seconds: int = HOURS * 3600) -> None:
        self.seconds = seconds
        self.failures = Failures()
        self._path = people
        self._signer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="letters.review")
        self._lock = threading.Lock()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._known: tuple[object, dict[str, Person]] = (None, {})

    def sign_in(self, token: str, address: str) -> tuple[Person, str] | None:
        """The person and the value of their cookie; None where the token is wrong."""
        self.failures.check(address)
        person = person_of(self.people(), token)
        if person is None:
            self.failures.add(address)
            return None
        self.failures.clear(address)
        value = [secrets.token_hex(16), person.person_id, _sign(person)]
        signed = self._signer.dumps(value)
        return person, signed if isinstance(signed, str) else signed.decode()

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """End this session, wherever else its cookie may be."""
        session = self.session(cookies)
        if session is not None:
            with self._lock:
                self._ended[session.session_id] = None
                while len(self._ended) > MOST_KEPT:
                    self._ended.popitem(last=False)

    def session(self, cookies: Mapping[str, str]) -> Session | None:
        """Who is signed in; None for a cookie that is forged, expired or ended, or for nobody."""
        signed = cookies.get(COOKIE, "")
        if not signed:
            return None
        try:
            session_id, person_id, sign = self._signer.loads(signed, max_age=self.seconds)
        except BadSignature:
            return None
        person = self.people().get(person_id)
        if person is None or _sign(person) != sign or session_id in self._ended:
            return None
        return Session(session_id, person)

    def people(self) -> dict[str, Person]:
        """Everybody, read again when the file has changed."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return {}
        state = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
        with self._lock:
            if self._known[0] != state:
                self._known = (state, read_people(self._path))
            return self._known[1]


def _sign(person: Person) -> str:
    """What changes when somebody gets a new token."""
    return hashlib.sha256(person.hash.encode()).hexdigest()[:16]
