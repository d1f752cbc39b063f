"""Whatever a page sends: it is refused with a sentence, or it is what it should be; the server goes on."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.game.web import inputs, limits
from sim.game.web.app import DO, LEAD
from sim.game.web.refused import Refused
from tests.game.web.fake import Game
from tests.game.web.site import served

KINDS = {
    "look": inputs.Look, "join": inputs.Join, "next": inputs.Next,
    **{name: kind for table in (DO, LEAD) for name, (kind, _) in table.items()},
}  # fmt: skip
WORDS = st.text(max_size=90) | st.sampled_from(
    ["atlas", "offer-1", "\ud800", "\x00", "\u202eabc", "a" * 600, "<script>"]
)
PATHS = ["/api/look", "/api/join", *(f"/api/seat/{name}" for name in DO), *(f"/api/host/{name}" for name in LEAD)]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=70) | st.dictionaries(WORDS, inner, max_size=5), max_leaves=30
)
FIELDS = sorted({name for kind in KINDS.values() for name in kind.model_fields})
BODIES = st.dictionaries(st.sampled_from(FIELDS) | WORDS, VALUES, max_size=4).map(json.dumps) | VALUES.map(json.dumps)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(KINDS)), BODIES | st.text(max_size=200))
def test_a_body_is_refused_with_a_sentence_or_is_what_it_should_be(name, body):
    try:
        told = inputs.checked(body.encode("utf-8", "surrogatepass"), KINDS[name])
    except Refused as refused:
        assert refused.status == 400 and len(str(refused)) < 400 and str(refused).endswith(".")
        str(refused).encode()
    else:
        text = json.dumps(told.model_dump(), ensure_ascii=False, allow_nan=False)
        assert len(text.encode()) < 4 * limits.BODY and "\u202e" not in text and "\x00" not in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(PATHS),
    BODIES.map(lambda text: text.encode()) | st.binary(max_size=300),
)  # fmt: skip
def test_the_server_answers_everything_and_goes_on(site_of_all, path, body):
    site, token = site_of_all
    told = site.ask(path, raw=body, token=site.room.host if "/host/" in path else token)
    assert told.status in (200, 400, 403, 409, 429), told.body
    assert told.status == 200 or told.error.endswith(".")
    assert told.headers["content-type"] == "application/json"
    assert site.ask("/api/seat", token=site.room.sitting and token).status in (200, 401)


@pytest.fixture(scope="module")
def site_of_all():
    with served(Game()) as site:
        token = site.join("atlas")
        site.order("begin")
        yield site, token


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 16000, "JSON"),
        (b"9" * 6000, "JSON"),
        (b"\xff\xfe", "JSON"),
        (b'{"code": NaN}', "code: input should be a valid string."),
        (b'{"code": "' + b"A" * 81 + b'"}', "code: string should have at most 80 characters."),
        (b'{"code": "A", "more": 1}', "more: extra inputs are not permitted."),
        (b'"text"', "What was sent: input should be a valid dictionary or instance of Look."),
    ],
)
def test_what_is_wrong_is_said(body, why):
    with pytest.raises(Refused, match="expected JSON" if why == "JSON" else None) as refused:
        inputs.checked(body, inputs.Look)
    assert why == "JSON" or str(refused.value) == why


@pytest.mark.parametrize(
    "action",
    [{"effort": float("inf")}, {"effort": 1e300}, {"effort": 10**30}, {"tier": "x" * 501}, {"alliances": ["a"] * 65},
     {"a": {"b": {"c": {"d": {"e": 1}}}}}, {str(k): 1 for k in range(65)}],
)  # fmt: skip
def test_a_decision_that_is_too_much_is_refused(action):
    with pytest.raises(Refused, match="action: ") as refused:
        inputs.checked(json.dumps({"action": action}).encode(), inputs.Action)
    assert refused.value.status == 400


def test_what_shows_is_kept_and_what_misleads_goes():
    told = inputs.checked(json.dumps({"text": "Grüße\n<b>&\u202e\x07 👩‍🔬"}).encode(), inputs.Message)
    assert told.text == "Grüße\n<b>& 👩‍🔬"
    half = inputs.checked(json.dumps({"offer": {"text": "half a sign: \ud800"}}).encode(), inputs.Offer)
    assert half.offer == {"text": "half a sign: "}


def test_a_large_body_is_refused_before_it_is_read():
    with served(Game()) as site:
        told = site.ask("/api/look", raw=b" " * (limits.BODY + 1))
        assert told.status == 413 and "16 kB" in told.error


def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    import asyncio

    monkeypatch.setattr(inputs, "SLOWEST", 0.05)

    class Slow:
        async def stream(self):
            yield b"{"
            await asyncio.sleep(3600)

    with served(Game()) as site, pytest.raises(Refused, match="did not come") as refused:
        site.all(inputs.sent(Slow(), inputs.Look))
    assert refused.value.status == 408


def test_a_whole_number_too_large_for_any_float_is_refused_with_a_sentence():
    with pytest.raises(Refused, match="a number is too large"):
        inputs.checked(b'{"action": {"effort": 1' + b"0" * 400 + b"}}", inputs.Action)
