"""The server of the view: by default only for this machine, and ended cleanly by Ctrl-C."""

import os
import re
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sim.console import complain, say
from sim.extras import require_view
from sim.scenario.errors import printable
from sim.view.beside import Link, in_a_loop
from sim.view.gate import EVERYWHERE, LOOPBACK, Entrance
from sim.view.limits import ENGLISH, HOST, PORT, VISITORS

if TYPE_CHECKING:
    from sim.agents import Actor

TOKEN = "HOARDSHARE_TOKEN"
"""Environment variable with a fixed token, so that a link stays valid from one start to the next."""
_TRIED = 20
_SITE = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
_LARGEST_MESSAGE, _TURN = 2**18, 0.0005
"""Largest size of a message from a page, bytes (a visitor's input, never a file); seconds of a thread's turn."""
_ENVIRONMENT = {
    "SOLARA_APP": "sim.view.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_KERNEL_CULL_TIMEOUT": "60s",
    "SOLARA_ROOT_PATH": "",
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "hoardshare",
}
"""Settings that Solara needs before import: no telemetry, no path from headers, no cookie that scripts can read,
and worlds of lost tabs are deleted after a minute."""


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
    names: Sequence[str] = (),
    visitors: int = VISITORS,
    language: str = ENGLISH,
    frames: Sequence[str] = (),
) -> Link | None:
    """Serve the view until it is interrupted; in a notebook, in the background.

    Args:
        scenario: a shipped name or a file to open on the live page; with None, the comparison of two regimes opens.
        seed: seed of the random numbers.
        agents: classes of single actors by name, as :class:`sim.RaceModel` takes them.
        store: folder of a store, or of results of claims, to open on the explore page.
        host: address to listen at.
        port: port to listen at; if it is in use, the next free one is taken; 0 takes any free one.
        browser: whether to open a browser.
        names: further names by which visitors reach the server, such as a proxy's.
        visitors: number of pages that may be open at once.
        language: language of the pages, the name of a file of texts.
        frames: sites, such as ``https://lms.example.org``, whose pages may show the view in a frame; none by default.

    Returns:
        None, after it is interrupted. If an event loop already runs, as in a notebook, it returns a link at once; the
        notebook shows the link, and its ``close()`` ends the server.

    Raises:
        MissingExtra: a package of the extra ``view`` is not installed.
        ViewError: a name, a site, the language or the environment's token is invalid, or no port is free.
        ScenarioError: the scenario cannot be used.
    """
    _ensure_solara()
    _ensure_names(names)
    sites = tuple(site_of(each) for each in frames)
    _speak(language)
    token = token_for(host, names)
    _offer(scenario, seed, agents or {}, store, is_shared=bool(token), frames=sites)
    listening, page = bound(host, port), "live" if scenario or agents else ""
    try:
        entrance = Entrance(listening.getsockname()[1], host.lower(), _lower(names, host), token, sites)
        for note in told(entrance, port):
            complain(note)
        if in_a_loop():
            _compile_rules()
            return _serve_beside(listening, entrance, page, visitors)
        _serve(listening, entrance, page, browser, visitors)
    except BaseException:
        listening.close()
        raise
    listening.close()
    return None


def _serve_beside(listening: socket.socket, entrance: Entrance, page: str, visitors: int) -> Link:
    link = Link(_server(entrance, visitors), listening, address(entrance, page))
    if not link.wait():
        link.close()
        raise ViewError("the view did not start; `hoardshare view` in a terminal says why")
    return link


def _ensure_solara() -> None:
    require_view("the view")
    os.environ.update(_ENVIRONMENT)


def token_for(host: str, names: Sequence[str]) -> str:
    """Token for links: the environment's, or a new one if others can reach the server, or else none.

    Raises:
        ViewError: the environment's token is invalid.
    """
    own = os.environ.get(TOKEN, "")
    if own and not _TOKEN.fullmatch(own):
        raise ViewError(f"{TOKEN} is not a token; expected 16 to 128 letters, digits, - and _")
    return own or ("" if host.lower() in LOOPBACK and not names else secrets.token_urlsafe(32))


def _ensure_names(names: Sequence[str]) -> None:
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+|\[[0-9A-Fa-f:.]+\]", name.strip()):
            expected = "expected the name of a machine, such as view.example.org"
            raise ViewError(f"--name {printable(name)}: cannot be; {expected}")


def site_of(text: str, option: str = "--frame") -> str:
    """A site as content policies name it.

    Args:
        text: the site.
        option: where it was given.

    Raises:
        ViewError: it is no site.
    """
    found = _SITE.fullmatch(text.strip().lower().removesuffix("/"))
    if not found:
        raise ViewError(f"{option} {printable(text)}: cannot be; expected a site, such as https://lms.example.org")
    return found[0]


def _speak(language: str) -> None:
    from sim.view.say import LanguageError, speak

    try:
        speak(language)
    except LanguageError as error:
        raise ViewError(str(error)) from error


def _lower(names: Sequence[str], host: str) -> tuple[str, ...]:
    """Names as browsers send them; a server that listens everywhere also answers to the machine's own name."""
    own = [socket.gethostname()] if host in EVERYWHERE else []
    return tuple(name.strip().lower().strip("[]") for name in (*names, *own))


def _offer(
    scenario: str | None, seed: int, agents: "Mapping[str, type[Actor]]", store: str, *, is_shared: bool,
    frames: tuple[str, ...],
) -> None:  # fmt: skip
    from sim.model import RaceModel
    from sim.scenario import load, names
    from sim.view.offer import OFFER
    from sim.view.setting import Setting

    OFFER.begin = Setting(scenario or Setting().scenario, seed)
    RaceModel(load(OFFER.begin.scenario), seed, agents=agents)
    OFFER.file = scenario if scenario and scenario not in names() else None
    OFFER.agents, OFFER.store, OFFER.is_shared = agents, store, is_shared
    OFFER.frames = frames


def bound(host: str, port: int, tried: int = _TRIED) -> socket.socket:
    """A socket that listens at a port or the next free one.

    Raises:
        ViewError: the address does not belong to this machine, or no port is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + (tried if port else 1), 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
            return listener
        except PermissionError:
            listener.close()
        except OSError as error:
            listener.close()
            if not _is_taken(error):
                raise ViewError(f"cannot listen at {host}: {error.strerror or error}") from error
    raise ViewError(f"no free port at {host} from {port}; name another with --port, or 0 for any")


def _is_taken(error: OSError) -> bool:
    import errno

    return error.errno == errno.EADDRINUSE


class _Warming(threading.Thread):
    """Makes the rules ready while the server already answers; if that fails, it ends the server.

    Attributes:
        is_ready: whether pages can be drawn.
        fault: why they cannot.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.is_ready = False
        self.fault: BaseException | None = None
        self.server: Any = None

    def run(self) -> None:
        """Compile the rules, or load what was compiled."""
        try:
            _compile_rules()
            self.is_ready = True
        except BaseException as fault:
            self.fault = fault
            if self.server is not None:
                self.server.should_exit = True


def _compile_rules() -> None:
    """Compile the rules before a browser has to wait for them."""
    from sim.model import RaceModel
    from sim.scenario import load
    from sim.study.execute import run

    run(load("base"), quarters=1)
    RaceModel("base").step()


def address(entrance: Entrance, page: str = "") -> str:
    """Address to open in a browser."""
    host = entrance.host
    name = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{entrance.port}/{page}" + (f"?token={entrance.token}" if entrance.token else "")


def told(entrance: Entrance, wanted: int) -> list[str]:
    """Notes about an address other than the default."""
    port = entrance.port
    notes = [f"port {wanted} is in use; taking {port}"] if wanted not in (0, port) else []
    if entrance.host not in LOOPBACK or entrance.names:
        notes.append(
            f"warning: listening at {entrance.host}: whoever has the link, with its token, can use the view. "
            "Nothing is encrypted: use it in no network that you do not trust"
        )
    if entrance.frames and entrance.token:
        notes.append(
            "a page that shows the view in a frame keeps its token only over https: put a proxy with https before"
        )
    return notes


def _server(entrance: Entrance, visitors: int, is_ready: Callable[[], bool] = lambda: True) -> Any:
    import uvicorn

    from sim.view.site import site

    config = uvicorn.Config(site(entrance, visitors, is_ready), log_level="error", lifespan="on", server_header=False)
    config.timeout_graceful_shutdown = 1
    config.ws_max_size = _LARGEST_MESSAGE
    # Within one machine it costs more to press a message than to send it.
    config.ws_per_message_deflate = entrance.host not in LOOPBACK
    return uvicorn.Server(config)


def _serve(listening: socket.socket, entrance: Entrance, page: str, browser: bool, visitors: int) -> None:
    # A message to a browser waits for its turn behind whatever is counted: let turns be short.
    sys.setswitchinterval(_TURN)
    warming = _Warming()
    server = warming.server = _server(entrance, visitors, lambda: warming.is_ready)
    where = address(entrance, page)
    warming.start()
    threading.Thread(target=_announce, args=(server, where, browser), daemon=True).start()
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if warming.fault is not None:
        raise warming.fault
    complain("stopped")


def _announce(server: Any, where: str, browser: bool, opened: Callable[[str], bool] = webbrowser.open) -> None:
    """Print the view's address once it answers."""
    import time

    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    say(f"hoardshare is at {where} (Ctrl-C ends it)")
    if browser:
        opened(where)
