"""The server: its address, its end, and strategies of one's own."""

import signal
import socket

import pytest

from tests.browser.conftest import served
from tests.program import PATIENCE

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

FRAGILE = """
import sim
from sim.view.server import show

class Fragile(sim.Firm):
    def choose(self):
        if self.model.quarter == 3:
            raise ZeroDivisionError("by nothing")
        return sim.Tier.OPEN

show("base", agents={"alpha": Fragile}, port=0, browser=False)
"""


def test_a_port_in_use_is_passed_over_and_ctrl_c_ends_it_while_playing(browser):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with served("-m", "sim.cli", "view", "commons", "--port", str(port), "--no-browser") as (process, address):
            assert any(f"port {port} is in use" in line for line in process.heard)
            assert address.endswith("/live") and str(port) not in address
            page = browser.new_page()
            page.goto(address)
            expect(page.locator("h1")).to_have_text("Commons")
            page.get_by_label("speed", exact=True).select_option("1")
            page.get_by_role("button", name="Play", exact=True).click()
            expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=PATIENCE)[0]
            assert process.returncode == 0
            assert "Traceback" not in rest and "stopped" in rest
            page.close()


def test_an_exception_in_a_strategy_is_a_message_and_reset_recovers(watched):
    with served("-c", FRAGILE) as (_, address):
        page = watched(address)
        told, reset = page.get_by_role("alert"), page.get_by_role("button", name="Reset", exact=True)
        expect(told).to_contain_text("ZeroDivisionError: by nothing")
        reset.click()
        expect(page.get_by_label("quarter", exact=True)).to_have_value("0")
        expect(page.locator(".message.shown")).to_have_count(0)
        page.get_by_role("button", name="Play", exact=True).click()
        expect(told).to_contain_text("ZeroDivisionError: by nothing")
        reset.click()
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator(".strip")).to_contain_text("alpha turns from paid access to open")
        page.close()
