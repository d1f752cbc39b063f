"""Every fault tells where it is, what is wrong, what was expected and what was probably meant."""

import pickle

import pytest

from sim.scenario import ScenarioError, load
from sim.scenario.errors import MOST_PRINTED, Fault, clean, did_you_mean, dotted, one_of, shown

VALID = """\
extends = "nothing"
title = "Two firms"
quarters = 40

[research]
productivity = 0.1

[actors.alpha]
bloc = "west"
[actors.beta]
bloc = "east"
tier = "open"
[actors.start-up]
count = 3
"""


def message(tmp_path, added, base=VALID):
    """What is said of a scenario with some lines more."""
    file = tmp_path / "my.toml"
    file.write_text(base + added, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert "pydantic" not in str(caught.value).lower()
    assert "http" not in str(caught.value)
    return str(caught.value).removeprefix(str(tmp_path) + "/")


def policy(*lines):
    return "\n".join(["[[policies]]", *lines]) + "\n"


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("[luck]\n", "my.toml:15: luck: unknown key; expected a key that `hoardshare schema` lists"),
        (
            "[reserch]\n",
            'my.toml:15: reserch: unknown key; expected a key that `hoardshare schema` lists; did you mean "research"?',
        ),
        (
            "[absorption]\nhalve = 1\n",
            'my.toml:16: absorption.halve: unknown key; expected one of on, half, forgetting; did you mean "half"?',
        ),
        ("[spillover]\nleak = 9.0\n", "spillover.leak: 9.0 is out of range; expected 0 <= x <= 1 per quarter"),
        ("[world]\ndiscount = 0\n", "my.toml:16: world.discount: 0 is out of range; expected 0 < x <= 1 per quarter"),
        (
            '[spillover]\nleak = "much"\n',
            'my.toml:16: spillover.leak: "much" is of the wrong type; expected a number, 0 <= x <= 1 per quarter',
        ),
        (
            "[entry]\nslots = 2.5\n",
            "my.toml:16: entry.slots: 2.5 is of the wrong type; expected a whole number, 0 <= x <= 100000 firms",
        ),
        ("[entry]\non = 1\n", "my.toml:16: entry.on: 1 is of the wrong type; expected true or false"),
        ("[spillover]\nleak = nan\n", "spillover.leak: nan is not a finite number; expected a number, 0 <="),
        ("[spillover]\nleak = -inf\n", "my.toml:16: spillover.leak: -inf is not a finite number; expected a number"),
        (
            '[market]\nform = "logitt"\n',
            'my.toml:16: market.form: "logitt" is not allowed; expected one of logit, cournot; did you mean "logit"?',
        ),
        ("[actors]\ngamma = 3\n", "my.toml:16: actors.gamma: 3 is of the wrong type; expected a table"),
        ('[actors.gamma]\nwithheld = "language"\n', 'withheld: "language" is of the wrong type; expected a list'),
        (
            '[actors.gamma]\nenters = "2020-01-01"\n',
            'my.toml:16: actors.gamma.enters: "2020-01-01" is of the wrong type; expected a date such as 2020-01-31',
        ),
        (
            policy('kind = "pivvot"'),
            'my.toml:16: policies.0.kind: "pivvot" is no kind of policy; expected one of pivot, open_licence',
        ),
        (policy("start = 2021-01-01"), "my.toml:15: policies.0.kind: is missing; expected one of pivot"),
        (
            policy('kind = "subsidy"', "start = 2021-01-01"),
            "my.toml:15: policies.0.actor: is missing; expected text in quotes",
        ),
        (
            policy('kind = "subsidy"', "start = 2021-01-01", 'actor = "alpha"', "ammount = 2"),
            "my.toml:19: policies.0.ammount: unknown key",
        ),
    ],
)
def test_a_value_that_does_not_fit_the_schema(tmp_path, added, told):
    assert told in message(tmp_path, added)


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            policy('kind = "subsidy"', "start = 2021-01-01", 'actor = "alhpa"'),
            'my.toml:18: policies.0.actor: no actor "alhpa"; expected the name of an actor of the scenario; '
            'did you mean "alpha"?',
        ),
        (
            policy('kind = "export_control"', "start = 2021-01-01", 'from_bloc = "west"', 'to_bloc = "eats"'),
            'my.toml:19: policies.0.to_bloc: no bloc "eats"; expected the bloc of an actor; did you mean "east"?',
        ),
        (
            policy('kind = "export_control"', "start = 2021-01-01", 'from_bloc = "west"', 'to_bloc = "west"'),
            'policies.0.to_bloc: "west" is where it comes from; expected another bloc',
        ),
        (
            policy('kind = "open_licence"', "start = 2021-01-01", 'actor = "alpha"', 'host = "alpha"'),
            'my.toml:19: policies.0.host: "alpha" is the actor itself; expected another firm',
        ),
        (
            policy('kind = "subsidy"', "start = 2019-12-31", 'actor = "alpha"'),
            "my.toml:17: policies.0.start: 2019-12-31 is before the run; expected a day from 2020-01-01",
        ),
        (
            policy('kind = "subsidy"', "start = 2030-01-01", 'actor = "alpha"'),
            "policies.0.start: 2030-01-01 is not before the end of the run; expected a day within 40 quarters",
        ),
        (
            policy('kind = "subsidy"', "start = 2021-05-01", "end = 2021-04-01", 'actor = "alpha"'),
            "my.toml:18: policies.0.end: 2021-04-01 is not in a later quarter than the start",
        ),
        (
            policy('kind = "pivot"', "start = 2021-01-01", 'actor = "start-up"')
            + policy('kind = "pivot"', "start = 2022-01-01", 'actor = "start-up-2"'),
            'my.toml:21: policies.1.start: "start-up-2" is then still committed by policies.0',
        ),
        (
            "[actors.gamma]\nfocus = { langage = 1 }\n",
            'my.toml:16: actors.gamma.focus.langage: no domain "langage"; expected a domain of the scenario; '
            'did you mean "language"?',
        ),
        ("[actors.gamma.know_how_in]\nvison = 1\n", 'my.toml:16: actors.gamma.know_how_in.vison: no domain "vison"'),
        ("[actors.gamma.know_how_in]\nvision = 1e9\n", "know_how_in.vision: 1000000000.0 is out of range; expected -2"),
        ('[actors.gamma]\nwithheld = [\n"x"]\n', 'my.toml:17: actors.gamma.withheld.0: no domain "x"'),
        ("[actors.gamma]\nfocus = { language = -1, vision = 2 }\n", "gamma.focus.language: -1.0 is out of range"),
        ("[actors.gamma]\nfocus = { language = 0 }\n", "actors.gamma.focus: the weights sum to 0"),
        ("[actors.gamma]\nfocus = { language = 1.7e308, vision = 1.7e308 }\n", "the weights sum to inf"),
        ("[actors.gamma]\nenters = 2031-01-01\n", "enters: 2031-01-01 is not before the end of the run"),
        ("[actors.ALPHA]\n", 'my.toml:15: actors.ALPHA: is too like the actor "alpha"'),
        ("[actors.start_up]\n", 'my.toml:15: actors.start_up: is too like the actor "start-up"'),
        ("[actors.start-up-3]\n", "my.toml:15: actors.start-up-3: is also the name of a member of a group"),
        ("[actors.entrant-1]\n", "actors.entrant-1: is also the name of a member of a group, or of an entrant"),
        ('[actors.""]\n', 'actors."": "" cannot serve as a name'),
        ('[actors."a\\u001bb"]\n', 'actors."a\\x1bb": "a\\x1bb" cannot serve as a name'),
        ("[actors.crowd]\ncount = 1_000_000\n", "actors: 1000015 actors, slots for entrants included, are too many"),
        ("[actors.crowd]\ncount = 100_000\n", "ties.topology: 100015 actors have 10002900210 ties, too many"),
        ('[ties]\nedges = [["alpha"]]\n', 'my.toml:16: ties.edges.0: ["alpha"] is not a tie; expected two different'),
        ('[ties]\nedges = [["alpha", "alpha"]]\n', 'ties.edges.0: ["alpha", "alpha"] is not a tie'),
        ('[ties]\nedges = [["alpha", "beat"]]\n', 'ties.edges.0.1: no actor "beat"; expected the name'),
        (
            '[ties]\nedges = [["alpha", "start-up"]]\n',
            'ties.edges.0.1: "start-up" stands for 3 actors; expected one of them, such as "start-up-1"',
        ),
        ('[ties]\nedges = [["alpha", "start-up-4"]]\n', 'ties.edges.0.1: no actor "start-up-4"'),
    ],
)
def test_values_that_do_not_fit_each_other(tmp_path, added, told):
    assert told in message(tmp_path, added)


def test_somebody_must_take_part_at_the_start(tmp_path):
    told = message(tmp_path, "[actors.late]\nenters = 2025-01-01\n", 'extends = "nothing"\n')
    assert "actors: nobody takes part at the start; expected at least one actor" in told


def test_a_host_must_be_a_firm(tmp_path):
    added = '[actors.state]\nkind = "nation"\n'
    row = policy('kind = "open_licence"', "start = 2021-01-01", 'actor = "alpha"', 'host = "state"')
    assert 'policies.0.host: "state" is not a firm; expected a firm' in message(tmp_path, added + row)


def test_a_run_must_end_within_the_calendar(tmp_path):
    told = message(tmp_path, "[actors.a]\n", 'extends = "nothing"\nstart = 9990-01-01\nquarters = 60\n')
    assert "my.toml:3: quarters: the run would end in the year" in told


@pytest.mark.parametrize(
    "added",
    [
        policy('kind = "pivot"', "start = 2021-01-01", "end = 2022-01-01", 'actor = "alpha"')
        + policy('kind = "pivot"', "start = 2022-01-01", 'actor = "alpha"'),
        policy('kind = "pivot"', "start = 2021-01-01", 'actor = "start-up-1"')
        + policy('kind = "pivot"', "start = 2021-01-01", 'actor = "start-up-2"'),
        policy('kind = "open_licence"', "start = 2021-01-01", 'actor = "alpha"', 'host = "start-up-2"'),
        policy('kind = "compute_shock"', "start = 2021-01-01"),
        policy('kind = "outage"', "start = 2020-01-01", 'actor = "alpha"'),
        '[ties]\ntopology = "edges"\nedges = [["alpha", "start-up-3"], ["beta", "entrant-10"]]\n',
        "[actors.gamma]\nenters = 2025-01-01\nfocus = { vision = 2 }\n",
    ],
)
def test_what_fits_is_accepted(tmp_path, added):
    file = tmp_path / "my.toml"
    file.write_text(VALID + added)
    assert load(file).title == "Two firms"


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    told = message(tmp_path, '[luck]\n[market]\nform = "x"\n[spillover]\nleak = 2\n')
    assert len(told.splitlines()) == 3


def test_a_long_list_of_faults_is_cut(tmp_path):
    told = message(tmp_path, "".join(f"[unknown-{number}]\n" for number in range(5000)))
    assert len(told.splitlines()) == MOST_PRINTED + 1
    assert told.endswith(f"and {5000 - MOST_PRINTED} more")


def test_a_fault_of_syntax_shows_its_column_and_one_of_a_field_does_not():
    assert str(Fault("a.toml", 3, 7, problem="bad")) == "a.toml:3:7: bad"
    assert str(Fault("a.toml", 3, 7, "x.y", "bad", "good", "hint")) == "a.toml:3: x.y: bad; expected good; hint"
    assert str(Fault("--set x.y=1", field="x.y", problem="bad")) == "--set x.y=1: bad"


def test_an_error_survives_the_way_between_processes():
    error = ScenarioError([Fault("a.toml", 1, problem="bad")])
    assert pickle.loads(pickle.dumps(error)).faults == error.faults


def test_names_are_quoted_where_a_file_would_quote_them():
    assert dotted(("actors", "gpt.4", "withheld", 0)) == 'actors."gpt.4".withheld.0'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ("a\nb", '"a\\nb"'),
        (float("nan"), "nan"),
        (10**5000, "a number of very many digits"),
        ({}, "a table"),
        ([], "a list"),
        (1.5, "1.5"),
    ],
    ids=["bool", "text", "nan", "huge", "table", "list", "number"],
)
def test_values_are_shown_short_and_on_one_line(value, text):
    assert shown(value) == text


def test_long_text_is_cut():
    assert len(clean("x" * 10_000)) == 60
    assert one_of("abcdefghijklmnop").endswith("l, ...")


def test_a_hint_overlooks_case_and_dashes_and_completes_beginnings():
    assert did_you_mean("ARMS_RACE", ["arms-race", "base"]) == 'did you mean "arms-race"?'
    assert did_you_mean("prod", ["productivity"]) == 'did you mean "productivity"?'
    assert did_you_mean("zzz", ["base"]) == ""
    assert did_you_mean("", ["base"]) == ""
