"""Where an event loop runs already, as in a notebook, the view is served beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 300

IN_A_LOOP = """
import asyncio, urllib.request
from sim.view.server import show

async def cell():
    link = show("base", port=0, browser=True)
    page = await asyncio.to_thread(lambda: urllib.request.urlopen(link.address, timeout=60).read())
    link.close()
    try:
        urllib.request.urlopen(link.address, timeout=5)
    except OSError:
        print(link.address, b"hoardshare" in page, "closed")

asyncio.run(cell())
"""


def test_in_a_running_loop_it_gives_a_link_that_answers_and_closes():
    pytest.importorskip("solara")
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_A_LOOP], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert made.returncode == 0, made.stderr
    address, *rest = made.stdout.split()
    assert address.startswith("http://127.0.0.1:") and address.endswith("/live") and rest == ["True", "closed"]


def test_a_notebook_shows_the_link_and_its_own_widgets_still_work():
    pytest.importorskip("solara")
    manager = pytest.importorskip("jupyter_client.manager")
    kernel, client = manager.start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
    shown = []

    def keep(message):
        kind, content = message["msg_type"], message["content"]
        if kind in ("execute_result", "display_data", "error"):
            shown.append(content.get("data") or "\n".join(content["traceback"]))

    try:
        for cell in (
            "from sim.view.server import show\nlink = show('base', port=0)\nlink",
            "import urllib.request\nurllib.request.urlopen(link.address, timeout=60).status",
            "import ipywidgets\nipywidgets.IntSlider()",
            "link.close()",
        ):
            client.execute_interactive(cell, timeout=PATIENCE, output_hook=keep)
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
    link, status, widget = shown
    assert "href" in link["text/html"] and "hoardshare is at http" in link["text/plain"]
    assert status["text/plain"] == "200"
    assert any("widget" in kind for kind in widget)
