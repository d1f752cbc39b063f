"""Whatever a file holds, loading gives a scenario or a :class:`ScenarioError` with faults, and nothing else."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.schema.kinds import POLICIES
from sim.world.policies import policy_rows

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
[[policies]]
kind = "retaliation"
from_bloc = "east"
to_bloc = "world"
when = { outcome = "incidents", least = 1 }
[[policies]]
kind = "alliance"
members = ["alpha", "beta-1"]
exclusive = true
skills = 0.5
proposer = "alpha"
[policies.until]
outcome = "trust"
most = 0.1
[[policies]]
kind = "foundation"
start = 2021-01-01
contributors = ["beta"]
omission = ["vision"]
[[policies]]
kind = "treaty"
on = false
start = 2021-01-01
parties = []
tier = "licensed"
effort = 1.5
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
    '["alpha", "alpha"]',
    '["beta", "beta-2"]',
    '"beta"',
    '"incidents"',
    '{ outcome = "trust", least = 1 }',
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
    "start",
    "end",
    "when",
    "until",
    "proposer",
    "members",
    "host",
    "most",
]
HEADERS = [
    "[actors.alpha]",
    "[[actors]]",
    "[[actors.alpha]]",
    "[policies]",
    "[[policies]]",
    "[policies.x]",
    "[policies.when]",
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
        policy_rows(scenario)


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


NAMES = ["alpha", "beta-1", "beta-2", "beta", "alpha", "beta-1", "beta-2", "beta", "beta-3", "entrant-1", "alhpa"]
FITTING = {
    "on": ["true", "false"],
    "start": ["2021-01-01", "2022-02-01", "2023-03-01", "2020-01-01", "2018-01-01", "2040-01-01"],
    "end": ["9999-01-01", "2024-01-01", "2021-01-01"],
    "when": ['{ outcome = "trust", least = 1 }', '{ outcome = "trust", least = 1, most = 1 }'],
    "until": ['{ outcome = "incidents", most = 0 }', '{ outcome = "turst", most = 0 }'],
    "tier": ['"open"', '"closed"'],
    "admission": ['"vote"', '"founders"'],
    "exclusive": ["true", "false"],
    "from_bloc": ['"world"', '"world"', '"world"', '"west"'],
    "to_bloc": ['"east"', '"east"', '"east"', '"world"'],
    "bloc": ['"world"', '"east"', '"west"', '""'],
    "domains": ['["vision"]', "[]", '["vison"]'],
    "omission": ['["vision"]', '["language", "vision"]'],
}
"""Values that a field of a row can have, or nearly; any other field is a number, a name or a list of names."""


@st.composite
def rows(draw):
    """A row of any kind, with its start and some other fields, most of them right."""
    kind = draw(st.sampled_from(sorted(POLICIES)))
    fields = POLICIES[kind].model_fields
    needed = {name for name, field in fields.items() if field.is_required()} | {"start"}
    chosen = needed | draw(st.sets(st.sampled_from(sorted(fields)), max_size=3))
    lines = [f"{name} = {draw(value_of(name, fields[name].annotation))}" for name in sorted(chosen - {"kind"})]
    return "\n".join(["[[policies]]", f'kind = "{kind}"', *lines, ""])


def value_of(name, kind):
    if name in FITTING:
        return st.sampled_from(FITTING[name])
    if kind is str:
        return st.sampled_from(NAMES).map(json.dumps)
    if kind == list[str]:
        return st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(json.dumps)
    return st.sampled_from(["0", "1"] if kind is int else ["0", "0.1", "0.5"])


@quick
@given(added=st.lists(rows(), min_size=1, max_size=4))
def test_rows_of_every_kind(file, added):
    check(file, VALID + "".join(added).encode())


PATHS = [*KEYS, "actors.alpha", "policies.0", "policies.2.when", "policies.3", "policies.3.members", "policies.5"]
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
