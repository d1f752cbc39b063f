"""The door: a code, a seat, and a right to it that outlives a reload."""

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def test_a_code_leads_to_the_seats_and_a_seat_to_its_page(open_page, room):
    page = open_page("join")
    page.get_by_label("Join code").fill(" hjkm-2347 ")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("radio", name="Any free seat")).to_be_checked()
    expect(page.get_by_role("radio", name="Atlas")).to_be_disabled()
    page.get_by_role("radio", name="Cobalt").check()
    page.get_by_role("textbox", name="Your name").fill("Ada")
    page.get_by_role("button", name="Take the seat").click()
    page.wait_for_selector("#decide")
    assert room.sent[0] == ("/api/look", {"code": "hjkm-2347"})
    assert room.sent[1] == ("/api/join", {"code": "hjkm-2347", "seat": "cobalt", "name": "Ada", "consent": False})
    page.reload()
    page.wait_for_selector("#decide")


def test_a_link_with_a_code_shows_the_seats_at_once_and_consent_is_never_assumed(open_page, fake, room):
    page = open_page("join")
    page.goto("about:blank")
    page.goto(f"{fake.address}/#code=HJKM2347")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Take the seat").click()
    page.wait_for_selector("#decide")
    assert room.sent[-1] == ("/api/join", {"code": "HJKM2347", "seat": None, "name": "", "consent": True})


def test_a_wrong_code_is_told_in_the_servers_words(open_page, room):
    room.refuse["/api/look"] = 403, {"error": "This is not the join code of this game."}
    page = open_page("join")
    page.get_by_label("Join code").fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#wrong")).to_have_text("This is not the join code of this game.")
    expect(page.locator("#said")).to_have_text("This is not the join code of this game.")
    expect(page.get_by_label("Join code")).to_have_value("wrong")


def test_a_seat_that_somebody_took_first_is_shown_as_taken(open_page, room):
    page = open_page("join")
    page.get_by_label("Join code").fill("c")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("radio", name="Cobalt").check()
    room.seats[2]["taken"] = True
    room.refuse["/api/join"] = 409, {"error": "Cobalt was taken just now; choose another seat."}
    page.get_by_role("button", name="Take the seat").click()
    expect(page.locator("#wrong")).to_contain_text("taken just now")
    expect(page.get_by_role("radio", name="Cobalt")).to_be_disabled()


def test_where_the_host_gives_seats_nobody_chooses(open_page, room):
    room.assigned = True
    page = open_page("join")
    page.get_by_label("Join code").fill("c")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Take the seat")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)


def test_tokens_leave_the_address_and_a_page_without_one_says_where_to_go(open_page, fake):
    page = open_page("seat")
    assert page.url == f"{fake.address}/seat"
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.reload()
    expect(page.get_by_role("link", name="Join with a code")).to_be_visible()
