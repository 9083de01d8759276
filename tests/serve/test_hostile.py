"""Whatever is asked, and whatever a publication or a plan says: nothing leaks, nothing runs."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import fields
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest

from pipeline.db.build import build
from pipeline.manifest import append_entry
from pipeline.records import ManifestEntry, publication_id
from pipeline.review import list_items
from pipeline.search import Filters
from pipeline.serve.pages import ROUTES
from tests.made import extract, sha
from tests.serve.hostile import RUNS, hostile
from tests.serve.reviewing import HEADERS, Reviewed, copy_of, forms
from tests.serve.waiting import awaited, run
from tools import browser as chromium_browser

ASKED = [*(f.name for f in fields(Filters)), "q", "page", "size", "sort", "finding", "target"]
ASKED += ["other", "status", "plan", "said", "return_to", "to", "with", "by", "format", "name"]
FILLED = ["target", "other", "choice", "once", "note", "stance", "kind", "authority", "return_to"]
FILLED += ["token"]
OF_SAVED = ["choice", "name", "to", "search"]
ASKS = (
    *RUNS,
    "' OR '1'='1",
    "1; ATTACH DATABASE '/etc/passwd' AS x",
    '" OR 1=1 --',
    "0 UNION SELECT sql FROM sqlite_master",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\x00",
    "\ufffe",
    "\ud800",
    "-1",
    "9" * 400,
    "*",
    '"',
    "NEAR(",
    "x" * 3000,
    "%s%n${7*7}",
    "://evil.example/",
    "\r\nset-cookie: a=b",
)
FINE = {200, 302, 303, 400, 403, 404, 405, 413, 414, 429}
TELLS = re.compile(
    r"Traceback|sqlite3\.|OperationalError|syntax error|no such (?:column|table)|unrecognized token"
    r"|LEAKED|root:x:0|CREATE TABLE|\.py\b|uvicorn|jinja2",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return Reviewed(hostile(folder / "corpus"), folder)


def digest(corpus):
    return hashlib.sha256(corpus.database.read_bytes()).hexdigest()


def parts(site):
    """A value for each part of an address; what is new gets one that does not exist."""
    link = list_items(site.corpus, limit=1)[0]
    return {
        "publication_id": link.publication_id,
        "finding_id": link.finding_id,
        "plan_id": link.plan_id,
        "authority_id": "quenby-vale",
        "area_id": "supervision",
        "number": "1",
        "name": "site.css",
    }


def filled(pattern: str, values: dict[str, str]) -> str:
    """An address that a pattern of a route matches."""
    address, at = "", 0
    while at < len(pattern):
        named = re.match(r"\(\?P<(\w+)>", pattern[at:])
        if named is None:
            address += "" if pattern[at] in "\\$^" else pattern[at]
            at += 1
            continue
        depth, end = 1, at + named.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(pattern[end], 0) if pattern[end - 1] != "\\" else 0
            end += 1
        address += quote(values.get(named[1], "x"), safe="")
        at = end
    return address


def addresses(site, method="GET"):
    return sorted({filled(r.pattern, parts(site)) for r in ROUTES if r.method == method})


def check(site, answer, *said: str) -> None:
    """Nothing of this machine or of the database's inside is told, no markup of others stands."""
    where = f"{answer.request.method} {str(answer.request.url)[:300]}"
    assert answer.status_code in FINE, where
    assert answer.headers["x-content-type-options"] == "nosniff", where
    assert "a=b" not in answer.headers.get("set-cookie", ""), where
    if answer.is_redirect:
        assert re.match(r"/(?![/\\])", answer.headers["location"]), where
        return
    kind = answer.headers.get("content-type", "")
    if kind.startswith(("image/", "application/pdf", "application/vnd", "application/octet")):
        return
    text = answer.text
    assert str(site.corpus.root) not in text, where
    told = TELLS.search(re.sub(re.escape(RUNS[9]), "", text))
    assert told is None, (where, told)
    if kind.startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy, where
        for one in (*RUNS, *said):
            if "<" in one:
                assert one not in text, (where, one)
        assert not re.search(r"(?:href|src|action)=[\"']?\s*javascript:", text), where
    if "atom" in kind:
        tree = ET.fromstring(text)  # noqa: S314  ours
        assert not tree.findall(".//{http://www.w3.org/1999/xhtml}script"), where


READING = [pytest.param(r, id=r.pattern) for r in ROUTES if r.method == "GET"]
WRITING = [pytest.param(r, id=r.pattern) for r in ROUTES if r.method == "POST"]


@pytest.mark.parametrize("route", READING)
@awaited
async def test_hostile_words_in_every_parameter_of_every_route(site, route):
    before = digest(site.corpus)
    address = filled(route.pattern, parts(site))
    stranger, reader = site.browser(), await site.signed_in()
    for asked in ASKS:
        query = urlencode({name: asked.encode("utf-8", "surrogatepass") for name in ASKED})
        check(site, await reader.get(f"{address}?{query[:3900]}"), asked)
    for name in ASKED:
        asked = "' UNION SELECT 'LEAK'||'ED' --'\"><script>window.harm=2</script>"
        for one in (stranger, reader):
            check(site, await one.get(f"{address}?{urlencode({name: asked})}"), asked)
    assert digest(site.corpus) == before


@pytest.mark.parametrize("route", [r for r in READING if "?P<" in r.values[0].pattern])
@awaited
async def test_hostile_words_in_every_part_of_every_address(site, route):
    reader = await site.signed_in()
    for name in re.findall(r"\(\?P<(\w+)>", route.pattern):
        path = filled(route.pattern, {**parts(site), name: "PLACE"})
        for asked in ASKS:
            said = quote(asked.encode("utf-8", "surrogatepass")[:2000], safe="")
            check(site, await reader.get(path.replace("PLACE", said)))


@pytest.mark.parametrize("route", WRITING)
@awaited
async def test_hostile_words_in_every_field_of_every_form(site, tmp_path, route):
    own = Reviewed(copy_of(site.corpus, tmp_path / "corpus"), tmp_path)
    before = digest(own.corpus)
    address = filled(route.pattern, parts(own))
    link = list_items(own.corpus, limit=1)[0]
    item = f"/review/item?target={link.target}"
    reader = await own.signed_in()
    form = forms(await reader.get(item))["/review/decide"][-1] | {"choice": "note", "note": "fine"}
    is_saved = address == "/review/saved"
    names = ("token", "return_to") if address == "/review/sign-in" else FILLED
    for name in OF_SAVED if is_saved else names:
        for number, asked in enumerate(ASKS):
            sent = {**form, "once": f"{number:016x}", "token": ""}
            if is_saved:
                choice = "rename" if name == "to" else "save"
                sent |= {"choice": choice, "name": "Visits", "to": "Visits", "search": "q=visits"}
            sent[name] = asked.encode("utf-8", "replace").decode()[:1500]
            check(own, await reader.post(address, sent), asked)
            own.site.access.failures.clear("127.0.0.1")
            for path in ("/saved", "/") if is_saved else ():
                check(own, await reader.get(path), asked)
    check(own, await (await own.signed_in()).get(item), *ASKS)
    assert digest(own.corpus) == before


@awaited
async def test_a_filter_is_a_value_and_no_condition(site):
    reader = site.browser()
    for name in ("area", "authority", "region", "kind", "stance", "publication_kind"):
        for asked in ("' OR '1'='1", "x' OR 1=1 --", "%", "*"):
            answer = await reader.get("/api/search.json", params={name: asked})
            assert answer.status_code == 400 or answer.json()["total"] == 0, (name, asked)


@awaited
async def test_what_is_too_long_is_refused(site):
    reader = await site.signed_in()
    for address in addresses(site):
        assert (await reader.get(f"{address}?q={'x' * 5000}")).status_code in (404, 414)
    for query in (
        "&".join(f"a{n}={n}" for n in range(600)),
        "q=" + "%22" * 1300,
        "q=" + "OR+" * 1300,
    ):
        check(site, await reader.get(f"/?{query}"))
    check(site, await reader.get("/" + "x" * 20_000))
    check(site, await reader.get("/?q=a", headers={"cookie": "a=" + "x" * 30_000}))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from pragma_database_list()",
        'select file from "pragma_database_list"',
        "select * from PRAGMA_Database_List /* */",
        "select * from pragma_compile_options()",
        "attach database '/etc/passwd' as x",
        "select load_extension('x')",
        "select readfile('/etc/passwd')",
        "pragma database_list",
        "drop table findings",
        "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n",
        "select writefile('x', 'y')",
    ],
)
@awaited
async def test_questions_in_sql_read_the_tables_and_nothing_else(site, sql):
    before = digest(site.corpus)
    for path in (
        "/findings.json",
        "/findings",
        "/findings.csv",
        "/_memory.json",
        "/_internal.json",
    ):
        answer = await asyncio.wait_for(
            site.browser().get(path, params={"sql": sql, "_shape": "array"}), 20
        )
        assert str(site.corpus.root) not in answer.text
        assert "root:x:0" not in answer.text
        assert answer.status_code in (400, 403, 404) or (
            answer.status_code == 200 and path.endswith(".csv") and len(answer.text) < 300
        ), (path, answer.text[:200])
    assert digest(site.corpus) == before


OUT = (
    "/-/letters/..%2fplugin.py", "/-/letters/%2e%2e%2fplugin.py", "/-/letters/../plugin.py",
    "/-/letters//etc/passwd", "/-/letters/%2fetc%2fpasswd", "/-/letters/site.css%00.py",
    "/-/static/..%2fapp.py", "/-/static/%2e%2e/app.py", "/-/static/../app.py",
    "/-/static/%2fetc%2fpasswd", "/-/static//etc/passwd", "/-/static/..%5capp.py",
    "/publication/..%2f..%2fdecisions.jsonl/file", "/publication/%2e%2e/file",
    "/publication/../../decisions.jsonl", "/publication/..;/file", "/findings/../decisions.jsonl",
    "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/../../../../etc/passwd",
    "//etc/passwd", "/\\..\\..\\etc\\passwd", "/findings.db/../decisions.jsonl",
    "/-/%6cetters/site.css", "/~2e~2e/decisions.jsonl", "/-/static-plugins/letters/../plugin.py",
)  # fmt: skip


@pytest.mark.parametrize("path", OUT)
def test_no_address_leads_to_another_file(site, path):
    status, body = run(raw(site.app, path))
    assert status in (302, 400, 403, 404), (path, status)
    assert b"import " not in body
    assert b"root:x:0" not in body
    assert str(site.corpus.root).encode() not in body


async def raw(app, path):
    """Ask for a path as it stands: no client puts it right."""
    sent = []
    waiting = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("x", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("file", ["../outside.pdf", "raw/../../outside.pdf", "raw/link.pdf"])
@awaited
async def test_a_manifest_line_that_leads_out_gives_no_file(tmp_path, site, file):
    corpus = copy_of(site.corpus, tmp_path / "corpus")
    secret = tmp_path / "outside.pdf"
    secret.write_bytes((corpus.root / "raw" / "ofsted" / "later.pdf").read_bytes())
    (corpus.raw / "link.pdf").symlink_to(secret)
    entry = ManifestEntry(publication_id(sha("out")), file, sha("out"), publisher="ofsted")
    append_entry(corpus, entry)
    extract(corpus, entry, "A finding.", media_type="application/pdf", page_count=1)
    build(corpus)
    reader = Reviewed(corpus, tmp_path).browser()
    page = await reader.get(f"/publication/{entry.publication_id}?page=1")
    assert page.status_code == 200
    assert "<img" not in page.text
    for name in ("file", "page-1.png"):
        answer = await reader.get(f"/publication/{entry.publication_id}/{name}")
        assert answer.status_code == 404
        assert str(tmp_path) not in answer.text


@awaited
async def test_a_file_that_is_no_pdf_is_saved_and_never_shown(tmp_path, site):
    corpus = copy_of(site.corpus, tmp_path / "corpus")
    (corpus.raw / "x.html").write_text("<script>window.harm=1</script>", encoding="utf-8")
    entry = ManifestEntry(publication_id(sha("x")), "raw/x.html", sha("x"), publisher="dfe",
                          media_type="text/html")  # fmt: skip
    append_entry(corpus, entry)
    extract(corpus, entry, "A finding.", publisher="dfe", page_count=0)
    build(corpus)
    answer = (
        await Reviewed(corpus, tmp_path).browser().get(f"/publication/{entry.publication_id}/file")
    )
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


@awaited
async def test_a_fault_of_ours_tells_nothing(site, monkeypatch, capfd):
    def fail(*_):
        raise OSError(2, "No such file", str(site.corpus.database))

    monkeypatch.setattr(type(site.site.access), "sign_in", fail)
    answer = await site.browser().sign_in("a-token-that-must-not-be-logged")
    assert answer.status_code == 500
    assert str(site.corpus.root) not in answer.text
    assert "Traceback" not in answer.text
    logged = capfd.readouterr()
    assert "OSError" in logged.err
    assert "a-token-that-must-not-be-logged" not in logged.err + logged.out


@awaited
async def test_headers_that_are_nonsense_are_answered(site):
    for headers in (
        {"cookie": b"\xff\xff"},
        {"cookie": b"a=b; [;c=="},
        {"origin": b"\xff"},
        {"x-forwarded-host": "evil.example"},
        {"accept": "\x7f" * 2000},
    ):
        answer = await site.browser().get("/", headers=headers)
        assert answer.status_code == 200
        assert "evil.example" not in answer.text
    answer = await site.browser().get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    check_form = {**HEADERS, "content-type": "application/x-www-form-urlencoded"}
    answer = await (await site.signed_in()).client.post(
        "/review/decide", content=b"csrftoken=%ff&a=\xff\xfe", headers=check_form
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("is_guarded", [True, False])
def test_nothing_runs_in_a_browser(site, chromium, is_guarded):
    """Also where the browser is told to leave our Content-Security-Policy aside."""
    ran: list[str] = []
    with chromium_browser.serving(site.corpus, people=site.people) as base:
        context = chromium.new_context(bypass_csp=not is_guarded)
        context.add_init_script("document.addEventListener('focus', () => 0, true)")
        page = context.new_page()
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.goto(f"{base}/review/sign-in")
        page.fill("#token", site.token)
        page.press("#token", "Enter")
        page.wait_for_url("**/review")
        for path in looked_at(site):
            page.goto(base + path)
            for element in page.locator("main a[href], main b, main svg").all()[:3]:
                if element.is_visible():
                    element.hover()
            ran += ["harm"] * page.evaluate("window.harm === 1")
            assert not ran, path
            links = page.eval_on_selector_all("[href]", "all => all.map(a => a.protocol)")
            assert set(links) <= {"http:", "https:", None}, path
            assert (
                page.locator("main iframe, main script, main [onerror], main [onload]").count() == 0
            )
        context.close()


def looked_at(site):
    """Every page as a person would open it."""
    said = parts(site)
    for kind in ("link", "recurrence", "tag"):
        item = list_items(site.corpus, kind=kind, limit=1)[0]
        yield "/review/item?" + urlencode({"target": item.target})
        yield f"/review?kind={kind}"
    finding = said["finding_id"]
    yield f"/publication/{said['publication_id']}?finding={finding}&q={quote(RUNS[0])}"
    yield f"/review/add?finding={finding}&q=supervision"
    yield f"/review/areas?finding={finding}"
    yield "/?" + urlencode({"q": RUNS[2]})
    yield "/?q=supervision&" + urlencode({"area": RUNS[0], "authority": RUNS[1]})
    yield from ("/findings/publications", "/findings/actions", "/findings/links", "/findings/plans")
    for address in addresses(site):
        if not re.search(r"\.\w+$|/file$|sign-in$", address):
            yield address
