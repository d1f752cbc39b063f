"""A server that only pretends: the pages as they ship, and answers in the shapes of the real one, which a test can set.

``python -m tests.game.pages.fake`` serves it on port 8790, to look at pages while they are written.
"""

import copy
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import sim

PAGES = Path(sim.__file__).parent / "game/web/pages"
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="29" height="29"><path d="M4 4h7v7h-7zm14 0h7v7h-7zM4 18h7v7h-7z'
    'm10-4h4v4h-4zm6 6h3v3h-3z" fill="#000"/></svg>'
)
DATES = ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]


def _actor(name, kind, bloc, released, tier):
    told = {"name": name, "kind": kind, "bloc": bloc, "alive": True, "released": released, "released_tier": tier}
    return told | {"tier": tier, "reputation": 0.5, "users": 0.2}


ACTORS = [
    _actor("atlas", "firm", "west", 1.0, "closed"),
    _actor("borealis", "firm", "west", 1.1, "access"),
    _actor("cobalt", "firm", "east", 0.7, "open"),
    _actor("dynamo", "firm", "east", 0.4, "licensed"),
    _actor("westland", "nation", "west", 0.2, "closed"),
    _actor("eastland", "nation", "east", 0.3, "closed"),
    _actor("academy", "lab", "west", 0.1, "open"),
]
PUBLIC = {
    "round": 3,
    "rounds": 8,
    "quarter": 4,
    "date": "2027-01-01",
    "stage": "deciding",
    "actors": ACTORS,
    "series": {
        "released_frontier": [0.8, 0.85, 0.95, 1.05],
        "open_frontier": [0.3, 0.3, 0.45, 0.6],
        "trust": [0.5, 0.51, 0.49, 0.46],
        "incidents": [0.2, 0.4, 1.1, 0.9],
        "releases": [2, 1, 3, 2],
        "regulation": [0.1, 0.1, 0.12, 0.15],
        "use": [0.11, 0.13, 0.16, 0.18],
        "hhi_revenue": [0.4, 0.39, 0.38, 0.4],
    },
    "dates": DATES,
    "events": [
        {"quarter": 1, "kind": "release", "who": "borealis", "words": "borealis releases, as paid access."},
        {"quarter": 2, "kind": "agreement", "who": "", "words": "treaty-1 takes force: atlas, borealis and cobalt."},
        {"quarter": 2, "kind": "incident", "who": "cobalt", "words": "An incident at cobalt."},
        {"quarter": 3, "kind": "release", "who": "cobalt", "words": "cobalt releases its best AI so far, open."},
        {"quarter": 3, "kind": "breach", "who": "borealis", "words": "borealis is found to break treaty-1."},
    ],
    "agreements": [
        {
            "row": "treaty-1",
            "kind": "treaty",
            "parties": ["atlas", "borealis", "cobalt"],
            "terms": {"tier": "licensed", "effort": 1.0},
        }
    ],
}


def _rival(actor, estimate, error, trust, *, tied=True, clubs=()):
    told = {name: actor[name] for name in ("name", "kind", "bloc", "alive", "released", "released_tier", "tier")}
    seen = {"estimate": estimate, "error": error, "effort_seen": 1.1, "trust": trust} if tied else {}
    unseen = dict.fromkeys(("estimate", "error", "effort_seen", "trust"))
    more = {"tied": tied, "reputation": 0.5, "users": actor["users"], "price": 60.0, "clubs": list(clubs)}
    return told | unseen | seen | more


OBSERVATION = {
    "seat": "atlas",
    "round": 3,
    "rounds": 8,
    "quarter": 4,
    "date": "2027-01-01",
    "until": "2027-07-01",
    "stage": "deciding",
    "effort_most": 3.0,
    "you": {
        "kind": "firm",
        "bloc": "west",
        "title": "Atlas",
        "strategy": "best-reply",
        "hoards_as": "closed",
        "shares_as": "licensed",
        "tier": "closed",
        "effort": 1.0,
        "care": 0.4,
        "capability": 1.2,
        "released": 1.0,
        "released_tier": "closed",
        "know_how": {"language": 1.0},
        "cash": 3.2,
        "budget": 1.4,
        "outlay": 1.5,
        "revenue": 2.1,
        "profit": 0.4,
        "debt": 0.0,
        "users": 0.21,
        "payoff": 0.42,
        "payoff_sum": 1.31,
        "reputation": 0.46,
        "found_flaws": 0.3,
        "incident": 0.0,
        "learned": 0.02,
        "researched": 0.05,
    },
    "rivals": [
        _rival(ACTORS[1], 1.32, 0.12, 0.55, clubs=["open alliance"]),
        _rival(ACTORS[2], 0.9, 0.2, 0.31),
        _rival(ACTORS[3], 0.55, 0.25, 0.4),
        _rival(ACTORS[4], 0.3, 0.1, 0.7),
        _rival(ACTORS[5], None, None, None, tied=False),
        _rival(ACTORS[6], 0.2, 0.05, 0.8, clubs=["open alliance"]),
    ],
    "default": {"tier": "closed", "effort": 1.02, "care": 0.41, "alliances": []},
    "decision": None,
    "alliances": [
        {
            "name": "open alliance",
            "members": ["borealis", "academy"],
            "obligation": 0.6,
            "dues": 0.02,
            "admits": True,
            "member": False,
        }
    ],
    "promises": [
        {
            "row": "treaty-1",
            "kind": "treaty",
            "parties": ["atlas", "borealis", "cobalt"],
            "asks": {"tier": "licensed", "effort": 1.2, "care": 0.3},
            "inspection": 0.3,
            "penalty": 0.2,
            "since": "2026-07-01",
        }
    ],
    "offers": [
        {
            "id": "offer-3",
            "from": "cobalt",
            "kind": "treaty",
            "to": ["atlas", "dynamo"],
            "terms": {"effort": 0.8, "care": 0.6, "inspection": 0.6, "penalty": 0.5},
            "text": "A pause until summer. We have all had a fright.",
            "answers": {"dynamo": True},
            "mine": False,
        },
        {
            "id": "offer-4",
            "from": "atlas",
            "kind": "partnership",
            "to": ["borealis"],
            "terms": {"disclosure": 0.5},
            "text": "",
            "answers": {},
            "mine": True,
        },
    ],
    "controls": [{"from": "west", "to": "east", "strength": 0.5}],
    "messages": [
        {"from": "cobalt", "to": None, "round": 2, "text": "Who else wants a pause?"},
        {"from": "atlas", "to": "cobalt", "round": 3, "text": "Show me yours first."},
    ],
    "world": PUBLIC,
}
WORTH = {
    "tier": {"closed": 0.0, "access": 0.12, "licensed": -0.21, "open": -0.4},
    "commit": -0.1,
    "alliances": {"open alliance": 0.08},
    "promises": {"treaty-1": {"keep": -0.1, "break": -0.3}},
    "effort": None,
    "care": {"research": -0.004, "worth": -0.06},
    "unit": "bn USD/quarter",
    "note": "Against going on as now.",
}
SEATS = [
    {"name": actor["name"], "title": actor["name"].title(), "kind": actor["kind"], "bloc": actor["bloc"]}
    for actor in ACTORS
]

FILES = {"/api/host/report": (b"<p>report</p>", "text/html"), "/api/host/table": (b"seat,round\n", "text/csv")}
MEASURES = [
    {"name": "payoff_sum", "label": "payoff", "unit": "bn USD", "better": "more", "about": ""},
    {"name": "capability", "label": "capability", "unit": "OOM", "better": "more", "about": ""},
    {"name": "users", "label": "users", "unit": "share", "better": "more", "about": ""},
]


def _ended(name, kind, person, *values):
    told = dict(zip(("payoff_sum", "capability", "users"), values, strict=True))
    return {"name": name, "kind": kind, "bloc": "west", "person": person, "alive": True, "values": told}


DEBRIEF = {
    "about": {
        "title": "The summit",
        "words": {"payoffs": "Payoffs of different kinds do not compare.", "luck": "Nobody answers.", "strategies": ""},
    },
    "measures": MEASURES,
    "seats": [
        _ended("atlas", "firm", True, 3.1, 5.4, 0.31),
        _ended("borealis", "firm", True, 2.8, 5.6, 0.2),
        _ended("academy", "lab", False, 4.4, 3.1, 0.0),
    ],
    "world": [{"name": "trust", "label": "trust", "unit": "share", "better": "more", "about": "", "value": 0.41}],
    "happened": [
        {
            "round": 1,
            "date": "2026-01-01",
            "until": "2026-07-01",
            "decisions": [{"seat": "atlas", "by": "person", "words": "open, care 0.5"}],
            "offers": [
                {
                    "id": "treaty-1",
                    "from": "atlas",
                    "kind": "treaty",
                    "to": ["borealis"],
                    "terms": {"care": 0.5},
                    "accepted": ["borealis"],
                }
            ],
            "events": [
                {"date": "2026-04-01", "kind": "incident", "who": "borealis", "words": "borealis had an incident."}
            ],
        }
    ],
    "promises": [
        {
            "row": "treaty-1",
            "kind": "treaty",
            "parties": ["atlas", "borealis"],
            "since": "2026-01-01",
            "asks": {"care": 0.5},
            "words": "It asked for care of at least 0.5.",
            "broken": [
                {
                    "who": "borealis",
                    "date": "2026-04-01",
                    "last": "2026-10-01",
                    "quarters": 3,
                    "found": 1,
                    "found_on": ["2026-07-01"],
                }
            ],
        },
        {
            "row": "treaty-2",
            "kind": "treaty",
            "parties": ["atlas", "cobalt"],
            "since": "2026-07-01",
            "asks": {"tier": "open"},
            "words": "It asked for a tier of at least open.",
            "broken": [],
        },
    ],
    "agreements": [],
    "secrets": [
        {"who": "borealis", "date": "2026-07-01", "words": "was worth 1.9 times more compute than atlas believed."},
        {"who": "atlas", "date": None, "words": "care was 0.35 on average, and effort 1.1."},
    ],
    "hidden": [],
    "counterfactuals": [
        {
            "name": "all-hoard",
            "question": "If everybody had hoarded",
            "about": "All tiers closed.",
            "seat": "",
            "words": "On this luck the payoff of 2 seats would have been higher, that of 1 seat lower.",
            "rows": [],
        },
        {
            "name": "atlas-shares",
            "question": "If atlas had shared",
            "about": "Open from the first round.",
            "seat": "atlas",
            "words": "On this luck the payoff of atlas would have been 2.2 instead of 3.1 bn USD.",
            "rows": [
                MEASURES[0]
                | {"played": 3.1, "other": 2.2, "difference": -0.9, "low": -1.4, "high": -0.2}
                | {"agree": 19, "of": 20}
            ],
        },
    ],
    "strategies": {
        "measures": MEASURES[:1],
        "rows": [
            {"name": "this room", "is_room": True, "values": {"payoff_sum": 3.1}, "agree": {}, "of": {}, "ahead": None},
            {
                "name": "grim",
                "is_room": False,
                "values": {"payoff_sum": 2.9},
                "agree": {"payoff_sum": 12},
                "of": {"payoff_sum": 20},
                "ahead": 2,
            },
        ],
    },
}


class Room:
    """What the pretending server says and was sent; ``gone``: it answers nothing useful, ``barred``: it sends out."""

    def __init__(self):
        self.version = 1
        self.gone = False
        self.barred = ""
        self.assigned = False
        self.names = [actor["name"] for actor in ACTORS]
        self.taken = list(self.names)
        self.worth = dict(WORTH)
        self.sent = []
        self.refuse = {}
        self.time = {"left": 245.0, "running": True}
        self.chat = True
        self.observation = copy.deepcopy(OBSERVATION)
        self.public = copy.deepcopy(PUBLIC)
        self.seats = [seat | {"taken": place < 2} for place, seat in enumerate(SEATS)]
        self.debrief = copy.deepcopy(DEBRIEF)

    def change(self, **facts):
        """New facts of the observation, which the page hears of at its next question."""
        self.observation |= facts
        self.version += 1

    def stage(self, stage):
        """Lobby, deciding or over, for everybody."""
        self.public["stage"] = stage
        self.change(stage=stage)

    def told(self, path):
        """The answer to a question, or None if there is none."""
        people = [
            seat
            | {
                "person": seat["taken"],
                "name_given": "Ada" if seat["taken"] else "",
                "connected": place == 0,
                "decided": place == 0,
            }
            for place, seat in enumerate(self.seats)
        ]
        common = {"version": self.version, "time": self.time}
        room = {
            "code": "HJKM-2347",
            "link": "http://192.168.0.12:8777/#code=HJKM2347",
            "qr": QR,
            "stage": self.public["stage"],
        }
        seat = {"name": "atlas", "title": "Atlas", "role": "You lead the field, narrowly, and the market pays well."}
        host = {"minutes": 6, "seats": people, "chat": self.chat, "public": self.public, "log": ["Round 3 has begun."]}
        host |= {
            "assigned": False,
            "notice": "",
            "notes": ["Nothing is encrypted: whoever is in this network could read along."],
        }
        return {
            "/api/seat": common
            | {"chat": self.chat, "observation": self.observation, "seat": seat}
            | {"seats": self.names, "taken": self.taken},
            "/api/host": common | room | host | {"screen": "/screen#token=s"},
            "/api/screen": common | room | {"public": self.public, "seats": {"all": 7, "taken": 2, "decided": 1}},
            "/api/debrief": self.debrief,
        }.get(path)

    def take(self, path, body):
        """Keep what was sent, and answer it."""
        self.sent.append((path, body))
        self.version += 1
        if path in self.refuse:
            return self.refuse[path]
        match path:
            case "/api/look":
                return 200, {"seats": self.seats, "assigned": self.assigned, "stage": self.public["stage"]}
            case "/api/join":
                return 200, {"token": "t0ken", "seat": body["seat"] or "cobalt"}
            case "/api/seat/worth":
                return 200, self.worth
            case "/api/seat/decide":
                self.observation["decision"] = body["action"]
        return 200, {}


def _handler(room):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            where = urlsplit(self.path)
            if where.path.startswith("/api/"):
                self._api(where)
                return
            name = {"/": "join.html"}.get(where.path, f"{where.path.removeprefix('/')}.html")
            if where.path.startswith("/static/"):
                name = where.path.removeprefix("/static/")
            file = PAGES / name
            self._say(200, file.read_bytes(), KINDS[file.suffix]) if file.is_file() else self._json(404, {})

        def _api(self, where):
            if not self.headers.get("Authorization", "").startswith("Bearer "):
                self._json(401, {"error": "Your right to this page is not valid."})
            elif room.gone:
                self._json(503, {"error": "gone"})
            elif room.barred:
                self._json(401, {"error": room.barred})
            elif where.path in FILES:
                self._say(200, *FILES[where.path])
            elif parse_qs(where.query).get("since") == [str(room.version)]:
                self._say(204, b"", "text/plain")
            else:
                told = room.told(where.path)
                self._json(200 if told is not None else 404, told or {})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._json(*((503, {"error": "gone"}) if room.gone else room.take(self.path, body)))

        def _json(self, status, value):
            self._say(status, json.dumps(value).encode(), "application/json")

        def _say(self, status, body, kind):
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Security-Policy", POLICY)):
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    return Handler


class Fake:
    """The server, in a thread of its own."""

    def __init__(self, port=0):
        self.room = Room()
        self.server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self.room))
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """End it."""
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    print(Fake(8790).address)
    threading.Event().wait()
