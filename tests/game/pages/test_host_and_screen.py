"""The host runs the game; the screen shows the room what the room may see."""

import pytest

from tests.game.pages.conftest import LAPTOP, PROJECTOR
from tests.program import await_that

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def orders(room, count=0):
    """What the host has ordered, without the address, once so many orders have come."""
    await_that(lambda: len(room.sent) >= count, f"{count} orders do not come")
    return [(path.removeprefix("/api/host/"), body) for path, body in room.sent]


def test_the_host_sees_who_sits_and_starts_the_game(open_page, room):
    room.stage("lobby")
    page = open_page("host", viewport=LAPTOP)
    expect(page.locator("#door")).to_contain_text("HJKM-2347")
    assert page.locator("img.qr").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    expect(page.locator("#seat-atlas")).to_contain_text("Ada")
    expect(page.locator("#seat-cobalt")).to_contain_text("its strategy")
    page.get_by_role("button", name="Start the game").click()
    expect(page.locator("#wrong")).to_have_count(0)
    assert orders(room, 1) == [("begin", {})]


def test_the_host_runs_the_time(open_page, room):
    page = open_page("host", viewport=LAPTOP)
    page.get_by_role("button", name="One minute more").click()
    page.get_by_role("button", name="Pause").click()
    room.time["running"] = False
    room.change()
    expect(page.locator("#clock")).to_contain_text("paused")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Minutes a round").fill("3.5")
    page.get_by_role("button", name="Set").click()
    page.get_by_label("Seats may send messages").uncheck()
    expect(page.locator("#wrong")).to_have_count(0)
    assert orders(room, 5) == [
        ("extend", {"seconds": 60}), ("pause", {}), ("go", {}), ("minutes", {"n": 3.5}), ("chat", {"on": False})
    ]  # fmt: skip


def test_what_cannot_be_undone_is_asked_first(open_page, room):
    page = open_page("host", viewport=LAPTOP)
    for word in ("End the round now", "End the game", "Free the seat Atlas"):
        page.get_by_role("button", name=word).click()
        page.get_by_role("button", name="No, go back").click()
    assert orders(room) == []
    for word in ("End the round now", "End the game", "Free the seat Atlas"):
        page.get_by_role("button", name=word).click()
        page.get_by_role("button", name="Yes").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert orders(room, 3) == [("next", {"round": 3}), ("end", {}), ("free", {"seat": "atlas"})]


def test_a_refusal_is_told_in_the_servers_words(open_page, room):
    room.refuse["/api/host/pause"] = 409, {"error": "The game is over."}
    page = open_page("host")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#wrong")).to_have_text("The game is over.")


def test_the_screen_gathers_the_room_and_then_shows_the_race(open_page, room):
    room.stage("lobby")
    page = open_page("screen", viewport=PROJECTOR)
    expect(page.locator(".gather")).to_contain_text("HJKM-2347")
    expect(page.locator(".gather")).to_contain_text("192.168.0.12:8777")
    room.stage("deciding")
    expect(page.locator("header")).to_contain_text("Round 3 of 8")
    expect(page.locator(".events").first).to_contain_text("borealis is found to break treaty-1.")
    expect(page.locator("main")).to_contain_text(
        "treaty-1 (treaty) atlas, borealis and cobalt: release at least as licensed weights"
    )
    expect(page.locator("[role=img]")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR["height"]
