"""Whatever a file holds, loading gives a scenario or a :class:`ScenarioError` with faults, and nothing else."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load

VALID = b"""\
extends = "nothing"
title = "Two firms"
about = '''
several lines'''
start = 2019-01-01
quarters = 40
world.discount = 0.9

[research]
on = true
productivity = 0.1

[domains]
language = { weight = 1.0 }
vision = { weight = 2 }

[ties]
topology = "edges"
edges = [["alpha", "beta-1"], ["alpha", "beta-2"]]

[actors.alpha]
kind = "firm"
tier = "open"
focus = { language = 1.0 }
know_how_in.vision = -1.5
withheld = [
  "language", # a comment
]
[actors."beta"]
count = 2
bloc = "east"
enters = 2018-01-01

[[policies]]
kind = "pivot"
actor = "alpha"
start = 2020-01-01
[[policies]]
kind = "export_control"
from_bloc = "world"
to_bloc = "east"
start = 2021-01-01
end = 2022-01-01
"""
LINES = VALID.splitlines(keepends=True)
VALUES = [
    "",
    "nan",
    "-inf",
    "1e400",
    "9" * 30,
    "-1",
    "0",
    "true",
    '""',
    "[]",
    "{}",
    "[[]]",
    '"\\u0000"',
    "2020-02-30",
    "9999-12-31",
    "0001-01-01",
    "1979-05-27T07:32:00Z",
    "07:32:00",
    "'''",
    '"""',
    "{ a.b = [{ c = 1 }] }",
    "0x" + "f" * 5000,
    '"alpha"',
    '"nothing"',
    '["alpha", 3]',
    '"extends"',
]
KEYS = [
    "extends",
    "title",
    "actors",
    "policies",
    "kind",
    "count",
    "domains",
    "focus",
    "tier",
    '""',
    '"a.b"',
    "a.b.c",
    "é",
    "on",
]
HEADERS = [
    "[actors.alpha]",
    "[[actors]]",
    "[[actors.alpha]]",
    "[policies]",
    "[[policies]]",
    "[policies.x]",
    "[actors.ALPHA]",
    "[domains.x]",
    "[a.b.c.d.e.f.g.h.i.j.k]",
    "[]",
    "[[",
    '[actors.""]',
    "[ties]",
    "[research.on]",
    '[actors."\\u001b"]',
]

quick = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("mutations") / "my.toml"


def check(file, content, overrides=()):
    """Load some bytes; whatever comes out must be a scenario that can be described, or faults that can be told."""
    file.write_bytes(content)
    try:
        scenario = load(file, overrides)
    except ScenarioError as error:
        assert error.faults
        assert all(fault.problem and "pydantic" not in str(fault) for fault in error.faults)
        assert str(error).isprintable() or "\n" in str(error)
        assert all(line.isprintable() for line in str(error).splitlines())
    else:
        assert isinstance(scenario, Scenario)
        assert scenario.digest
        assert (
            load(Scenario.model_validate_json(json.dumps(scenario.model_dump(mode="json")), strict=False)).digest
            == scenario.digest
        )
        scenario.date_of(scenario.quarters)


def test_the_text_that_is_mutated_is_valid(file):
    file.write_bytes(VALID)
    assert load(file).title == "Two firms"


@quick
@given(content=st.binary(max_size=200))
def test_any_bytes(file, content):
    check(file, content)


@quick
@given(content=st.text(max_size=200))
def test_any_text(file, content):
    check(file, content.encode("utf-8", "surrogatepass"))


@quick
@given(content=st.text(alphabet="ab.=[]{}\"'\\\n,# 1-:T\t", max_size=120))
def test_any_text_of_the_marks_of_toml(file, content):
    check(file, b'extends = "nothing"\n' + content.encode())


@quick
@given(data=st.data())
def test_single_bytes_changed(file, data):
    content = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check(file, bytes(content))


@quick
@given(first=st.integers(0, len(VALID)), last=st.integers(0, len(VALID)))
def test_a_piece_cut_out(file, first, last):
    check(file, VALID[: min(first, last)] + VALID[max(first, last) :])


@quick
@given(lines=st.lists(st.sampled_from(LINES), max_size=2 * len(LINES)))
def test_lines_dropped_repeated_and_shuffled(file, lines):
    check(file, b'extends = "nothing"\n' + b"".join(lines))


@quick
@given(data=st.data())
def test_values_keys_and_tables_replaced(file, data):
    lines = [line.decode() for line in LINES]
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(1, len(lines) - 1))
        key, mark, value = lines[number].partition(" = ")
        changed = [
            f"{key} = {data.draw(st.sampled_from(VALUES))}\n",
            f"{data.draw(st.sampled_from(KEYS))}{mark}{value}",
            f"{data.draw(st.sampled_from(HEADERS))}\n",
            "",
        ]
        lines[number] = data.draw(st.sampled_from(changed))
    check(file, "".join(lines).encode())


PATHS = [*KEYS, "actors.alpha", "policies.0"]
LIKELY = st.tuples(
    st.sampled_from(PATHS),
    st.sampled_from([".", "=", ""]),
    st.sampled_from(KEYS),
    st.sampled_from(["=", ".0="]),
    st.sampled_from(VALUES),
).map("".join)


@quick
@given(setting=st.text(max_size=40) | LIKELY)
def test_any_override(file, setting):
    check(file, VALID, [setting])
