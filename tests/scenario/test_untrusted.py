"""Text of strangers is read within limits of size, nesting and digits, whatever it is for."""

import sys
import tomllib

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.reading.untrusted import DEEPEST, MOST_LETTERS, Unreadable, json_of, toml_of

DEEP = 100_000
DIGITS = "9" * 5000


@pytest.mark.parametrize("text", ['{"a": [1, 2.5, "[[[[[[[[[[", null, true]}', b'{"a": 1}', "3", "[[[[[[[[1]]]]]]]]"])
def test_json_is_read_as_what_it_is(text):
    import json

    assert json_of(text) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[" * DEEP, "nested too deeply"),
        ("[" * DEEP + "]" * DEEP, "nested too deeply"),
        ('{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), "nested too deeply"),
        (DIGITS, "too many digits"),
        ("NaN", "NaN, which is not a number"),
        ("[-Infinity]", "-Infinity, which is not a number"),
        ('"' + "a" * MOST_LETTERS + '"', "too long"),
        ("{", "not JSON"),
        ("", "not JSON"),
        (b"\xff", "not JSON"),
    ],
)
def test_json_beyond_reason_is_refused_in_a_sentence(text, problem):
    with pytest.raises(Unreadable, match=problem):
        json_of(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = " + "[" * DEEP, "nested too deeply"),
        (".".join("a" * DEEP) + " = 1", "nested too deeply"),
        (f"a = {DIGITS}", "too many digits"),
    ],
)
def test_toml_beyond_reason_is_refused_in_a_sentence(text, problem):
    with pytest.raises(Unreadable, match=problem):
        toml_of(text)


def test_toml_is_read_as_what_it_is_and_its_faults_stay_faults():
    assert toml_of('a = { b = [1, "x"] }') == {"a": {"b": [1, "x"]}}
    with pytest.raises(tomllib.TOMLDecodeError):
        toml_of("a = ")


def test_digits_are_limited_whatever_the_language_allows():
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        with pytest.raises(Unreadable, match="too many digits"):
            json_of(DIGITS)
    finally:
        sys.set_int_max_str_digits(usual)


@pytest.mark.parametrize("value", ["[" * DEEP, DIGITS, "{a=" * DEEP, "[" * 9 + "]" * 9])
def test_a_change_on_the_command_line_is_refused_in_a_line(value):
    with pytest.raises(ScenarioError) as caught:
        load("base", [f"trust.gain={value}"])
    assert str(caught.value).count("\n") == 0 and len(str(caught.value)) < 300


def chain(folder, length):
    """Files that extend each other, the first of which extends nothing."""
    (folder / "f0.toml").write_text('extends = "base"\n')
    for number in range(1, length):
        (folder / f"f{number}.toml").write_text(f'extends = "f{number - 1}.toml"\n[trust]\ngain = 0.{number:03}\n')
    return folder / f"f{length - 1}.toml"


def test_a_chain_of_files_is_followed_as_far_as_anybody_needs(tmp_path):
    assert load(chain(tmp_path, 31)).trust.gain == 0.03


def test_a_longer_chain_is_refused_where_it_gets_too_long(tmp_path):
    with pytest.raises(ScenarioError, match=r"is file 32 of a chain that starts at .*; expected at most 32 files"):
        load(chain(tmp_path, 400))


def test_a_circle_is_still_called_a_circle(tmp_path):
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n')
    with pytest.raises(ScenarioError, match="extends itself in a circle"):
        load(tmp_path / "a.toml")
