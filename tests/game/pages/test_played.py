"""A whole game as a room plays it: the real server and rules, and eight seats in browsers of their own."""

import re
import subprocess
from contextlib import contextmanager

import pytest

from sim.game.debrief import debrief
from sim.game.game import Game
from tests.game.pages.conftest import LAPTOP, PHONE, PROJECTOR
from tests.program import start

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect

SERVER = """
import sys
from pathlib import Path
from sim.game.game import Game
from sim.game.web.serve import serve
file = Path(sys.argv[1])
if file.exists():
    serve(Game.open(file), browser=False)
else:
    serve(Game.new("summit", seed=3, rounds=2, file=file), port=0, browser=False)
"""
SEATS = ("atlas", "cobalt", "borealis", "dynamo", "norland", "sudria", "quill", "secretary")


@contextmanager
def served(file):
    """The server of a game file; yields the links that it prints. In the end it is killed."""
    process = start("-c", SERVER, file, stderr=subprocess.STDOUT, environment={"PYTHONUNBUFFERED": "1"})
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "the host's page is" in line:
                break
        else:
            raise AssertionError(said)
        links = {"seat": r"join at (\S+)", "screen": r"shows (\S+)", "host": r"page is (\S+)"}
        yield {name: re.search(pattern, said)[1] for name, pattern in links.items()}
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def opened(browser):
    """Opens a page in a browser of its own; at the end no script may have failed, nor a policy been broken."""
    faults, contexts = [], []

    def page(address, viewport):
        contexts.append(browser.new_context(viewport=viewport))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        # A server that was killed refuses connections, which Chromium writes down.
        page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
        page.goto(address)
        return page

    yield page
    for context in contexts:
        context.close()
    assert not faults


def _end_round(host):
    host.get_by_role("button", name="End the round now").click()
    if host.locator("dialog").is_visible():
        host.get_by_role("button", name="Yes").click()


def _send(seat):
    seat.get_by_role("button", name="Send my decision").click()
    expect(seat.locator("#send")).to_contain_text("Your decision is in")


def test_eight_seats_play_a_game_through_a_server_that_is_killed_once(opened, tmp_path, picture):
    file = tmp_path / "room.game"
    with served(file) as links:
        host, screen = opened(links["host"], LAPTOP), opened(links["screen"], PROJECTOR)
        seats = {}
        for name in SEATS:
            seats[name] = page = opened(links["seat"], PHONE)
            page.get_by_role("radio", name=name).check()
            page.get_by_role("button", name="Take the seat").click()
            expect(page.locator("#you")).to_contain_text(f"You are {name}")
        expect(screen.locator(".gather")).to_contain_text("8 of 11 seats are taken")
        host.get_by_role("button", name="Start the game").click()
        _first_round(seats)
        expect(host.locator("#running")).to_contain_text("8 of 8 people have sent a decision.")
        _end_round(host)
        for page in seats.values():
            expect(page.locator("header")).to_contain_text("Round 2 of 2")
        expect(seats["atlas"].locator("#promise-treaty-atlas-1")).to_contain_text("with cobalt and borealis")
        expect(screen.locator("main")).to_contain_text("treaty-atlas-1 (treaty) atlas, cobalt and borealis")
        seats["atlas"].get_by_role("radio", name="closed").check()
        picture(seats["atlas"], "game-played-seat", full_page=True)
        picture(screen, "game-played-screen")
    expect(seats["atlas"].locator(".gone")).to_be_visible()
    with served(file) as links:
        for page in seats.values():
            expect(page.locator(".gone")).to_have_count(0)
        expect(seats["atlas"].get_by_role("radio", name="closed")).to_be_checked()
        _send(seats["atlas"])
        host.goto("about:blank")
        host.goto(links["host"])
        host.get_by_role("button", name="Go on").click()
        _end_round(host)
        for page in (host, *seats.values()):
            expect(page.locator("#clock")).to_have_text("over")
        story = debrief(Game.open(file)).as_dict()
        for page in (host, screen, seats["atlas"]):
            expect(page.locator("main")).to_contain_text("Who gained, and by which measure")
            for other in story["counterfactuals"]:
                expect(page.locator(".debrief")).to_contain_text(other["words"])
        _compare(story, seats["atlas"])
        picture(host, "game-played-host-over", full_page=True)
        picture(seats["atlas"], "game-played-seat-over", full_page=True)


def _first_round(seats):
    """A treaty that all accept, a control, a commitment, a message; the rest goes by its strategy."""
    atlas, cobalt, norland, quill = (seats[name] for name in ("atlas", "cobalt", "norland", "quill"))
    atlas.get_by_text("Make an offer").click()
    making = atlas.locator("#new-offer")
    making.get_by_label("cobalt").check()
    making.get_by_label("borealis").check()
    making.get_by_label("Least openness", exact=True).select_option("licensed weights")
    making.get_by_role("button", name="Offer it to cobalt and borealis").click()
    for name in ("cobalt", "borealis"):
        seats[name].get_by_role("button", name="Accept").click()
    expect(atlas.locator("#offers")).to_contain_text("Accepted: cobalt and borealis")
    cobalt.get_by_label("Message", exact=True).fill("Done.")
    cobalt.keyboard.press("Enter")
    expect(quill.locator("#messages")).to_contain_text("Done.")
    atlas.get_by_role("button", name="What would that be worth?").click()
    expect(atlas.locator("#decide")).to_contain_text("Before the first quarter has passed the rules can reckon nothing")
    norland.get_by_text("More: public commitment").click()
    norland.get_by_label("Export controls on south").fill("0.9")
    quill.get_by_role("radio", name="open Weights and methods").check()
    for page in seats.values():
        _send(page)


def _compare(story, page):
    """What a page tells of every seat is what the library says of the file."""
    rows = page.locator(".debrief table").first.locator("tbody tr")
    shown = rows.evaluate_all(
        "all => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))"
    )
    assert len(shown) == len(story["seats"]) == 11
    for cells, seat in zip(shown, story["seats"], strict=True):
        for cell, measure in zip(cells, story["measures"], strict=True):
            number = float(re.sub(r"[^\d.-]", "", cell.replace("−", "-")))
            scale = 100.0 if measure["unit"] == "share" else 1.0
            assert number == pytest.approx(scale * seat["values"][measure["name"]], rel=0.051, abs=1e-6)
