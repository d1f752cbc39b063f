"""Addresses of a game's pages: where phones reach this machine, and a picture of it for their cameras.

Tokens and codes stand behind the ``#`` of an address, which browsers send to nobody and no server writes down.
"""

import socket
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from sim.view.gate import EVERYWHERE, LOOPBACK

_ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses for examples, which belong to nobody; nothing is sent there."""


@dataclass(frozen=True)
class Links:
    """Addresses of the pages.

    Attributes:
        port: port at which the server listens.
        here: the site as this machine's browser opens it.
        there: the site as phones open it.
        notes: what the host should know about them.
    """

    port: int
    here: str
    there: str
    notes: list[str] = field(default_factory=list)

    @property
    def is_elsewhere(self) -> bool:
        """Whether phones open another address than this machine does."""
        return self.here != self.there

    def join(self, code: str) -> str:
        """Where seats join."""
        return f"{self.there}/#code={code}"

    def host(self, token: str) -> str:
        """The host's page."""
        return f"{self.here}/host#token={token}"

    def screen(self, token: str) -> str:
        """The projector's page, from the host's."""
        return f"/screen#token={token}"

    def qr(self, code: str) -> str:
        """A picture of the address where seats join, as SVG that is as large as its place."""
        return _picture(self.join(code))


@lru_cache(4)
def _picture(text: str) -> str:
    import segno

    drawn = BytesIO()
    # Black on white in dark rooms too: cameras want it so.
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=2,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue().decode()


def site(name: str, port: int) -> str:
    """A site of this machine."""
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def links(host: str, port: int, link: str = "") -> Links:
    """Addresses of the pages.

    Args:
        host: address at which the server listens.
        port: port at which it listens.
        link: the site as phones open it, if it is not this machine's own address, such as a proxy's.
    """
    here = site("localhost" if host in EVERYWHERE else host, port)
    reached = own_address(host) if host in EVERYWHERE else host
    return Links(port, here, link or site(reached, port), notes(host, port, link, reached))


def own_address(host: str) -> str:
    """The address of this machine from which it would reach others, for a server that listens everywhere."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        try:
            # A datagram's socket sends nothing when it connects; the system only picks the way.
            asking.connect((_ELSEWHERE[family], 9))
            return str(asking.getsockname()[0])
        except OSError:
            return "localhost"


def notes(host: str, port: int, link: str, reached: str) -> list[str]:
    """What a host should know about the network, in plain sentences."""
    if link:
        return [f"Phones open {link}: what stands there must pass everything on to this machine, port {port}."]
    if host in LOOPBACK or reached == "localhost":
        return ["Only this machine can join. Start with --host 0.0.0.0 to let phones in the same network join."]
    return [
        "Nothing is encrypted: whoever is in this network could read along. Use no name or password that matters.",
        f"If phones do not reach {reached}, they may be in another network, or it keeps devices apart, as guest "
        f"networks of schools do; or this machine's firewall shuts port {port}. What helps: a phone's hotspot for "
        "this machine and the players; another network; a firewall that lets this program in; or laptops that players "
        "share.",
    ]
