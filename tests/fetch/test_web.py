"""How we behave towards sites: pace, name, conditions, robots, hosts, certificates."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipeline.fetch.addresses import check_allowed, host_of, tidy
from pipeline.fetch.answers import Politeness, Site
from pipeline.fetch.demo.server import Reply, conditional
from pipeline.fetch.faults import BlockedError, RefusedError, UnreachableError
from pipeline.fetch.robots import parse_robots
from pipeline.fetch.waits import backoff, retry_after
from tests.fetch.helpers import NOW, Clock, make_web


def site_of(*servers, **polite):
    return Site(frozenset(s.host for s in servers), frozenset(), Politeness(**polite))


def test_requests_to_one_host_are_a_pause_apart_and_other_hosts_do_not_wait(serve):
    one, two = (serve(lambda asked: Reply(200, b"x")) for _ in range(2))
    clock = Clock()
    web = make_web(clock)
    site = site_of(one, two, pause=2)
    web.get(f"{one.url}/a", site)
    assert len(clock.slept) == 1, "between robots.txt and the page"
    web.get(f"{one.url}/b", site)
    assert len(clock.slept) == 2
    web.get(f"{two.url}/robots.txt", site)
    assert len(clock.slept) == 3, "its own robots.txt, then the page; no wait for the other host"
    assert all(1.5 < seconds <= 2 for seconds in clock.slept)
    web.close()


def test_who_asks_is_said_and_nothing_of_the_user_is_sent(serve, tmp_path, monkeypatch):
    server = serve(lambda asked: Reply(200, b"x"))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    web = make_web(agent="letters/1 (test; me@example.org)")
    web.get(f"{server.url}/a", site_of(server, pause=0), packed=False)
    headers = server.asked[-1].headers
    assert headers["user-agent"] == "letters/1 (test; me@example.org)"
    assert headers["accept-encoding"] == "identity"
    assert "authorization" not in headers
    web.close()


def test_conditions_are_sent_back_as_they_came(serve):
    server = serve(lambda asked: conditional(asked, b"x", "text/plain"))
    web, site = make_web(), site_of(server, pause=0)
    first = web.get(f"{server.url}/a", site)
    second = web.get(
        f"{server.url}/a", site, etag=first.etag, last_modified="Mon, 02 Mar 2026 09:00:00 GMT"
    )
    assert (first.status, second.status, second.body) == (200, 304, b"")
    assert server.asked[-1].headers["if-modified-since"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert web.counts["requests"] == 3, "robots.txt once"
    web.close()


def test_a_host_that_is_not_listed_is_never_asked(serve):
    listed, foreign = (serve(lambda asked: Reply(200, b"x")) for _ in range(2))
    web = make_web()
    with pytest.raises(RefusedError, match="add it to 'hosts'"):
        web.get(f"{foreign.url}/a", site_of(listed))
    away = Reply(302, b"", {"Location": f"{foreign.url}/b"})
    redirecting = serve(lambda asked: Reply(404) if asked.path == "/robots.txt" else away)
    with pytest.raises(RefusedError, match="is not followed"):
        web.get(f"{redirecting.url}/a", site_of(redirecting, pause=0))
    assert foreign.asked == []
    web.close()


def test_after_a_refusal_nothing_more_is_asked_of_the_host(serve):
    server = serve(lambda asked: Reply(404 if asked.path == "/robots.txt" else 403))
    web, site = make_web(), site_of(server, pause=0)
    for path in ("/a", "/b"):
        with pytest.raises(BlockedError):
            web.get(server.url + path, site)
    assert [a.path for a in server.asked] == ["/robots.txt", "/a"]
    web.close()


def test_five_tries_with_growing_waits(serve):
    server = serve(lambda asked: Reply(404 if asked.path == "/robots.txt" else 502))
    clock = Clock()
    web = make_web(clock)
    with pytest.raises(UnreachableError, match="answers 502, 5 times"):
        web.get(f"{server.url}/a", site_of(server, pause=0))
    assert clock.slept == [0.75, 1.5, 3.0, 6.0]
    web.close()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 09:02:00 GMT", 120.0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after_in_both_forms(value, seconds):
    assert retry_after(value, NOW) == seconds


def test_retry_after_is_counted_by_the_clock_of_the_server():
    date = "Mon, 02 Mar 2026 08:59:00 GMT"
    assert retry_after("Mon, 02 Mar 2026 09:00:00 GMT", NOW + timedelta(days=1), date) == 60.0
    assert retry_after("Mon, 02 Mar 2026 08:00:00 GMT", NOW) == 0.0


def test_backoff_doubles_and_has_an_end():
    assert [backoff(n, 1.0) for n in (1, 2, 3, 9)] == [1.0, 2.0, 4.0, 60.0]
    assert backoff(3, 0.0) == 2.0


def test_a_certificate_that_cannot_be_verified_ends_it(tmp_path):
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography makes the certificate")
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "self-signed.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_address[1]}"
    web = make_web()
    try:
        with pytest.raises(UnreachableError, match="REQUESTS_CA_BUNDLE"):
            web.get(f"https://{host}/a", Site(frozenset({host})))
        assert web.counts["requests"] == 1
    finally:
        web.close()
        server.shutdown()
        server.server_close()
        thread.join(5)


# --- robots.txt --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /search?", "/search?q=1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Letters\nDisallow: /no", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: letters\nDisallow: /no", "/no", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /x # why", "/x", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("<html><title>Not found</title></html>", "/a", True),
        ("User-agent: *\nDisallow: /a%20b", "/a b", False),
    ],
)
def test_robots_rules(text, path, allowed):
    assert parse_robots(text, "letters").allows(f"https://x.example.org{path}") is allowed


def test_crawl_delay():
    assert parse_robots("User-agent: *\nCrawl-delay: 2.5", "letters").crawl_delay == 2.5


def test_robots_are_asked_once_and_their_pause_is_kept(serve):
    rules = b"User-agent: *\nCrawl-delay: 7\nDisallow: /private"
    server = serve(lambda asked: Reply(200, rules if asked.path == "/robots.txt" else b"x"))
    clock = Clock()
    web, site = make_web(clock), site_of(server, pause=0)
    web.get(f"{server.url}/a", site)
    web.get(f"{server.url}/b", site)
    with pytest.raises(RefusedError, match="forbids"):
        web.get(f"{server.url}/private/x", site)
    assert [a.path for a in server.asked] == ["/robots.txt", "/a", "/b"]
    assert all(6.5 < seconds <= 7 for seconds in clock.slept)
    assert len(clock.slept) == 2
    web.close()


# --- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "base", "tidied"),
    [
        ("/v1/file/1", "https://Files.Example.org/x", "https://files.example.org/v1/file/1"),
        (
            "documents/s1/a b.pdf#page=2",
            "https://c.org/x/y.aspx",
            "https://c.org/x/documents/s1/a%20b.pdf",
        ),
        ("https://c.org/(S(abc123))/documents/s1/a.pdf", "", "https://c.org/documents/s1/a.pdf"),
        ("https://c.org:443/a%20b?x=1&y=%26", "", "https://c.org/a%20b?x=1&y=%26"),
        ("https://c.org", "", "https://c.org/"),
    ],
)
def test_tidy_addresses(url, base, tidied):
    assert tidy(url, base) == tidied
    assert tidy(tidied) == tidied


def test_a_host_is_not_what_stands_before_the_at_sign():
    assert host_of("https://www.gov.uk@evil.example.org/a") == "evil.example.org"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a.example.org/x", ""),
        ("https://sub.a.example.org/x", "host_not_listed"),
        ("https://a.example.org:8443/x", "host_not_listed"),
        ("http://a.example.org/x", "plain_http"),
        ("http://old.example.org/x", ""),
        ("http://127.0.0.1:80/x", "host_not_listed"),
        ("ftp://a.example.org/x", "no_web_address"),
        ("file:///etc/passwd", "no_web_address"),
    ],
)
def test_which_addresses_may_be_asked(url, reason):
    hosts = {"a.example.org", "old.example.org"}
    try:
        check_allowed(url, hosts, http_hosts={"old.example.org"})
    except RefusedError as error:
        assert error.reason == reason  # noqa: PT017
    else:
        assert reason == ""
