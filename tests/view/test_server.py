"""Where the server listens, and what it says of that."""

import socket

import pytest

from sim.view.server import ViewError, address, bound, told
from tests.program import hoardshare


def test_it_listens_to_this_machine_alone():
    with bound("127.0.0.1", 0) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1" and address(listening, host, "live") == f"http://127.0.0.1:{port}/live"
        assert told(listening, host, 0) == []


def test_it_passes_over_ports_in_use_and_says_so():
    with bound("127.0.0.1", 0) as taken, bound("127.0.0.1", taken.getsockname()[1]) as listening:
        port = taken.getsockname()[1]
        assert listening.getsockname()[1] > port
        assert told(listening, "127.0.0.1", port) == [f"port {port} is in use; taking {listening.getsockname()[1]}"]


def test_it_gives_up_when_no_port_is_free():
    with bound("127.0.0.1", 0) as taken, pytest.raises(ViewError, match="no free port"):
        bound("127.0.0.1", taken.getsockname()[1], tried=1)


def test_it_says_when_others_can_reach_it():
    with bound("0.0.0.0", 0) as listening:
        assert "whoever reaches this machine" in told(listening, "0.0.0.0", 0)[0]
        assert address(listening, "0.0.0.0").startswith("http://localhost:")


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
    [(["arms-raec"], 'did you mean "arms-race"'), (["--port", "99999"], "65535"), (["nowhere.toml"], "nowhere.toml")],
)
def test_bad_input_is_one_message(arguments, told):
    assert told in hoardshare("view", "--no-browser", *arguments, code=2).stderr
