"""Where the server listens, and what it says of that."""

import socket

import pytest

from sim.view.gate import Entrance
from sim.view.server import ViewError, address, bound, site_of, token_for, told
from tests.program import finish, hoardshare, start


def test_it_listens_to_this_machine_alone():
    with bound("127.0.0.1", 0) as listening:
        host, port = listening.getsockname()
        entrance = Entrance(port, token=token_for(host, []))
        assert host == "127.0.0.1" and address(entrance, "live") == f"http://127.0.0.1:{port}/live"
        assert told(entrance, 0) == []


def test_it_passes_over_ports_in_use_and_says_so():
    with bound("127.0.0.1", 0) as taken, bound("127.0.0.1", taken.getsockname()[1]) as listening:
        port = taken.getsockname()[1]
        assert listening.getsockname()[1] > port
        assert told(Entrance(port + 1), port) == [f"port {port} is in use; taking {port + 1}"]


def test_it_gives_up_when_no_port_is_free():
    with bound("127.0.0.1", 0) as taken, pytest.raises(ViewError, match="no free port"):
        bound("127.0.0.1", taken.getsockname()[1], tried=1)


def test_it_says_when_others_can_reach_it():
    entrance = Entrance(8765, "0.0.0.0", token=token_for("0.0.0.0", []))
    assert told(entrance, 0)[0].startswith("warning: listening at 0.0.0.0: whoever has the link")
    assert address(entrance) == f"http://localhost:8765/?token={entrance.token}"
    assert address(Entrance(8765, "fd00::1")) == "http://[fd00::1]:8765/"


def test_a_link_has_a_token_of_its_own_wherever_others_can_reach_the_server(monkeypatch):
    monkeypatch.delenv("HOARDSHARE_TOKEN", raising=False)
    assert [token_for(host, []) for host in ("127.0.0.1", "localhost", "LocalHost", "::1")] == [""] * 4
    made = {token_for(host, names) for host, names in (("0.0.0.0", []), ("10.0.0.7", []), ("127.0.0.1", ["a.example"]))}
    assert len(made) == 3 and all(len(token) >= 43 for token in made)
    monkeypatch.setenv("HOARDSHARE_TOKEN", "my-own-token-0123")
    assert token_for("0.0.0.0", []) == token_for("127.0.0.1", []) == "my-own-token-0123"
    for bad in ("short", "a" * 129, "with space 0123456789", "a;b=c0123456789012"):
        monkeypatch.setenv("HOARDSHARE_TOKEN", bad)
        with pytest.raises(ViewError, match="HOARDSHARE_TOKEN is not a token"):
            token_for("127.0.0.1", [])


def test_an_address_of_another_machine_is_told():
    with pytest.raises(ViewError, match=r"cannot listen at 203\.0\.113\.7"):
        bound("203.0.113.7", 0)


def test_the_usual_port_can_be_taken_again_at_once():
    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            listening.accept()[0].close()
            client.close()
    with bound("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["arms-raec"], 'did you mean "arms-race"'),
        (["--port", "99999"], "65535"),
        (["nowhere.toml"], "nowhere.toml"),
        (["--name", "http://x/"], "expected the name of a machine"),
        (["--frame", "lms.example.org"], "--frame lms.example.org: cannot be; expected a site"),
        (["--language", "../en"], "--language ../en: there are no texts in this language; expected one of en"),
    ],
)
def test_bad_input_is_one_message(arguments, told):
    assert told in hoardshare("view", "--no-browser", *arguments, code=2).stderr


def test_a_site_that_may_show_the_view_is_named_whole_and_alone():
    told = {"https://LMS.example.org/": "https://lms.example.org", "http://127.0.0.1:81": "http://127.0.0.1:81"}
    assert {text: site_of(text) for text in told} == told
    for bad in (
        "*",
        "https://*",
        "https:",
        "https://a.example/b",
        "https://a.example; script-src *",
        "https://a b",
        "a:",
    ):
        with pytest.raises(ViewError, match="expected a site, such as https:"):
            site_of(bad)


def test_it_says_what_a_frame_needs_with_a_token():
    entrance = Entrance(8765, "0.0.0.0", token="t", frames=("https://lms.example.org",))
    assert "over https" in told(entrance, 0)[-1]
    assert told(Entrance(8765, frames=("https://lms.example.org",)), 0) == []


def test_the_pages_start_without_what_only_mesas_own_page_needs():
    code = "import sys; import sim.view.app; assert not {'altair', 'mesa.visualization'} & {*sys.modules}"
    finish(start("-W", "ignore", "-c", code))
