"""Everything that is served: pages, their files and one socket per page, and nothing else of Solara's server."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

import anyio.to_thread
from solara.server import kernel_context, settings
from solara.server import starlette as served
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sim.view.gate import Entrance, Gate
from sim.view.limits import PAGES
from sim.view.markup import fill
from sim.view.say import language, say
from sim.view.seats import Seats
from sim.view.turns import serving

if TYPE_CHECKING:
    import os

    from starlette.requests import Request

HERE = "/here"
"""Path at which a page checks that the server still answers."""
_INLINE = re.compile(rb"<script(?P<how>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_VIEWPORT = re.compile(rb'<meta name="viewport"[^>]*>')
_POLICY = (
    "default-src 'none'",
    # Vue makes functions of templates, and require.js of what it loads.
    "script-src 'self' 'unsafe-eval' {scripts}",
    # Vuetify writes its theme into the page, and figures have sizes of their own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "{ancestors}",
    "object-src 'none'",
)


def site(entrance: Entrance, most: int, is_ready: Callable[[], bool] = lambda: True) -> Gate:
    """Everything that is served.

    Args:
        entrance: which requests to let in.
        most: number of pages that may be open at once.
        is_ready: whether pages can be drawn yet; until then, they say that they will be.
    """

    async def page(request: "Request") -> Response:
        return await _page(request, entrance) if is_ready() else _waiting()

    routes = [
        *(Route(path, page) for path in PAGES),
        Route(HERE, _here),
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/channels", served.kernel_connection),
        Route("/_solara/api/close/{kernel_id}", _close, methods=["POST"]),
        Mount("/_solara/cdn", _Assets(directory=settings.assets.proxy_cache_dir)),
        Mount("/static/assets", served.StaticAssets()),
        Mount("/static", served.StaticFilesOptionalAuth(directory=served.server.solara_static)),
        Mount("/jupyter/nbextensions", served.StaticNbFiles()),
    ]
    seated = [Middleware(Seats, most=most), *served.middleware]
    lost = {404: partial(_lost, entrance)}
    served_pages = Starlette(routes=routes, lifespan=_lifespan, middleware=seated, exception_handlers=lost)
    return Gate(served_pages, entrance)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with served.lifespan(app):
        with serving():
            yield


async def _page(request: "Request", entrance: Entrance) -> Response:
    """A page, with the policy that allows only its own scripts."""
    answered: Response = await served.root(request)
    body = mended(bytes(answered.body))
    response = Response(body, answered.status_code, media_type="text/html")
    response.raw_headers += [each for each in answered.raw_headers if each[0] == b"set-cookie"]
    response.headers["content-security-policy"] = policy(body, entrance.ancestors)
    return response


def mended(page: bytes) -> bytes:
    """Solara's page, which names no language and forbids to zoom on phones, with both put right."""
    told = fill('<html lang="{}">', language()).encode()
    return _VIEWPORT.sub(
        b'<meta name="viewport" content="width=device-width, initial-scale=1">', page, count=1
    ).replace(b"<html>", told, 1)


def policy(page: bytes, ancestors: str) -> str:
    """Content policy of a page: files of this server, and the scripts in the page, by their hashes.

    Args:
        page: the page.
        ancestors: which pages may show it in a frame.
    """
    codes = [match["code"] for match in _INLINE.finditer(page) if b"src=" not in match["how"]]
    hashes = " ".join(dict.fromkeys(f"'sha256-{b64encode(sha256(code).digest()).decode()}'" for code in codes))
    return "; ".join(_POLICY).format(scripts=hashes, ancestors=ancestors)


def _waiting() -> Response:
    """A page for those who come before the rules are ready; it loads itself until they are."""
    return PlainTextResponse(say("page.starting"), headers={"refresh": "2", "cache-control": "no-store"})


async def _lost(entrance: Entrance, request: "Request", error: Exception) -> Response:
    """A page for an address that there is not, with the way back; it runs nothing."""
    body = fill(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>hoardshare</title><h1>hoardshare</h1><p>{}</p><p><a href=\"/\">{}</a></p>",
        language(), say("page.lost"), say("page.lost_back"),
    )  # fmt: skip
    policy_of_text = f"default-src 'none'; {entrance.ancestors}"
    return HTMLResponse(body, 404, headers={"content-security-policy": policy_of_text})


async def _here(request: "Request") -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})


async def _close(request: "Request") -> Response:
    """Free the world of a page that was left."""
    context = kernel_context.contexts.get(request.path_params["kernel_id"])
    page = request.query_params.get("session_id")
    if context is not None and page in context.page_status and _owner(request) == context.session_id:
        # In a thread: it waits for whatever the page is still doing.
        await anyio.to_thread.run_sync(context.page_close, page)
    return Response(status_code=204)


def _owner(request: "Request") -> str | None:
    owner: str | None = served.server.get_session_id_cookie(request.cookies)
    return owner


class _Assets(served.StaticCdn):
    """Installed scripts and fonts. Missing files are not fetched from another machine."""

    def lookup_path(self, path: str) -> "tuple[str, os.stat_result | None]":
        return StaticFiles.lookup_path(self, path)
