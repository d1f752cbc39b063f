"""An attacker's page in the same browser gets nothing: no byte to read, no socket, no world of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from tests.browser.conftest import served
from tests.browsers import ARGUMENTS, found_browser

playwright = pytest.importorskip("playwright.sync_api")

SOCKET = "/jupyter/api/kernels/11111111-1111-4111-8111-111111111111/channels?session_id=22222222"
TRIES = """async (target) => {
  const late = (ms) => new Promise((resolve) => setTimeout(() => resolve("late"), ms));
  const element = (tag, address, more) => new Promise((resolve) => {
    const made = Object.assign(document.createElement(tag), more || {});
    made.onload = () => resolve("loaded"); made.onerror = () => resolve("refused");
    made[tag === "object" ? "data" : tag === "link" ? "href" : "src"] = address;
    document.body.append(made);
  });
  const read = async (address, options) => {
    try { const answer = await fetch(address, options); return answer.type + " " + answer.status; }
    catch (error) { return "refused"; }
  };
  const socket = () => new Promise((resolve) => {
    const opened = new WebSocket(target.replace("http", "ws") + SOCKET);
    opened.onopen = () => resolve("open"); opened.onerror = () => resolve("refused");
  });
  const framed = (address) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    const heard = [];
    window.addEventListener("message", (event) => heard.push(event.data));
    frame.onload = () => {
      frame.contentWindow.postMessage({ method: "run" }, "*");
      let text = "unreadable";
      try { text = frame.contentDocument ? frame.contentDocument.body.innerText : "unreadable"; } catch (error) {}
      setTimeout(() => resolve([text, heard.length]), 500);
    };
    frame.src = address;
    document.body.append(frame);
  });
  const found = {};
  for (const path of ["/", "/live", "/explore", "/here", "/static/assets/style.css", "/resourcez", "/readyz"]) {
    found["read " + path] = await read(target + path, { credentials: "include" });
    found["blind " + path] = await read(target + path, { mode: "no-cors", credentials: "include" });
  }
  const close = target + "/_solara/api/close/x?session_id=y";
  found.post = await read(close, { method: "POST", mode: "no-cors", credentials: "include", body: "a=b" });
  found.beacon = navigator.sendBeacon(close) ? "sent" : "refused";
  found.socket = await Promise.race([socket(), late(5000)]);
  found.script = await element("script", target + "/static/assets/theme.js");
  found.module = await element("script", target + "/static/assets/theme.js", { type: "module" });
  found.image = await element("img", target + "/static/assets/favicon.png");
  found.style = await element("link", target + "/static/assets/style.css", { rel: "stylesheet" });
  found.object = await Promise.race([element("object", target + "/"), late(2000)]);
  found.frame = await Promise.race([framed(target + "/live"), late(5000)]);
  const form = Object.assign(document.createElement("form"), { method: "POST", action: target + "/", target: "sink" });
  const sink = Object.assign(document.createElement("iframe"), { name: "sink" });
  document.body.append(sink, form);
  form.submit();
  await late(500);
  return found;
}""".replace("SOCKET", f'"{SOCKET}"')
SEATS = """
import sys, threading, time
from sim.view import seats
from sim.cli import main

class Watched(seats.Seats):
    def __init__(self, *given, **options):
        super().__init__(*given, **options)
        threading.Thread(target=self.tell, daemon=True).start()

    def tell(self):
        most = 0
        while True:
            most = max(most, len(self.taken()))
            print("seats", most, flush=True)
            time.sleep(0.2)

seats.Seats = Watched
import sim.view.site
sim.view.site.Seats = Watched
sys.argv = ["hoardshare", "view", "--port", "0", "--no-browser"]
main()
"""


class Evil(BaseHTTPRequestHandler):
    """A page of another site."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>evil</title><body>evil")

    def log_message(self, *given):
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def evil():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def attacker():
    """A browser in which names of the attacker's lead to this machine, and that itself does nothing against it."""
    open_to_all = "--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessRespectPreflightResults"
    names = "--host-resolver-rules=MAP evil.example 127.0.0.1,MAP rebound.example 127.0.0.1"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found_browser(), args=[*ARGUMENTS, names, open_to_all])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def victim():
    """A server that tells how many seats were ever taken."""
    with served("-c", SEATS) as (process, address):
        told = []
        threading.Thread(target=lambda: told.extend(process.stdout), daemon=True).start()
        yield address.rstrip("/"), lambda: max(int(line.split()[1]) for line in told if line.startswith("seats"))


def in_thread(action):
    """Playwright's loop of other fixtures runs in this thread already; another browser needs one of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(action).result()


@pytest.mark.parametrize(
    "site", ["http://127.0.0.1:{evil}/", "http://localhost:{evil}/", "http://evil.example:{evil}/"]
)
def test_a_page_of_another_site_gets_nothing(victim, evil, site):
    address, seats = victim

    def attack():
        with attacker() as browser:
            page = browser.new_page()
            # The victim has used the view in this browser, so that its cookies are there.
            page.context.add_cookies([{"name": "solara-session-id", "value": "x" * 36, "url": address}])
            page.goto(site.format(evil=evil))
            return page.evaluate(TRIES, address)

    found = in_thread(attack)
    frame = found.pop("frame")
    for what, came in found.items():
        # A request that cannot be read tells its sender nothing, not even whether it was refused.
        expected = (
            ("refused", "late") if not what.startswith(("blind", "post", "beacon")) else ("opaque 0", "sent", "refused")
        )
        assert came in expected, (what, came)
    assert frame == "late" or (frame[0] == "unreadable" and frame[1] == 0)
    assert seats() == 0


def test_a_name_that_is_rebound_to_this_machine_serves_nothing(victim):
    address, seats = victim
    rebound = f"http://rebound.example:{address.rsplit(':', 1)[1]}"

    def attack():
        with attacker() as browser:
            page = browser.new_page()
            refused = page.goto(f"{rebound}/live")
            seen = refused.status, page.content()
            # The attacker's own page, loaded before the name led here: its requests are of one site with the view's.
            page.route(f"{rebound}/evil", lambda route: route.fulfill(body="<body>evil", content_type="text/html"))
            page.goto(f"{rebound}/evil")
            return *seen, page.evaluate(TRIES, rebound)

    status, content, found = in_thread(attack)
    assert status == 403 and "not served under this name" in content and "solara" not in content
    frame = found.pop("frame")
    read = {what: came for what, came in found.items() if what.startswith(("read", "blind", "post"))}
    assert set(read.values()) == {"basic 403"} and len(read) == 15, read
    others = {what: came for what, came in found.items() if what not in read and what != "beacon"}
    assert set(others.values()) <= {"refused", "late"}, others
    assert frame == "late" or (("not served" in frame[0] or frame[0] in ("", "unreadable")) and frame[1] == 0)
    assert seats() == 0


def test_only_what_pages_need_is_served(victim):
    address, _ = victim
    for path in ("/resourcez", "/resourcez?verbose", "/readyz", "/_solara/cdn/left-pad@1.3.0/index.js", "/nowhere",
                 "/jupyter/api/kernels/x", "/_solara/api/evict/x", "/static/public/x", "/static/../server.py",
                 "/static/%2e%2e/server.py", "/jupyter/nbextensions/..%2f..%2f..%2fetc/passwd"):  # fmt: skip
        with pytest.raises(OSError, match=r"404|405"):
            urlopen(address + path, timeout=20)
