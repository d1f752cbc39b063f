"""Everything that is served: pages, their files and one socket per page, and nothing else of Solara's server."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import anyio.to_thread
from solara.server import kernel_context, settings
from solara.server import starlette as served
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sim.view.gate import Entrance, Gate
from sim.view.limits import PAGES
from sim.view.seats import Seats

if TYPE_CHECKING:
    import os

    from starlette.requests import Request

HERE = "/here"
"""Path at which a page checks that the server still answers."""
_INLINE = re.compile(rb"<script(?P<how>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
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
    "frame-ancestors 'none'",
    "object-src 'none'",
)


def site(entrance: Entrance, most: int) -> Gate:
    """Everything that is served.

    Args:
        entrance: which requests to let in.
        most: number of pages that may be open at once.
    """
    routes = [
        *(Route(path, _page) for path in PAGES),
        Route(HERE, _here),
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/channels", served.kernel_connection),
        Route("/_solara/api/close/{kernel_id}", _close, methods=["POST"]),
        Mount("/_solara/cdn", _Assets(directory=settings.assets.proxy_cache_dir)),
        Mount("/static/assets", served.StaticAssets()),
        Mount("/static", served.StaticFilesOptionalAuth(directory=served.server.solara_static)),
        Mount("/jupyter/nbextensions", served.StaticNbFiles()),
    ]
    seated = [Middleware(Seats, most=most), *served.middleware]
    return Gate(Starlette(routes=routes, lifespan=served.lifespan, middleware=seated), entrance)


async def _page(request: "Request") -> Response:
    """A page, with the policy that allows only its own scripts."""
    response: Response = await served.root(request)
    response.headers["content-security-policy"] = policy(bytes(response.body))
    return response


def policy(page: bytes) -> str:
    """Content policy of a page: files of this server, and the scripts in the page, by their hashes."""
    codes = [match["code"] for match in _INLINE.finditer(page) if b"src=" not in match["how"]]
    hashes = " ".join(dict.fromkeys(f"'sha256-{b64encode(sha256(code).digest()).decode()}'" for code in codes))
    return "; ".join(_POLICY).format(scripts=hashes)


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
