"""Who may change something: sessions, the guard at the door, addresses to be sent to."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeTimedSerializer

from pipeline.people import add_person, remove_person
from pipeline.serve.access import (
    COOKIE,
    MOST_FAILURES,
    MOST_KEPT,
    WINDOW,
    Access,
    Failures,
    TooManyFailuresError,
)
from pipeline.serve.guard import FORM, Guard
from pipeline.serve.paths import local_path, with_argument


@pytest.fixture
def people(tmp_path):
    return tmp_path / "people.json"


def test_a_session_is_of_one_person_and_ends(people):
    person, token = add_person(people, "Ada Quill")
    access = Access(people)
    found, cookie = access.sign_in(token, "198.51.100.7")
    assert found == person
    assert access.session({COOKIE: cookie}).person == person
    assert token not in cookie
    access.sign_out({COOKIE: cookie})
    assert access.session({COOKIE: cookie}) is None


def test_a_cookie_that_is_forged_tampered_with_or_old_is_nobodys(people):
    person, token = add_person(people, "Ada Quill")
    access = Access(people)
    cookie = access.sign_in(token, "a")[1]
    forged = URLSafeTimedSerializer("guessed", salt="letters.review")
    value = forged.dumps(["0" * 32, person.person_id, "0" * 16])
    middle = len(cookie) // 2
    turned = cookie[:middle] + ("A" if cookie[middle] != "A" else "B") + cookie[middle + 1 :]
    for wrong in (str(value), turned, cookie[:-1], f"{cookie}x", ".", "..", "é", "x" * 9000, token):
        assert access.session({COOKIE: wrong}) is None, wrong
    assert Access(people).session({COOKIE: cookie}) is None  # a server started anew
    old = Access(people, seconds=-1)
    assert old.session({COOKIE: old.sign_in(token, "a")[1]}) is None


def test_who_is_taken_out_is_out_at_once(people):
    token = add_person(people, "Ada Quill")[1]
    access = Access(people)
    cookie = access.sign_in(token, "a")[1]
    remove_person(people, "Ada Quill")
    assert access.session({COOKIE: cookie}) is None
    add_person(people, "Ada Quill")
    assert access.session({COOKIE: cookie}) is None


def test_wrong_tokens_make_one_address_wait(people):
    token = add_person(people, "Ada Quill")[1]
    access = Access(people)
    for _ in range(MOST_FAILURES):
        assert access.sign_in("0.0", "198.51.100.7") is None
    with pytest.raises(TooManyFailuresError):
        access.sign_in(token, "198.51.100.7")
    assert access.sign_in(token, "198.51.100.8")


def test_failures_are_forgotten_in_time_and_take_bounded_memory():
    now = [0.0]
    failures = Failures(lambda: now[0])
    for _ in range(MOST_FAILURES):
        failures.add("a")
    with pytest.raises(TooManyFailuresError):
        failures.check("a")
    now[0] = WINDOW + 1
    failures.check("a")
    for n in range(3 * MOST_KEPT):
        failures.add(str(n))
    assert len(failures._times) == MOST_KEPT


SENT = {
    "host": "localhost:8001",
    "origin": "http://localhost:8001",
    "content-type": FORM,
    "content-length": "12",
    "sec-fetch-site": "same-origin",
}
OPEN = Guard(review=True)


def refused(guard=OPEN, method="POST", path="/review/decide", **headers):
    said = {**SENT, **{name.replace("_", "-"): value for name, value in headers.items()}}
    refusal = guard.refusal(method, path, {n: v for n, v in said.items() if v is not None})
    return refusal.status if refusal else None


def test_a_form_of_our_own_page_passes():
    assert refused() is None
    assert refused(sec_fetch_site=None) is None
    assert refused(host="127.0.0.1:8001", origin="http://127.0.0.1:8001") is None
    assert refused(host="[::1]:8001", origin="http://[::1]:8001") is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": None}, 403),
        ({"origin": "http://localhost:8002"}, 403),
        ({"origin": "http://localhost:8001.evil.example"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": "application/json"}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": None}, 415),
        ({"content_length": None}, 411),
        ({"content_length": "-1"}, 411),
        ({"content_length": "20001"}, 413),
    ],
)
def test_what_another_site_could_send_does_not(headers, status):
    assert refused(**headers) == status


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "localhost.evil.example", "",
     "10.0.0.4:8001", "[::1", "localhost@evil.example"],
)  # fmt: skip
def test_a_name_that_was_pointed_at_this_machine_gets_nothing(host):
    assert refused(method="GET", path="/", host=host) == 421


def test_without_review_nothing_is_written():
    for path in ("/review/decide", "/review/sign-in", "/", "/findings", "/-/messages"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert refused(Guard(), method, path) in (403, 404)


def test_with_review_only_its_own_paths_are_written_to():
    assert refused(path="/findings/links") == 405
    assert refused(method="DELETE") == 405
    assert refused(path="/-/logout") == 404


@pytest.mark.parametrize("path", ["/-/databases.json", "/-/plugins", "/-/threads", "/_internal"])
def test_what_datasette_tells_of_this_machine_is_not_there(path):
    assert refused(method="GET", path=path) == 404


def test_behind_a_server_with_tls_its_address_counts():
    guard = Guard("127.0.0.1", "https://letters.example.org", review=True)
    proxied = {"host": "letters.example.org", "origin": "https://letters.example.org"}
    assert guard.is_secure
    assert refused(guard, **proxied) is None
    assert refused(guard, **{**proxied, "origin": "http://letters.example.org"}) == 403
    assert refused(guard, **{**proxied, "host": "other.example.org"}) == 421


def test_a_path_that_is_no_text_is_refused():
    assert refused(method="GET", path="/publication/\xff") == 400


@pytest.mark.parametrize(
    "said",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil",
     "javascript:alert(1)", "evil", "", " /x", "/x\r\nset-cookie: a=b", "/é", "/" + "x" * 3000,
     "/%0d%0a\n", "http:/evil", "///evil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(said):
    assert local_path(said, "/review") == "/review"


def test_local_addresses_are_kept():
    assert local_path("/coverage/vale?q=a%20b#c", "/") == "/coverage/vale?q=a%20b#c"
    assert with_argument("/a?x=1&said=old#c", "said", "new") == "/a?x=1&said=new#c"
