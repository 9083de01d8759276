"""Review in the browser: what is decided is kept with a name, and seen at once."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.cli.options import Settings
from pipeline.db.connect import open_database
from pipeline.decisions import read_decisions
from pipeline.review import Wanted, count_items, decide, item_beside, list_items, read_items
from pipeline.serve.access import COOKIE, MOST_FAILURES
from pipeline.serve.app import catch_up, make_datasette
from pipeline.serve.updating import State, Updater
from tests.serve.reviewing import HEADERS, Browser, Reviewed, copy_of, forms
from tests.serve.waiting import awaited, run


@pytest.fixture
def reviewed(served, tmp_path):
    return Reviewed(copy_of(served, tmp_path / "corpus"), tmp_path)


def kept(reviewed):
    return [one for one in read_decisions(reviewed.corpus) if one.decided_by == "Ada Quill"]


def first(reviewed, kind="link"):
    return list_items(reviewed.corpus, kind=kind, limit=1)[0]


def item_path(item):
    return f"/review/item?target={item.target}".replace("|", "%7C")


@awaited
async def test_a_site_for_reading_has_no_review(served):
    browser = Browser(make_datasette(served).app())
    assert "/review" not in (await browser.get("/")).text
    for path in ("/review", "/review/sign-in", "/review/item?target=x", "/review/add?finding=x"):
        assert (await browser.get(path)).status_code == 404
    for path in ("/review/decide", "/review/sign-in", "/review/sign-out", "/", "/findings"):
        assert (await browser.post(path, {"choice": "full"})).status_code == 403


@awaited
async def test_signing_in_and_out(reviewed, capfd, caplog):
    browser = reviewed.browser()
    sent = await browser.get("/review?kind=tag")
    assert sent.headers["location"] == "/review/sign-in?return_to=%2Freview%3Fkind%3Dtag"
    assert (await browser.sign_in("0.wrong")).status_code == 403
    answer = await browser.sign_in(reviewed.token, return_to="/review?kind=tag")
    assert answer.headers["location"] == "/review?kind=tag"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    page = await browser.get("/review?kind=tag")
    assert "Signed in as Ada Quill" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    form = forms(page)["/review/sign-out"][0]
    assert (await browser.post("/review/sign-out", form)).headers["location"] == "/"
    assert (await browser.get("/review")).status_code == 303
    said = capfd.readouterr()
    assert reviewed.token.partition(".")[2] not in said.out + said.err + caplog.text + str(sent.url)


@awaited
async def test_a_cookie_goes_by_tls_alone_where_people_come_by_tls(served, tmp_path):
    site = Reviewed(served, tmp_path, public_url="https://letters.example.org")
    browser = site.browser()
    browser.client.base_url = "https://letters.example.org"
    form = forms(await browser.get("/review/sign-in"))["/review/sign-in"][0]
    answer = await browser.post(
        "/review/sign-in", {**form, "token": site.token}, origin="https://letters.example.org"
    )
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert "Secure" in cookie


@awaited
async def test_guessing_tokens_comes_to_a_stop(reviewed):
    browser = reviewed.browser()
    answers = [(await browser.sign_in("0.0")).status_code for _ in range(MOST_FAILURES + 1)]
    assert answers == [403] * MOST_FAILURES + [429]


@pytest.mark.parametrize(
    ("choice", "status", "strength"),
    [("full", "confirmed", "full"), ("partly", "confirmed", "partly"), ("reject", "rejected", "")],
)
@awaited
async def test_a_link_is_decided_and_the_next_comes(reviewed, choice, status, strength):
    one, after = list_items(reviewed.corpus, limit=2)
    browser = await reviewed.signed_in()
    answer = await browser.decide(item_path(one), choice, note="Asked the board.")
    assert f"target={after.target}" in answer.headers["location"]
    decision = kept(reviewed)[-1]
    assert (decision.target, decision.note, decision.strength) == (
        one.target, "Asked the board.", strength,
    )  # fmt: skip
    listed = await browser.get(f"/review?status={status}")
    assert one.target in listed.text
    assert "Asked the board." in listed.text
    assert one.target not in (await browser.get("/review")).text
    message = await browser.get(answer.headers["location"])
    assert re.search(r'role="status" data-said><strong>(Confirmed|Rejected)', message.text)
    assert reviewed.site.updater.wait(10)
    assert reviewed.updated == [("build",)]


@awaited
async def test_coverage_shows_a_decision_before_it_is_built(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    database = reviewed.datasette.get_database("findings")
    query = "SELECT coverage, basis FROM finding_coverage WHERE finding_id = ?"

    async def coverage():
        ask = lambda c: tuple(c.execute(query, (one.finding_id,)).fetchone())  # noqa: E731
        return await database.page(ask)

    await browser.decide(item_path(one), "full")
    assert await coverage() == ("covered", "confirmed")
    answers = (await browser.get(item_path(one))).text
    assert "Confirmed: answers all of it" in answers
    for other in list_items(reviewed.corpus, limit=500):
        if other.finding_id == one.finding_id:
            await browser.decide(item_path(other), "reject")
    assert await coverage() == ("uncovered", None)
    with closing(sqlite3.connect(reviewed.corpus.database)) as connection:
        assert tuple(connection.execute(query, (one.finding_id,)).fetchone()) != ("uncovered", None)


@awaited
async def test_what_is_shown_before_a_build_is_what_the_build_makes(reviewed):
    """The overlay and `letters build` agree on links and recurrences, decided and undone."""
    browser = await reviewed.signed_in()
    for kind, choices in (
        ("link", ("full", "reject", "partly", "note")),
        ("recurrence", ("confirm", "reject")),
    ):
        for item, choice in zip(list_items(reviewed.corpus, kind=kind), choices, strict=False):
            await browser.decide(item_path(item), choice, note="A note.")
    undone = list_items(reviewed.corpus)[4]
    await browser.decide(item_path(undone), "reject")
    await browser.decide(item_path(undone), "undo")
    tables = (
        "SELECT * FROM links WHERE status <> 'candidate' ORDER BY 1",
        "SELECT * FROM recurrences WHERE status <> 'candidate' ORDER BY 1, 2",
        "SELECT * FROM finding_coverage ORDER BY 1",
    )

    def read(connection):
        return [[tuple(row) for row in connection.execute(query)] for query in tables]

    shown = await reviewed.datasette.get_database("findings").page(read)
    main(["build", "--corpus", str(reviewed.corpus.root), "--silent"], standalone_mode=False)
    with closing(sqlite3.connect(reviewed.corpus.database)) as connection:
        assert read(connection) == shown


@awaited
async def test_undo_brings_the_item_back(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    answer = await browser.decide(item_path(one), "full")
    page = await browser.get(answer.headers["location"])
    undo = forms(page)["/review/decide"][0]
    assert undo["target"] == one.target
    back = await browser.post("/review/decide", {**undo, "choice": "undo"})
    assert f"target={one.target}" in back.headers["location"]
    page = await browser.get(back.headers["location"])
    assert "taken back" in page.text
    assert one.target in (await browser.get("/review")).text
    again = await browser.decide(item_path(one), "undo")
    assert again.status_code == 400
    assert [d.verdict for d in kept(reviewed)] == ["confirm", "undo"]


@awaited
async def test_a_note_alone_changes_nothing_else(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    answer = await browser.decide(item_path(one), "note", note="<b>Ask</b> & wait")
    page = await browser.get(answer.headers["location"])
    assert "&lt;b&gt;Ask&lt;/b&gt; &amp; wait" in page.text
    assert one.target in (await browser.get("/review")).text
    assert (await browser.decide(item_path(one), "note", note="  ")).status_code == 400


@awaited
async def test_an_area_is_confirmed_rejected_and_added(reviewed):
    one = first(reviewed, "tag")
    browser = await reviewed.signed_in()
    letter = f"/publication/{one.publication_id}?finding={one.finding_id}"
    await browser.decide(item_path(one), "confirm", stance="mixed")
    assert kept(reviewed)[-1].stance == "mixed"
    confirmed = await browser.get("/review?kind=tag&status=confirmed")
    assert one.target.replace("|", "%7C") in confirmed.text
    api = f"/api/publication/{one.publication_id}.json"

    async def tags():
        findings = (await browser.get(api)).json()["findings"]
        found = next(f for f in findings if f["finding_id"] == one.finding_id)["tags"]
        return {tag["area_id"]: (tag["stance"], tag["method"]) for tag in found}

    assert (await tags())[one.other_id] == ("mixed", "person")
    await browser.decide(item_path(one), "reject")
    assert one.other_id not in await tags()
    assert (await browser.get(letter)).status_code == 200
    rejected = await browser.get("/review?kind=tag&status=rejected")
    assert one.target.replace("|", "%7C") in rejected.text
    areas = f"/review/areas?finding={one.finding_id}"
    page = await browser.get(areas)
    assert "Taken away by a person" in page.text
    there = await tags()
    options = re.findall(r'<option value="([a-z-]+)">', page.text.partition("Add an area")[2])
    new = next(area for area in options if area not in there and area != one.other_id)
    answer = await browser.decide(areas, "confirm", other=new, stance="strength")
    assert answer.headers["location"].startswith(areas)
    assert (await tags())[new] == ("strength", "person")
    assert reviewed.site.updater.wait(10)
    assert reviewed.updated[:2] == [("tag",), ("build",)]


@awaited
async def test_a_letter_leads_to_corrections_for_who_is_signed_in(reviewed):
    one = first(reviewed)
    path = f"/publication/{one.publication_id}"
    assert "/review/" not in (await reviewed.browser().get(path)).text
    browser = await reviewed.signed_in()
    page = (await browser.get(path)).text
    areas = f"/review/areas?finding={one.finding_id}&amp;return_to=%2Fpublication"
    assert areas in page
    assert f"/review/add?finding={one.finding_id}&amp;return_to=" in page


@awaited
async def test_a_link_is_decided_on_the_page_of_coverage(reviewed):
    path = "/coverage/brackenshire"
    assert "/review/decide" not in (await reviewed.browser().get(path)).text
    browser = await reviewed.signed_in()
    form = forms(await browser.get(path))["/review/decide"][0]
    finding_id = form["return_to"].partition("#")[2]
    answer = await browser.post("/review/decide", {**form, "choice": "full"})
    assert answer.headers["location"].startswith(f"{path}?said=decision-")
    assert answer.headers["location"].endswith(f"#{finding_id}")
    page = (await browser.get(answer.headers["location"])).text
    assert "Confirmed by Ada Quill" in page
    assert "<strong>Confirmed:</strong>" in page
    undo = forms(page)["/review/decide"][0]
    back = await browser.post("/review/decide", {**undo, "choice": "undo"})
    assert "Confirmed by Ada Quill" not in (await browser.get(back.headers["location"])).text


@awaited
async def test_a_link_by_hand_is_searched_for_kept_and_undone_before_a_build(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    page = await browser.get(f"/review/add?finding={one.finding_id}&q=training")
    found = re.findall(r'name="other" value="([^"]+)"', page.text)
    with closing(sqlite3.connect(reviewed.corpus.database)) as connection:
        linked = {r[0] for r in connection.execute(
            "SELECT action_id FROM links WHERE finding_id = ?", (one.finding_id,))}  # fmt: skip
        every = [r[0] for r in connection.execute("SELECT action_id FROM actions ORDER BY 1")]
    assert found
    assert "No action" in (await browser.get(f"/review/add?finding={one.finding_id}&q=zebra")).text
    new = next(action for action in every if action not in linked)
    form = forms(page)["/review/decide"][0]
    form = {**form, "other": new, "choice": "partly", "return_to": "/review"}
    answer = await browser.post("/review/decide", form)
    assert answer.status_code == 303
    target = kept(reviewed)[-1].target
    assert target in (await browser.get("/review?status=confirmed")).text
    assert "answers part of it" in (await browser.get(f"/review/item?target={target}")).text
    undone = await browser.decide(f"/review/item?target={target}", "undo")
    assert (await browser.get(undone.headers["location"])).status_code == 200
    assert target not in (await browser.get("/review?status=confirmed")).text


@awaited
async def test_a_recurrence_shows_both_texts_and_is_decided(reviewed):
    one = first(reviewed, "recurrence")
    browser = await reviewed.signed_in()
    page = await browser.get(item_path(one))
    assert page.text.count(" the letter</a>") == 2
    await browser.decide(item_path(one), "confirm")
    assert kept(reviewed)[-1].kind == "recurrence"
    confirmed = await browser.get("/review?kind=recurrence&status=confirmed")
    assert one.target.replace("|", "%7C") in confirmed.text


@awaited
async def test_the_list_narrows_and_turns_pages(reviewed):
    browser = await reviewed.signed_in()
    page = (await browser.get("/review?kind=tag")).text
    total = int(re.search(r"<h2>([\d,]+) areas", page)[1].replace(",", ""))
    assert total > 40
    assert "Next page" in page
    other = (await browser.get("/review?kind=tag&authority=saltmarch")).text
    assert int(re.search(r"<h2>([\d,]+) areas?", other)[1].replace(",", "")) < total
    for wrong in ("kind=what", "status=x&authority=nowhere", "plan=none", "page=99999"):
        assert (await browser.get(f"/review?{wrong}")).status_code == 200
    assert (await browser.get("/review/item?target=link-none")).status_code == 404


@awaited
async def test_a_form_sent_twice_counts_once(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    form = forms(await browser.get(item_path(one)))["/review/decide"][-1]
    sent = [browser.post("/review/decide", {**form, "choice": "full"}) for _ in range(5)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {303}
    assert len(kept(reviewed)) == 1


@awaited
async def test_ten_browsers_at_once_lose_and_double_nothing(reviewed):
    items = list_items(reviewed.corpus, kind="tag", limit=30)
    browsers = [await reviewed.signed_in() for _ in range(10)]

    async def judge(number, browser):
        for item in items[number * 3 : number * 3 + 3]:
            answer = await browser.decide(item_path(item), "confirm", stance=item.stance)
            assert answer.status_code == 303
        answer = await browser.decide(item_path(items[0]), "note", note=f"Note {number}")
        assert answer.status_code == 303

    await asyncio.gather(*(judge(n, browser) for n, browser in enumerate(browsers)))
    found = kept(reviewed)
    assert sorted(d.target for d in found if d.verdict == "confirm") == sorted(
        item.target for item in items
    )
    assert sorted(d.note for d in found if d.verdict == "note") == [f"Note {n}" for n in range(10)]
    assert len({d.decision_id for d in found}) == 40
    page = (await browsers[0].get(item_path(items[0]))).text
    assert all(f"Note {n}" in page for n in range(10))


@awaited
async def test_who_is_not_signed_in_changes_nothing(reviewed):
    one = first(reviewed)
    signed_in, stranger = await reviewed.signed_in(), reviewed.browser()
    form = forms(await signed_in.get(item_path(one)))["/review/decide"][-1]
    token = forms(await stranger.get("/review/sign-in"))["/review/sign-in"][0]["csrftoken"]
    answer = await stranger.post("/review/decide", {**form, "csrftoken": token, "choice": "full"})
    assert answer.status_code == 403
    for path in ("/review", item_path(one), f"/review/areas?finding={one.finding_id}"):
        assert (await stranger.get(path)).status_code == 303
    for path in ("/review/decide", "/review/sign-out"):
        assert (await signed_in.get(f"{path}?choice=full&target={one.target}")).status_code == 405
    assert kept(reviewed) == []


@awaited
async def test_a_form_without_its_token_changes_nothing(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    form = forms(await browser.get(item_path(one)))["/review/decide"][-1] | {"choice": "full"}
    other = forms(await reviewed.browser().get("/review/sign-in"))["/review/sign-in"][0]
    wrong = [{**form, "csrftoken": t} for t in ("", "x", "é", other["csrftoken"])]
    wrong.append({name: value for name, value in form.items() if name != "csrftoken"})
    for each in wrong:
        answer = await browser.post("/review/decide", each, authorization="Bearer x")
        assert answer.status_code == 403
    session = browser.client.cookies[COOKIE]
    bare = reviewed.browser()
    bare.client.cookies.set(COOKIE, session)
    assert (await bare.post("/review/decide", form)).status_code == 403
    assert kept(reviewed) == []


@awaited
async def test_a_form_from_another_site_changes_nothing(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    form = forms(await browser.get(item_path(one)))["/review/decide"][-1] | {"choice": "full"}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"content-type": "text/plain"},
        {"host": "evil.example"},
    ):
        answer = await browser.post("/review/decide", form, **headers)
        assert answer.status_code in (403, 415, 421)
    assert (await browser.client.post("/review/decide", data=form)).status_code == 403
    assert kept(reviewed) == []


@awaited
async def test_wrong_cookies_are_nobodys(reviewed):
    browser = await reviewed.signed_in()
    right = browser.client.cookies[COOKIE]
    for wrong in (
        right[:-2],
        right + "x",
        "a.b.c",
        "%00",
        "\udcff".encode("utf-8", "replace").decode(),
    ):
        stranger = reviewed.browser()
        answer = await stranger.get("/review", headers={"cookie": f"{COOKIE}={wrong}"})
        assert answer.status_code == 303
    for header in (b"\xff\xfe=1", b"a=b; [;=", b"=;;=" * 50):
        answer = await reviewed.browser().get("/review", headers={"cookie": header})
        assert answer.status_code == 303


@awaited
async def test_too_much_is_refused(reviewed):
    one = first(reviewed)
    browser = await reviewed.signed_in()
    long = await browser.decide(item_path(one), "full", note="x" * 2001)
    assert long.status_code == 400
    assert (await browser.decide(item_path(one), "full", note="x" * 30_000)).status_code == 413

    async def endless():
        for _ in range(100):
            yield b"x" * 1000

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await browser.client.post(
        "/review/decide", content=endless(), headers={**HEADERS, **form}
    )
    assert answer.status_code == 411
    lies = {**HEADERS, **form, "content-length": "10"}
    answer = await browser.client.post("/review/decide", content=endless(), headers=lies)
    assert answer.status_code == 413
    assert kept(reviewed) == []


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
@awaited
async def test_nobody_is_sent_elsewhere_after_signing_in_or_deciding(reviewed, where):
    browser = reviewed.browser()
    answer = await browser.sign_in(reviewed.token, return_to=where)
    assert answer.headers["location"] == "/review"
    answer = await browser.get("/review/sign-in", params={"return_to": where})
    assert answer.headers["location"] == "/review"
    answer = await browser.decide(item_path(first(reviewed)), "full", return_to=where)
    assert answer.headers["location"].startswith("/review?said=")


@awaited
async def test_a_damaged_line_of_decisions_does_not_stop_readers(reviewed):
    with reviewed.corpus.decisions.open("ab") as file:
        file.write(b"nonsense\n")
    browser = await reviewed.signed_in()
    assert (await browser.get("/?q=supervision")).status_code == 200
    answer = await browser.get("/review/item?target=x")
    assert answer.status_code == 500
    assert str(reviewed.corpus.root) not in answer.text


def test_the_database_follows_within_seconds(reviewed):
    """The real commands, in a process of their own."""
    reviewed.site.updater = Updater(reviewed.corpus, pause=0.1)
    one = first(reviewed)

    async def decide():
        browser = await reviewed.signed_in()
        await browser.decide(item_path(one), "reject")
        return await browser.get("/review")

    assert "being worked into the database" in run(decide()).text
    assert reviewed.site.updater.wait(60)
    assert reviewed.site.updater.state().error == ""
    with closing(sqlite3.connect(reviewed.corpus.database)) as connection:
        row = connection.execute(
            "SELECT status, decided_by FROM links WHERE link_id = ?", (one.target,)
        ).fetchone()
    assert row == ("rejected", "Ada Quill")


def test_what_was_decided_while_the_server_was_down_is_brought_in(reviewed):
    catch_up(reviewed.site)
    assert not reviewed.site.updater.state().is_behind
    one = first(reviewed)
    decide(reviewed.corpus, [one.target], "reject", by="Ben Rook")
    catch_up(reviewed.site)
    assert reviewed.site.updater.wait(10)
    assert reviewed.updated == [("build",)]


def test_a_failed_update_is_shown_kept_and_tried_again(reviewed):
    answers = ["'letters build' failed: the disk is full", ""]
    updater = Updater(reviewed.corpus, pause=0, run=lambda _: answers.pop(0))
    reviewed.site.updater = updater
    one, other = list_items(reviewed.corpus, limit=2)

    async def judge(item):
        browser = await reviewed.signed_in()
        await browser.decide(item_path(item), "full")
        assert updater.wait(10)
        return (await browser.get("/review")).text

    assert "the disk is full" in run(judge(one))
    assert updater.state().is_behind
    assert "the disk is full" not in run(judge(other))
    assert updater.state() == State()


def test_an_update_waits_for_another_run(reviewed):
    with reviewed.corpus.lock():
        reviewed.site.updater.poke("link")
        assert not reviewed.site.updater.wait(0.3)
        assert reviewed.updated == []
    assert reviewed.site.updater.wait(10)
    assert reviewed.updated == [("build",)]


def test_nobody_may_decide_until_somebody_is_added(tmp_path, monkeypatch, served):
    monkeypatch.setenv("LETTERS_REVIEWERS", str(tmp_path / "people.json"))
    done = CliRunner().invoke(main, ["serve", "--review", "--corpus", str(served.root)])
    assert done.exit_code == 1
    assert "letters review people add" in done.output


@pytest.mark.parametrize("url", ["letters.example.org", "ftp://x", "https://x/path", "https://"])
def test_a_public_url_is_scheme_and_host(served, url):
    done = CliRunner().invoke(main, ["serve", "--public-url", url, "--corpus", str(served.root)])
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("words", "warns"),
    [
        (["--host", "192.0.2.1"], True),
        (["--host", "192.0.2.1", "--public-url", "https://x.example"], False),
        ([], False),
    ],
)
def test_an_open_network_without_tls_is_warned_of(
    tmp_path, monkeypatch, served, words, warns, reviewed
):
    monkeypatch.setenv("LETTERS_REVIEWERS", str(reviewed.people))
    monkeypatch.setattr("pipeline.serve.app.run_server", lambda *_, **__: None)
    monkeypatch.setattr("pipeline.serve.app.listen", lambda *_: None)
    done = CliRunner().invoke(
        main, ["serve", "--review", *words, "--corpus", str(served.root)], obj=Settings()
    )
    assert done.exit_code == 0, done.output
    assert ("Warning" in done.output) == warns


@pytest.mark.parametrize("kind", ["link", "recurrence", "tag"])
@pytest.mark.parametrize("authority_id", ["", "brackenshire"])
def test_pages_neighbours_and_counts_are_of_one_order(served, kind, authority_id):
    wanted = Wanted(kind, "suggested", authority_id)
    with closing(open_database(served.database)) as connection:
        listed = read_items(connection, wanted, limit=1000)
        likely = [-1 if one.score is None else one.score for one in listed]
        assert likely == sorted(likely, reverse=True)
        assert {one.kind for one in listed} == {kind}
        assert {one.authority_id for one in listed} - {authority_id} == set() or not authority_id
        assert count_items(connection, wanted) == len(listed)
        assert read_items(connection, wanted, limit=3, offset=2) == listed[2:5]
        for one, after in pairwise(listed[:9]):
            assert item_beside(connection, wanted, one) == after
            assert item_beside(connection, wanted, after, before=True) == one
        assert item_beside(connection, wanted, listed[-1]) is None
        plan = Wanted(kind, "suggested", authority_id, listed[0].plan_id or "plan-of-nobody")
        of_plan = [one for one in listed if one.plan_id == plan.plan_id]
        assert read_items(connection, plan, limit=1000) == of_plan
