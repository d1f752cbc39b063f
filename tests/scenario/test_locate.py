"""The locator finds the line and the column of every key of a TOML file, or of what encloses it."""

import pytest

from sim.scenario.reading import locate
from sim.scenario.reading.locate import Places, nesting

TEXT = """\
title = "A [title] = with marks" # = [not, a, list]
world.discount = 0.9
about = '''
[not.a.table]
key = 1
'''

[research]
  productivity = 0.2
"hardening" = 0.1

[actors."gpt.4"] # a quoted name
focus = { language = 1.0, "a b" = 2 }
withheld = [
  "language", # a comment, with a comma
  "science",
]

[[policies]]
kind = "pivot"
start = 2021-01-01

[[policies]]
kind = "leak"
when = 2021-01-01 10:00:00

[policies.extra]
note = ""

[ties]
edges = [["a", "b"], [
  "c", "d"]]
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (1, 1)),
        (("world", "discount"), (2, 7)),
        (("about",), (3, 1)),
        (("research",), (8, 2)),
        (("research", "productivity"), (9, 3)),
        (("research", "hardening"), (10, 1)),
        (("actors", "gpt.4"), (12, 9)),
        (("actors", "gpt.4", "focus", "language"), (13, 11)),
        (("actors", "gpt.4", "focus", "a b"), (13, 27)),
        (("actors", "gpt.4", "withheld", 1), (16, 3)),
        (("policies", 0, "start"), (21, 1)),
        (("policies", 1, "kind"), (24, 1)),
        (("policies", 1, "extra", "note"), (28, 1)),
        (("ties", "edges", 0), (31, 10)),
        (("ties", "edges", 1, 1), (32, 8)),
    ],
)
def test_every_kind_of_key_is_found(path, place):
    line, column = Places(TEXT).of(path)
    assert line == place[0]
    assert column == place[1]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("research", "luck"), 8),
        (("policies", 1, "actor"), 23),
        (("policies", 7), 19),
        (("actors", "gpt.4", "focus", "vision"), 13),
        (("nowhere", "at", "all"), 1),
        ((), 1),
    ],
)
def test_what_is_missing_is_told_at_what_encloses_it(path, line):
    assert Places(TEXT).of(path)[0] == line


def test_the_keys_of_a_line_are_known():
    assert Places(TEXT).on(9) == ("research", "productivity")
    assert Places(TEXT).on(7) == ()


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[[",
        "]",
        "}",
        "= = =",
        "a = [",
        "a = {",
        'a = "',
        "a = '''",
        'a = """\\',
        "a = {b = [}",
        "a.b.",
        "\0",
        "[=\n",
        "a=[=,=]",
    ],
)
def test_a_faulty_text_does_not_stop_the_scan(text):
    assert Places(text).of(("a",))[0] == 1


def test_nesting_counts_brackets_and_dots_outside_text():
    assert nesting("a = 1.5 # [[[[") == 1
    assert nesting('a = [["[[[["]]\nb = [[]]') == 2
    assert nesting("a.b.c.d = 1") == 3
    assert nesting("a = [" * 1000) == 1000


HARD = {
    "text that is never closed": lambda n: '"""' + '\\"""' * n,
    "marks alone": lambda n: "'" * (2 * n + 1),
    "a mark at each end": lambda n: '"\\' * n,
    "lists that are never closed": lambda n: "a = [\n" * 3 + "a.b = {c = [1, 2]}\n" * n,
    "rows": lambda n: "[[a.b]]\nc = '''\n'''\n" * n,
    "brackets too many": lambda n: "a = [" + "[1, ]], " * n,
    "a value of many words": lambda n: "a" + ".b" * 20 + " = " + "1 " * n,
}


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
def test_scanning_takes_time_linear_in_the_text(monkeypatch, hard):
    """In a text of twice the length tokens are looked at twice as often."""
    looked = []

    class Watched(locate._Scanner):
        @property
        def _token(self):
            looked[-1] += 1
            return super()._token

    monkeypatch.setattr(locate, "_Scanner", Watched)
    for size in (500, 1000):
        looked.append(0)
        Places(hard(size))
    assert 0 < looked[1] <= 2.1 * looked[0]


@pytest.mark.parametrize(
    "unclosed", ['"""' + '\\"""' * 9999, "'''" + "''a" * 9999, '"' + "\\x" * 9999, "'" + "a" * 9999]
)
def test_a_text_that_is_never_closed_is_read_once(unclosed):
    """Were it no token, each of its characters would begin another search to the end."""
    assert [token.text for token in locate._tokens(unclosed)] == [unclosed]
