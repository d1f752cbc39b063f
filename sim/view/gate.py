"""The gate of the view: which requests are let in, and the headers of every answer.

Any web site can make a visitor's browser send requests to this machine, even under a name of its own that it points
here (DNS rebinding). So a request must name an address of this server and must not come from another site's page. If
others can reach the server, it must also carry the token of the link.
"""

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sim.numbers import local
from sim.view.say import say

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")
LONGEST_LINK = 8192
"""Largest number of characters of an address; browsers and proxies refuse longer ones as well."""
REFUSED, TOO_LONG = 403, 414
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Headers of every answer; a page replaces the first with a policy of its own (:mod:`sim.view.site`)."""
_NOWHERE = "frame-ancestors 'none'"


@dataclass(frozen=True)
class Entrance:
    """Which requests the server lets in.

    Attributes:
        port: port at which it listens.
        host: address at which it listens.
        names: further names by which visitors reach it, such as a proxy's; at any port.
        token: token that a link must carry; empty if only this machine can reach the server.
        frames: sites whose pages may show this server's in a frame.
    """

    port: int
    host: str = LOOPBACK[0]
    names: tuple[str, ...] = ()
    token: str = ""
    frames: tuple[str, ...] = ()

    def serves(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name, port = _split(host)
        if name in self.names:
            return True
        return port == self.port and (name in (*LOOPBACK, self.host) or self._is_any(name))

    def _is_any(self, name: str) -> bool:
        """Whether the server listens everywhere and the name is an address, which, unlike a name, cannot be rebound."""
        return self.host in EVERYWHERE and _is_address(name)

    def is_own(self, origin: str, host: str) -> bool:
        """Whether the requesting page is one of this server's."""
        scheme, _, rest = origin.partition("://")
        if scheme not in ("http", "https"):
            return False
        return rest.lower() == host.lower() or _split(rest)[0] in self.names

    def admits(self, tokens: Iterable[str]) -> bool:
        """Whether the token is among those given; refusing takes as long as admitting."""
        return not self.token or any(hmac.compare_digest(each.encode(), self.token.encode()) for each in tokens)

    @property
    def ancestors(self) -> str:
        """Which pages may show this server's in a frame, as a content policy says it."""
        return f"frame-ancestors {' '.join(self.frames)}" if self.frames else _NOWHERE

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every answer: those of :data:`HEADERS`, as far as frames are not allowed."""
        if not self.frames:
            return HEADERS
        kept = {name: text.replace(_NOWHERE, self.ancestors) for name, text in HEADERS.items()}
        # An older header, which knows of no list: the policy says all.
        del kept["x-frame-options"]
        return kept

    def kept(self) -> list[str]:
        """Cookies that keep the token.

        Inside another site's page a browser sends only a cookie that is for this, and takes such a one only over https.
        """
        told = f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict"
        framed = f"{self.cookie}-framed={self.token}; Path=/; HttpOnly; SameSite=None; Secure; Partitioned"
        return [told, framed] if self.frames else [told]

    @property
    def cookie(self) -> str:
        """Name of the cookie that keeps the token; browsers do not separate cookies by port."""
        return f"hoardshare-{self.port}"


def _split(host: str) -> tuple[str, int]:
    """Name and port of a Host header; no name if the header is invalid."""
    try:
        parts = urlsplit(f"//{host}")
        is_plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
        return (parts.hostname or "" if is_plain else ""), parts.port or 80
    except ValueError:
        return "", 0


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


@dataclass(frozen=True)
class Gate:
    """Checks every request before it is served.

    Attributes:
        app: what stands behind the gate.
        entrance: which requests to let in.
        say: the sentence of a refusal, by its key in the view's texts.
    """

    app: App
    entrance: Entrance
    say: Callable[..., str] = say

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it with a message."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        asked = Asked.of(scope)
        status, why = self.refusal(asked)
        if why:
            await _refuse(scope, send, status, why, self.entrance.headers)
        else:
            await self.app(scope, receive, self._dressed(asked, send))

    def refusal(self, asked: "Asked") -> tuple[int, str]:
        """Why a request is refused; an empty reason lets it in."""
        if asked.length > LONGEST_LINK:
            return TOO_LONG, self.say("page.link_too_long", most=local(f"{LONGEST_LINK:,}"))
        if not self.entrance.serves(asked.host):
            return REFUSED, self.say("page.wrong_name")
        if not self._is_of_own_page(asked):
            return REFUSED, self.say("page.foreign")
        if not self.entrance.admits(asked.told(self.entrance.cookie)):
            return REFUSED, self.say("page.no_token")
        return 200, ""

    def _is_of_own_page(self, asked: "Asked") -> bool:
        if asked.origin:
            return self.entrance.is_own(asked.origin, asked.host)
        # Browsers always name the page that opens a socket or sends a form.
        is_visit = asked.is_visit or (bool(self.entrance.frames) and asked.is_framed)
        return asked.is_read and (asked.site in ("", "same-origin", "none") or is_visit)

    def _dressed(self, asked: "Asked", send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(message.get("headers", ()), self.entrance.headers)
                if self.entrance.token and self.entrance.admits(asked.queried):
                    message["headers"] += [(b"set-cookie", kept.encode()) for kept in self.entrance.kept()]
            await send(message)

        return dressed


@dataclass(frozen=True)
class Asked:
    """The facts that a request states.

    Attributes:
        host: the name by which it reached the server; empty if it gave none or several.
        origin: the site of the requesting page; empty if the browser gave none.
        site: relation of that page to this server, as the browser reports it; empty if it does not.
        is_read: whether it only reads, so is neither a form nor a socket.
        is_visit: whether a visitor goes to the page, by a link or a bookmark.
        is_framed: whether another page shows the page in a frame; the browser asks the answer whether it may.
        queried: tokens in the link.
        cookies: the cookies.
        length: length of the link.
    """

    host: str
    origin: str
    site: str
    is_read: bool
    is_visit: bool
    is_framed: bool
    queried: tuple[str, ...]
    cookies: str
    length: int

    @classmethod
    def of(cls, scope: MutableMapping[str, Any]) -> "Asked":
        """Read the facts from a request."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        query = scope.get("query_string", b"").decode("latin-1")
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        fetched = (_only(headers, "sec-fetch-mode"), _only(headers, "sec-fetch-dest"))
        return cls(
            host=_only(headers, "host"),
            origin=", ".join(headers.get("origin", [])),
            site=_only(headers, "sec-fetch-site"),
            is_read=is_read,
            is_visit=is_read and fetched == ("navigate", "document"),
            is_framed=is_read and fetched == ("navigate", "iframe"),
            queried=tuple(parse_qs(query).get("token", [])) if len(query) <= LONGEST_LINK else (),
            cookies="; ".join(headers.get("cookie", [])),
            length=len(scope["path"]) + len(query),
        )

    def told(self, cookie: str) -> list[str]:
        """Tokens in the link and in the cookies."""
        try:
            held = SimpleCookie(self.cookies)
        except CookieError:
            return list(self.queried)
        return [*self.queried, *(held[name].value for name in (cookie, f"{cookie}-framed") if name in held)]


def _only(headers: dict[str, list[str]], name: str) -> str:
    """The value of a header that occurs exactly once."""
    values = headers.get(name, [])
    return values[0] if len(values) == 1 else ""


def _with(headers: Iterable[tuple[bytes, bytes]], more: MutableMapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers, and those of ``more`` that are not among them."""
    kept = list(headers)
    names = {name.lower() for name, _ in kept}
    return kept + [(key.encode(), value.encode()) for key, value in more.items() if key.encode() not in names]


async def _refuse(
    scope: MutableMapping[str, Any], send: Send, status: int, why: str, headers: MutableMapping[str, str]
) -> None:
    """Refuse a request; a socket gets a four-digit code that ends like the status."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4000 + status, "reason": why})
        return
    await answer(send, status, why, _with((), headers))


async def answer(send: Send, status: int, text: str, more: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """A sentence as a page of plain text."""
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
