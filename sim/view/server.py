"""The server of the view: bound to this machine alone unless told otherwise, and ended cleanly by Ctrl-C."""

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sim.view.beside import in_a_loop

if TYPE_CHECKING:
    from sim.agents import Actor
    from sim.view.beside import Link

HOST = "127.0.0.1"
PORT = 8765
_TRIED = 20
_LOCAL = ("127.0.0.1", "localhost", "::1")
_ENVIRONMENT = {
    "SOLARA_APP": "sim.view.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_KERNEL_CULL_TIMEOUT": "60s",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "hoardshare",
}
"""What Solara must find before it is imported: no telemetry, and worlds of closed tabs go after a minute."""


class ViewError(Exception):
    """The view cannot be started; the message says why and what to do."""


def show(
    scenario: str | None = None,
    *,
    seed: int = 0,
    agents: "Mapping[str, type[Actor]] | None" = None,
    store: str = "",
    host: str = HOST,
    port: int = PORT,
    browser: bool = True,
) -> "Link | None":
    """Serve the view until it is interrupted; in a notebook, beside it.

    Args:
        scenario: a shipped name or a file to open on the live page; the comparison of two regimes opens when None.
        seed: seed of all noise.
        agents: classes of single actors by name, as :class:`sim.RaceModel` takes them.
        store: folder of a store, or of results of claims, to open on the explore page.
        host: address to listen at.
        port: port to listen at; the next free one is taken when it is in use, any free one for 0.
        browser: whether to open a browser.

    Returns:
        Nothing, once it was interrupted. Where an event loop runs already, as in a notebook, at once: a link, which the
        notebook shows and whose ``close()`` ends the server.

    Raises:
        ViewError: Solara is not installed, or no port is free.
        ScenarioError: the scenario cannot be used.
    """
    _ensure_solara()
    _offer(scenario, seed, agents or {}, store)
    listening, page = bound(host, port), "live" if scenario or agents else ""
    try:
        for note in told(listening, host, port):
            print(note, file=sys.stderr, flush=True)
        _compile_rules()
        if in_a_loop():
            return _serve_beside(listening, host, page)
        _serve(listening, host, page, browser)
    except BaseException:
        listening.close()
        raise
    listening.close()
    return None


def _serve_beside(listening: socket.socket, host: str, page: str) -> "Link":
    from sim.view.beside import Link

    link = Link(_server(), listening, address(listening, host, page))
    if not link.wait():
        link.close()
        raise ViewError("the view did not start; `hoardshare view` in a terminal says why")
    return link


def _ensure_solara() -> None:
    from importlib.util import find_spec

    if find_spec("solara") is None:
        raise ViewError("the view needs Solara: pip install 'hoardshare[view]'")
    os.environ.update(_ENVIRONMENT)


def _offer(scenario: str | None, seed: int, agents: "Mapping[str, type[Actor]]", store: str) -> None:
    from sim.model import RaceModel
    from sim.scenario import load, names
    from sim.view.offer import OFFER
    from sim.view.setting import Setting

    OFFER.begin = Setting(scenario or Setting().scenario, seed)
    RaceModel(load(OFFER.begin.scenario), seed, agents=agents)
    OFFER.file = scenario if scenario and scenario not in names() else None
    OFFER.agents, OFFER.store = agents, store


def bound(host: str, port: int, tried: int = _TRIED) -> socket.socket:
    """A socket that listens at a port, or at the next free one.

    Raises:
        ViewError: the address is none of this machine's, or no port is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + (tried if port else 1), 65536)):
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, candidate))
            found.listen(128)
            return found
        except PermissionError:
            found.close()
        except OSError as error:
            found.close()
            if not _is_taken(error):
                raise ViewError(f"cannot listen at {host}: {error.strerror or error}") from error
    raise ViewError(f"no free port at {host} from {port}; name another with --port, or 0 for any")


def _is_taken(error: OSError) -> bool:
    import errno

    return error.errno == errno.EADDRINUSE


def _compile_rules() -> None:
    """Before anybody waits in a browser."""
    from sim.model import RaceModel
    from sim.scenario import load
    from sim.study.execute import run

    run(load("base"), quarters=1)
    RaceModel("base").step()


def address(listening: socket.socket, host: str, page: str = "") -> str:
    """Where to point a browser."""
    name = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/{page}"


def told(listening: socket.socket, host: str, wanted: int) -> list[str]:
    """What is said of an address that is not the usual one."""
    port = listening.getsockname()[1]
    notes = [f"port {wanted} is in use; taking {port}"] if wanted not in (0, port) else []
    if host not in _LOCAL:
        notes.append(f"listening at {host}: whoever reaches this machine can use the view, and open its stores")
    return notes


def _server() -> Any:
    import uvicorn

    config = uvicorn.Config("solara.server.starlette:app", log_level="error", lifespan="on")
    config.timeout_graceful_shutdown = 1
    return uvicorn.Server(config)


def _serve(listening: socket.socket, host: str, page: str, browser: bool) -> None:
    server = _server()
    where = address(listening, host, page)
    threading.Thread(target=_announce, args=(server, where, browser), daemon=True).start()
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    print("stopped", file=sys.stderr)


def _announce(server: Any, where: str, browser: bool, opened: Callable[[str], bool] = webbrowser.open) -> None:
    """Say where the view is, once it answers."""
    import time

    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    print(f"hoardshare is at {where} (Ctrl-C ends it)", flush=True)
    if browser:
        opened(where)
