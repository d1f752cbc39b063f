"""The gate: who is let in. Requests are told as browsers and attackers tell them."""

import pytest

from sim.view.gate import HEADERS, LONGEST_LINK, Entrance, Gate
from tests.loops import awaited

LOCAL = Entrance(8765)
SHARED = Entrance(8765, "0.0.0.0", ("view.example.org",), "a-token-of-some-length")


def asked(entrance, path="/", *, kind="http", method="GET", query="", host="127.0.0.1:8765", **headers):
    """What the gate answers: status, headers, and body or reason; 200 is what stands behind it."""
    answers = []

    async def behind(scope, receive, send):
        if kind == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": b"secret"})

    async def send(message):
        answers.append(message)

    told = [(b"host", host.encode())] if host is not None else []
    told += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": told, "method": method}
    awaited(Gate(behind, entrance)(scope, None, send))
    return answers


def status(*given, **options):
    first = asked(*given, **options)[0]
    return first.get("status") or first.get("code") or 200


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_this_machine_is_served_under_its_names(host):
    assert status(LOCAL, host=host) == 200
    assert status(LOCAL, host=host, kind="websocket", origin=f"http://{host.lower()}") == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:99999", "127.0.0.1.evil.example:8765",
     "evil.example@127.0.0.1:8765", "127.0.0.1:8765@evil.example", "127.0.0.1:8765/", "192.168.1.5:8765", "[::1", "",
     "0.0.0.0:8765", None],
)  # fmt: skip
def test_any_other_name_is_refused(host):
    assert status(LOCAL, host=host) == 403
    assert status(LOCAL, host=host, kind="websocket", origin=f"http://{host}") == 4403


def test_a_host_told_twice_is_none():
    answers = asked(LOCAL, host="127.0.0.1:8765", Host="evil.example")
    assert answers[0]["status"] == 403


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://127.0.0.1:9999", "http://localhost", "null", "file://", "http://127.0.0.1:8765.evil",
     "chrome-extension://abc", "http://127.0.0.1:8765, http://evil.example", "http://evil.example/127.0.0.1:8765",
     "http://[", "http://[::1", "://", "http:", "http://127.0.0.1:8765/"],
)  # fmt: skip
def test_pages_of_other_sites_open_no_socket_send_no_form_and_read_nothing(origin):
    assert status(LOCAL, kind="websocket", origin=origin) == 4403
    assert status(LOCAL, method="POST", origin=origin) == 403
    assert status(LOCAL, method="OPTIONS", origin=origin) == 403
    assert status(LOCAL, origin=origin) == 403


def test_a_socket_and_a_form_must_tell_whose_page_asks():
    assert status(LOCAL, kind="websocket") == 4403
    assert status(LOCAL, method="POST") == 403
    assert status(LOCAL, method="POST", origin="http://127.0.0.1:8765") == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_may_lead_here_and_nothing_else(site):
    assert status(LOCAL, sec_fetch_site=site, sec_fetch_mode="navigate", sec_fetch_dest="document") == 200
    for mode, dest in (("no-cors", "script"), ("no-cors", "image"), ("navigate", "iframe"), ("navigate", "object")):
        assert status(LOCAL, sec_fetch_site=site, sec_fetch_mode=mode, sec_fetch_dest=dest) == 403
    assert (
        status(LOCAL, method="POST", sec_fetch_site=site, sec_fetch_mode="navigate", sec_fetch_dest="document") == 403
    )
    assert status(LOCAL, sec_fetch_site="same-origin", sec_fetch_mode="no-cors", sec_fetch_dest="script") == 200


def test_an_address_given_by_the_user_is_served_beside_loopback():
    entrance = Entrance(80, "lab.example")
    assert [status(entrance, host=host) for host in ("lab.example", "lab.example:80", "localhost")] == [200] * 3
    assert status(entrance, host="lab.example:8080") == 403


def test_listening_everywhere_serves_addresses_and_no_foreign_name():
    cookie = f"{SHARED.cookie}={SHARED.token}"
    assert status(SHARED, host="192.168.1.5:8765", cookie=cookie) == 200
    assert status(SHARED, host="view.example.org", cookie=cookie, origin="https://view.example.org") == 200
    assert status(SHARED, host="evil.example:8765", cookie=cookie) == 403
    # An address of another machine is no page of ours, though it is an address.
    assert status(SHARED, host="192.168.1.5:8765", cookie=cookie, origin="http://192.168.1.6:8765") == 403


def test_a_proxy_that_keeps_its_own_name_for_pages_is_understood():
    entrance = Entrance(8765, names=("view.example.org",))
    assert status(entrance, kind="websocket", host="127.0.0.1:8765", origin="https://view.example.org") == 200


WRONG = [
    {},
    {"query": "token="},
    {"query": "token=wrong"},
    {"query": "token=%C3%A9"},
    {"cookie": f"{SHARED.cookie}=wrong"},
    {"cookie": f"hoardshare-1={SHARED.token}"},
    {"cookie": "="},
]


@pytest.mark.parametrize("options", WRONG)
def test_without_the_token_nothing_is_told(options):
    answers = asked(SHARED, **options)
    assert answers[0]["status"] == 403 and b"token" in answers[1]["body"]
    assert SHARED.token.encode() not in answers[1]["body"] and b"set-cookie" not in dict(answers[0]["headers"])
    assert status(SHARED, kind="websocket", origin="http://127.0.0.1:8765", **options) == 4403


def test_the_token_of_the_link_is_kept_as_a_cookie_that_no_script_and_no_other_site_uses():
    told = dict(asked(SHARED, query=f"token={SHARED.token}")[0]["headers"])[b"set-cookie"].decode()
    assert told == f"{SHARED.cookie}={SHARED.token}; Path=/; HttpOnly; SameSite=Strict"
    kept = told.split(";")[0]
    assert status(SHARED, cookie=f"a=b; {kept}") == 200
    assert status(SHARED, kind="websocket", origin="http://127.0.0.1:8765", cookie=kept) == 200
    assert b"set-cookie" not in dict(asked(SHARED, cookie=kept)[0]["headers"])


def test_every_answer_says_what_browsers_must_not_do_with_it():
    for answers in (asked(LOCAL), asked(LOCAL, host="evil.example")):
        told = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
        assert {name: told[name] for name in HEADERS} == HEADERS
        assert len(answers[0]["headers"]) == len(told)


def test_a_link_has_a_length():
    assert status(LOCAL, query="a" * (LONGEST_LINK - 1)) == 200
    assert status(LOCAL, query="a" * LONGEST_LINK) == 414
    assert status(LOCAL, kind="websocket", query="a" * LONGEST_LINK, origin="http://127.0.0.1:8765") == 4414


def test_a_refusal_is_a_sentence_and_repeats_nothing_of_what_was_asked():
    answers = asked(LOCAL, path="/<script>", host="evil.example")
    assert (
        answers[1]["body"].startswith(b"The view is not served under this name.") and b"evil" not in answers[1]["body"]
    )


FRAMED = Entrance(
    8765, "0.0.0.0", token="a-token-of-some-length", frames=("https://lms.example.org", "http://a.example:81")
)


def test_only_sites_that_were_named_may_show_a_page_in_a_frame():
    frame = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}
    query = f"token={FRAMED.token}"
    assert status(SHARED, query=query, **frame) == 403
    answers = asked(FRAMED, query=query, **frame)
    told = [(name.decode(), value.decode()) for name, value in answers[0]["headers"]]
    assert answers[0]["status"] == 200 and "x-frame-options" not in dict(told)
    policy = dict(told)["content-security-policy"]
    assert "frame-ancestors https://lms.example.org http://a.example:81" in policy
    # Inside a frame it is other requests of the page's own, and none of the page around it, that are let in.
    for mode, dest in (("no-cors", "script"), ("cors", "empty"), ("navigate", "object"), ("navigate", "embed")):
        asking = {"sec_fetch_site": "cross-site", "sec_fetch_mode": mode, "sec_fetch_dest": dest}
        assert status(FRAMED, query=query, **asking) == 403
    assert status(FRAMED, kind="websocket", origin="https://lms.example.org", query=query) == 4403


def test_inside_a_frame_the_token_is_kept_by_a_cookie_of_its_own():
    answers = asked(FRAMED, query=f"token={FRAMED.token}")
    cookies = [value.decode() for name, value in answers[0]["headers"] if name == b"set-cookie"]
    assert [cookie.split("; ", 3)[3] for cookie in cookies] == ["SameSite=Strict", "SameSite=None; Secure; Partitioned"]
    for cookie in cookies:
        assert status(FRAMED, cookie=cookie.split(";")[0]) == 200
    assert status(FRAMED, cookie=f"{FRAMED.cookie}-framed=wrong") == 403
