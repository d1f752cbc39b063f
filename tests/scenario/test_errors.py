"""Every fault tells where it is, what is wrong, what was expected and what was probably meant."""

import pickle

import pytest

from sim.scenario import Scenario, ScenarioError, load
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


def accepted(tmp_path, added):
    """The scenario that some lines more give."""
    file = tmp_path / "my.toml"
    file.write_text(VALID + added)
    return load(file)


def policy(*lines):
    return "\n".join(["[[policies]]", *lines]) + "\n"


def dated(kind, *lines):
    """A row of four lines or more: its header, its kind, its start, and what is particular to it."""
    return policy(f'kind = "{kind}"', "start = 2021-01-01", *lines)


def waiting(kind, *lines):
    """A row without a start."""
    return policy(f'kind = "{kind}"', *lines)


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("[luck]\n", "my.toml:15: luck: unknown key; expected a key that `hoardshare explain parameters` lists"),
        (
            "[reserch]\n",
            "my.toml:15: reserch: unknown key; expected a key that `hoardshare explain parameters` lists; "
            'did you mean "research"?',
        ),
        (
            "[absorption]\nhalve = 1\n",
            "my.toml:16: absorption.halve: unknown key; expected one of on, half, forgetting, crowding; "
            'did you mean "half"?',
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
            'my.toml:16: market.form: "logitt" is not allowed; expected one of logit, cournot, prices; '
            'did you mean "logit"?',
        ),
        ("[actors]\ngamma = 3\n", "my.toml:16: actors.gamma: 3 is of the wrong type; expected a table"),
        ('[actors.gamma]\nwithheld = "language"\n', 'withheld: "language" is of the wrong type; expected a list'),
        (
            '[actors.gamma]\nenters = "2020-01-01"\n',
            'my.toml:16: actors.gamma.enters: "2020-01-01" is of the wrong type; expected a date such as 2020-01-31',
        ),
        (
            policy('kind = "pivvot"'),
            'my.toml:16: policies.0.kind: "pivvot" is not a kind of policy; expected one of pivot, open_licence',
        ),
        (policy('kind = "treeaty"'), ', ...; did you mean "treaty"?'),
        (policy('kind = "war"'), ", ...; `hoardshare explain policies` tells what each does"),
        (policy("start = 2021-01-01"), "my.toml:15: policies.0.kind: is missing; expected one of pivot"),
        (
            policy('kind = "subsidy"', "start = 2021-01-01"),
            "my.toml:15: policies.0.actor: is missing; expected text in quotes",
        ),
        (
            policy('kind = "subsidy"', "start = 2021-01-01", 'actor = "alpha"', "ammount = 2"),
            "my.toml:19: policies.0.ammount: unknown key",
        ),
        (
            dated("ethics_framework", "audit = 2"),
            "my.toml:18: policies.0.audit: 2 is out of range; expected 0 <= x <= 1 per quarter",
        ),
        (dated("training", "spend = 0.6"), "my.toml:18: policies.0.spend: 0.6 is out of range; expected 0 <= x <= 0.5"),
        (
            dated("open_licence", 'actor = "alpha"', "fee = 1", "threshold = 2"),
            "my.toml:20: policies.0.threshold: 2 is out of range; expected 0 <= x <= 1",
        ),
        (
            dated("open_licence", 'actor = "alpha"', 'threshold = "much"'),
            'my.toml:19: policies.0.threshold: "much" is of the wrong type; expected a number, 0 <= x <= 1',
        ),
        (
            dated("treaty", "effort = -1"),
            "my.toml:18: policies.0.effort: -1 is out of range; expected 0 <= x <= 1000000",
        ),
        (
            dated("treaty", 'tier = "opne"'),
            'my.toml:18: policies.0.tier: "opne" is not allowed; expected one of closed, access, licensed, open; did',
        ),
        (
            dated("alliance", 'members = ["alpha", "beta"]', 'admission = "all"'),
            'my.toml:19: policies.0.admission: "all" is not allowed; expected one of founders, open, vote',
        ),
        (
            dated("alliance", 'members = ["alpha", "beta"]', "governance = 1.5"),
            "my.toml:19: policies.0.governance: 1.5 is of the wrong type; expected a whole number, 0 <= x <= 400 quart",
        ),
        (
            dated("alliance", 'members = "alpha"'),
            'my.toml:18: policies.0.members: "alpha" is of the wrong type; expected a list',
        ),
        (
            dated("alliance", "members = [3]"),
            "my.toml:18: policies.0.members.0: 3 is of the wrong type; expected text in quotes",
        ),
        (dated("alliance"), "my.toml:15: policies.0.members: is missing; expected a list"),
        (dated("training", "on = 0"), "my.toml:18: policies.0.on: 0 is of the wrong type; expected true or false"),
        (waiting("training", "when = 3"), "my.toml:17: policies.0.when: 3 is of the wrong type; expected a table"),
        (
            waiting("training", "when = { least = 1 }"),
            "my.toml:17: policies.0.when.outcome: is missing; expected text in quotes",
        ),
        (
            waiting("training", 'when = { outcome = "trust", leest = 1 }'),
            "my.toml:17: policies.0.when.leest: unknown key; expected one of outcome, least, most; did you mean "
            '"least"?',
        ),
        (
            waiting("training", 'when = { outcome = "trust", least = "much" }'),
            'my.toml:17: policies.0.when.least: "much" is of the wrong type; expected a number, unit: that of the outc',
        ),
        (
            dated("training", "[policies.until]", 'outcome = "trust"', "most = nan"),
            "my.toml:20: policies.0.until.most: nan is not a finite number; expected a number, unit: that of the",
        ),
        (
            dated("leak", 'actor = "alpha"', "end = 2022-01-01"),
            "my.toml:19: policies.0.end: unknown key; expected one of name, on, start, when, proposer, note, kind",
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
            'policies.0.to_bloc: "west" is also its origin; expected another bloc',
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
            'my.toml:21: policies.1.start: "start-up-2" is still committed by policies.0',
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
        ("[actors.ALPHA]\n", 'my.toml:15: actors.ALPHA: is too similar to the actor "alpha"'),
        ("[actors.start_up]\n", 'my.toml:15: actors.start_up: is too similar to the actor "start-up"'),
        ("[actors.start-up-3]\n", "my.toml:15: actors.start-up-3: is already the name of a member of a group"),
        ("[actors.entrant-1]\n", "actors.entrant-1: is already the name of a member of a group, or of an entrant"),
        ('[actors.""]\n', 'actors."": "" is not a valid name'),
        ('[actors."a\\u001bb"]\n', 'actors."a\\x1bb": "a\\x1bb" is not a valid name'),
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


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            policy('kind = "training"'),
            "my.toml:15: policies.0.start: is missing; expected a date such as 2020-01-31, or a `when` or `proposer` "
            "to wait for",
        ),
        (
            waiting("training", 'proposer = "alpha"', "start = 2019-12-31"),
            "my.toml:18: policies.0.start: 2019-12-31 is before the run; expected a day from 2020-01-01",
        ),
        (
            waiting("training", 'when = { outcome = "trust", least = 1 }', "start = 2030-01-01"),
            "my.toml:18: policies.0.start: 2030-01-01 is not before the end of the run; expected a day within 40 "
            "quarters of 2020-01-01",
        ),
        (
            dated("training", "end = 2020-12-31"),
            "my.toml:18: policies.0.end: 2020-12-31 is not in a later quarter than the start, so the row would "
            "never take effect; expected a day in a quarter after 2021-01-01",
        ),
        (
            waiting("training", 'proposer = "alpha"', "end = 2020-03-31"),
            "my.toml:18: policies.0.end: 2020-03-31 is not in a later quarter than the start, so the row would "
            "never take effect; expected a day in a quarter after 2020-01-01",
        ),
        (
            waiting("training", 'when = { outcome = "incidnets", least = 1 }'),
            'my.toml:17: policies.0.when.outcome: no outcome "incidnets"; expected the name of a series, such as '
            'incidents, open_actors or trust; did you mean "incidents"?',
        ),
        (
            dated("training", 'until = { outcome = "Trust", most = 0.5 }'),
            'my.toml:18: policies.0.until.outcome: no outcome "Trust"; expected the name of a series, such as '
            'incidents, open_actors or trust; did you mean "trust"?',
        ),
        (
            waiting("training", 'when = { outcome = "trust" }'),
            "my.toml:17: policies.0.when: gives neither `least` nor `most`; expected one of the two",
        ),
        (
            dated("training", "[policies.until]", 'outcome = "trust"', "least = 0", "most = 1"),
            "my.toml:18: policies.0.until: gives both `least` and `most`; expected one of the two",
        ),
    ],
)
def test_when_a_row_acts(tmp_path, added, told):
    assert message(tmp_path, added) == told


STRANGER = 'no actor "alhpa"; expected the name of an actor of the scenario; did you mean "alpha"?'


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (waiting("training", 'proposer = "alhpa"'), f"my.toml:17: policies.0.proposer: {STRANGER}"),
        (
            waiting("training", 'proposer = "start-up"'),
            'my.toml:17: policies.0.proposer: "start-up" stands for 3 actors; expected one of them, such as '
            '"start-up-1"',
        ),
        (
            waiting("training", 'proposer = "entrant-1"'),
            'my.toml:17: policies.0.proposer: "entrant-1" is a slot for an entrant; expected the name of an actor of '
            "the scenario",
        ),
        (dated("alliance", 'members = ["beta", "alpha", "alhpa"]'), f"my.toml:18: policies.0.members.2: {STRANGER}"),
        (dated("alliance", 'members = [\n"beta",\n"alhpa"]'), f"my.toml:20: policies.0.members.1: {STRANGER}"),
        (dated("training", 'actors = ["alhpa"]'), f"my.toml:18: policies.0.actors.0: {STRANGER}"),
        (dated("ethics_framework", 'signatories = ["alhpa"]'), f"my.toml:18: policies.0.signatories.0: {STRANGER}"),
        (dated("treaty", "effort = 1", 'parties = ["alhpa"]'), f"my.toml:19: policies.0.parties.0: {STRANGER}"),
        (dated("foundation", 'contributors = ["alhpa"]'), f"my.toml:18: policies.0.contributors.0: {STRANGER}"),
        (dated("grants", 'recipients = ["alhpa"]'), f"my.toml:18: policies.0.recipients.0: {STRANGER}"),
        (
            dated("grants", 'recipients = ["beta"]', 'payers = ["alhpa"]'),
            f"my.toml:19: policies.0.payers.0: {STRANGER}",
        ),
        (dated("subsidy", 'actor = "beta"', 'payer = "alhpa"'), f"my.toml:19: policies.0.payer: {STRANGER}"),
        (dated("outage", 'actor = "alhpa"'), f"my.toml:18: policies.0.actor: {STRANGER}"),
        (
            dated("partnership", 'actors = ["alpha", "beta"]', 'host = "alhpa"'),
            f"my.toml:19: policies.0.host: {STRANGER}",
        ),
        (
            dated("training", 'actors = ["start-up-4"]'),
            'my.toml:18: policies.0.actors.0: no actor "start-up-4"; expected the name of an actor of the scenario; '
            'did you mean "start-up"?',
        ),
        (
            dated("outage", 'actor = "entrant-2"'),
            'my.toml:18: policies.0.actor: "entrant-2" is a slot for an entrant; expected the name of an actor of the '
            "scenario",
        ),
        (
            dated("public_compute", 'payer = ""', 'actors = ["alpha"]'),
            'my.toml:18: policies.0.payer: no actor ""; expected the name of an actor of the scenario',
        ),
        (
            dated("training", 'actors = ["alpha", "beta", "alpha"]'),
            'my.toml:18: policies.0.actors.2: "alpha" is already named at actors.0; expected each actor once',
        ),
        (
            dated("training", 'actors = ["start-up", "start-up-2"]'),
            'my.toml:18: policies.0.actors.1: "start-up-2" is already named at actors.0; expected each actor once',
        ),
        (
            dated("training", 'actors = ["start-up-1", "start-up-2", "start-up"]'),
            'my.toml:18: policies.0.actors.2: "start-up" is already named at actors.1; expected each actor once',
        ),
        (
            dated("alliance", 'members = ["alpha"]'),
            "my.toml:18: policies.0.members: names only 1 actor; expected at least two actors",
        ),
        (
            dated("alliance", 'members = ["start-up-1"]'),
            "my.toml:18: policies.0.members: names only 1 actor; expected at least two actors",
        ),
        (dated("alliance", "members = []"), "my.toml:18: policies.0.members: is empty; expected at least two actors"),
        (
            dated("partnership", 'actors = ["alpha"]'),
            "my.toml:18: policies.0.actors: names only 1 actor; expected at least two actors",
        ),
        (dated("partnership", "actors = []"), "my.toml:18: policies.0.actors: is empty; expected at least two actors"),
        (dated("grants", "recipients = []"), "policies.0.recipients: is empty; expected at least one actor"),
        (dated("foundation", "contributors = []"), "policies.0.contributors: is empty; expected at least one actor"),
        (dated("developer_tools", "actors = []"), "policies.0.actors: is empty; expected at least one actor"),
        (
            dated("public_compute", 'payer = "alpha"', "actors = []"),
            "my.toml:19: policies.0.actors: is empty; expected at least one actor",
        ),
        (
            dated("partnership", 'actors = ["alpha", "beta"]', 'host = "start-up-1"'),
            'my.toml:19: policies.0.host: "start-up-1" is not among the actors; expected one of the partners, or no '
            "host",
        ),
        (
            dated("partnership", 'actors = ["start-up"]', 'host = "start-up"'),
            'my.toml:19: policies.0.host: "start-up" stands for 3 actors; expected one of them, such as "start-up-1"',
        ),
        (
            '[actors.state]\nkind = "nation"\n' + dated("partnership", 'actors = ["alpha", "state"]', 'host = "state"'),
            'my.toml:21: policies.0.host: "state" is not a firm; expected a firm; only firms have a platform',
        ),
        (
            dated("public_compute", 'payer = "alpha"', 'actors = ["beta", "alpha"]'),
            'my.toml:18: policies.0.payer: "alpha" is one of the actors that it pays for; expected an actor that pays '
            "for others",
        ),
        (
            dated("public_compute", 'payer = "start-up"', 'actors = ["start-up-1"]'),
            'my.toml:18: policies.0.payer: "start-up" stands for 3 actors; expected one of them, such as "start-up-1"',
        ),
        (
            dated("subsidy", 'actor = "alpha"', 'payer = "alpha"'),
            'my.toml:19: policies.0.payer: "alpha" would pay itself; expected another actor, or no payer',
        ),
        (
            dated("exchange", 'from_bloc = "wets"', 'to_bloc = "east"'),
            'my.toml:18: policies.0.from_bloc: no bloc "wets"; expected the bloc of an actor; did you mean "west"?',
        ),
        (
            dated("exchange", 'from_bloc = "east"', 'to_bloc = "east"'),
            'my.toml:19: policies.0.to_bloc: "east" is also its origin; expected another bloc',
        ),
        (
            dated("retaliation", 'from_bloc = "east"', 'to_bloc = "wets"'),
            'my.toml:19: policies.0.to_bloc: no bloc "wets"; expected the bloc of an actor; did you mean "west"?',
        ),
        (
            dated("retaliation", 'from_bloc = "east"', 'to_bloc = "east"'),
            'my.toml:19: policies.0.to_bloc: "east" is also its origin; expected another bloc',
        ),
    ],
)
def test_whom_a_row_names(tmp_path, added, told):
    found = message(tmp_path, added)
    assert told in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize("field", ["actors", "signatories", "payers"])
def test_an_empty_list_stands_for_everybody_where_the_schema_says_so(tmp_path, field):
    kind = {"actors": "training", "signatories": "ethics_framework", "payers": "grants"}[field]
    more = ['recipients = ["beta"]'] if kind == "grants" else []
    assert accepted(tmp_path, dated(kind, f"{field} = []", *more))


def test_an_actor_named_entrant_lends_its_name_to_no_slot(tmp_path):
    told = message(tmp_path, "[actors.entrant]\n" + dated("outage", 'actor = "entrant-1"'))
    assert 'my.toml:19: policies.0.actor: "entrant-1" is a slot for an entrant' in told


CONTROL = dated("export_control", 'from_bloc = "west"', 'to_bloc = "east"')
ANSWER = dated("retaliation", 'from_bloc = "east"', 'to_bloc = "west"')


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            dated("alliance", 'members = ["alpha", "beta"]', "catalogue = 0.8"),
            "my.toml:19: policies.0.catalogue: catalogue + skills = 1.1 of the dues; expected a sum of at most 1",
        ),
        (
            dated("alliance", 'members = ["alpha", "beta"]', "catalogue = 0.7", "skills = 0.6"),
            "my.toml:20: policies.0.skills: catalogue + skills = 1.3 of the dues; expected a sum of at most 1",
        ),
        (
            dated("open_licence", 'actor = "alpha"', "threshold = 0.2"),
            "my.toml:19: policies.0.threshold: 0.2 has no effect without a fee; expected a fee above 0, or no "
            "threshold",
        ),
        (
            dated("open_licence", 'actor = "alpha"', "threshold = 0"),
            "my.toml:19: policies.0.threshold: 0.0 has no effect without a fee",
        ),
        (
            dated("foundation", 'contributors = ["alpha"]', 'domains = ["vision", "langage"]'),
            'my.toml:19: policies.0.domains.1: no domain "langage"; expected a domain of the scenario; did you mean '
            '"language"?',
        ),
        (
            dated("foundation", 'contributors = ["alpha"]', 'omission = ["robotic"]'),
            'my.toml:19: policies.0.omission.0: no domain "robotic"; expected a domain of the scenario; did you mean '
            '"robotics"?',
        ),
        (
            dated("foundation", 'contributors = ["alpha"]', 'domains = ["vision"]', 'omission = ["vision"]'),
            "my.toml:20: policies.0.omission: leaves it no domain to serve; expected at least one domain fewer",
        ),
        (
            dated("foundation", 'contributors = ["alpha"]', 'omission = ["language", "vision", "science", "robotics"]'),
            "my.toml:19: policies.0.omission: leaves it no domain to serve",
        ),
        (
            "".join(f"[domains.field-{k}]\n" for k in range(63)) + dated("foundation", 'contributors = ["alpha"]'),
            "my.toml:78: policies.0.domains: the scenario has 63 domains, too many for a foundation; expected at most "
            "62",
        ),
        (dated("treaty"), "my.toml:15: policies.0: pledges nothing; expected a `tier`, an `effort`, or both"),
        (dated("duty"), "my.toml:15: policies.0: asks nothing; expected a `tier`, a `floor` above 0, or both"),
        (
            dated("restraint", "floor = 0.0"),
            "my.toml:15: policies.0: asks nothing of laggards; expected a `floor` above 0, an `effort`, or both",
        ),
        (dated("restraint", 'leader = "alhpa"'), f"my.toml:18: policies.0.leader: {STRANGER}"),
        (ANSWER, 'my.toml:19: policies.0.to_bloc: answers nothing; expected an export_control from "west" to "east"'),
        (
            dated("export_control", 'from_bloc = "east"', 'to_bloc = "west"') + ANSWER,
            'my.toml:24: policies.1.to_bloc: answers nothing; expected an export_control from "west" to "east"',
        ),
        (
            CONTROL + "on = false\n" + ANSWER,
            'my.toml:25: policies.1.to_bloc: answers nothing; expected an export_control from "west" to "east"',
        ),
        (
            dated("partnership", 'actors = ["alpha", "beta"]') * 63,
            "my.toml:263: policies.62: 63 alliances and partnerships are too many; expected at most 62",
        ),
    ],
    ids=lambda value: value[-40:],
)
def test_terms_of_a_row(tmp_path, added, told):
    found = message(tmp_path, added)
    assert told in found
    assert len(found.splitlines()) == 1


def pivot(*lines):
    return policy('kind = "pivot"', *lines)


def licence(*lines):
    return policy('kind = "open_licence"', *lines)


def alliance(*lines):
    return policy('kind = "alliance"', *lines)


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            pivot("start = 2021-01-01", 'actor = "alpha"') + licence("start = 2022-01-01", 'actor = "alpha"'),
            'my.toml:21: policies.1.start: "alpha" is still committed by policies.0; expected a day from the '
            "`end` of policies.0",
        ),
        (
            licence("start = 2021-01-01", 'actor = "alpha"') + licence("start = 2021-01-01", 'actor = "alpha"'),
            'my.toml:21: policies.1.start: "alpha" is still committed by policies.0',
        ),
        (
            licence("start = 2022-01-01", 'actor = "start-up"') + pivot("start = 2021-01-01", 'actor = "start-up-3"'),
            'my.toml:17: policies.0.start: "start-up" is still committed by policies.1',
        ),
        (
            pivot("start = 2021-01-01", 'actor = "alpha"', 'until = { outcome = "trust", least = 0.5 }')
            + pivot("start = 2021-03-01", 'actor = "alpha"'),
            'my.toml:22: policies.1.start: "alpha" is still committed by policies.0',
        ),
        (
            alliance("start = 2021-01-01", 'members = ["alpha", "beta"]', "exclusive = true")
            + alliance("start = 2022-01-01", 'members = ["start-up", "alpha"]'),
            'my.toml:23: policies.1.members.1: "alpha" also belongs to policies.0, and one of the two is '
            "exclusive; expected one alliance at a time",
        ),
        (
            alliance("start = 2022-01-01", 'members = ["alpha", "beta"]')
            + alliance("start = 2021-01-01", 'members = ["alpha", "start-up"]', "exclusive = true"),
            'my.toml:18: policies.0.members.0: "alpha" also belongs to policies.1',
        ),
        (
            alliance("start = 2021-01-01", 'members = ["alpha", "beta"]')
            + alliance("start = 2022-01-01", 'members = ["alpha", "start-up"]', "exclusive = true"),
            'my.toml:22: policies.1.members.0: "alpha" also belongs to policies.0',
        ),
        (
            alliance("start = 2021-01-01", 'members = ["start-up"]', "exclusive = true")
            + alliance("start = 2021-01-01", 'members = ["alpha", "start-up-2"]'),
            'my.toml:23: policies.1.members.1: "start-up-2" also belongs to policies.0',
        ),
    ],
)
def test_rows_that_cannot_hold_at_once(tmp_path, added, told):
    found = message(tmp_path, added)
    assert told in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    "added",
    [
        pivot("start = 2021-01-01", "end = 2022-01-01", 'actor = "alpha"')
        + licence("start = 2022-01-01", 'actor = "alpha"'),
        pivot("start = 2021-01-01", 'actor = "alpha"') + pivot("start = 2022-01-01", 'actor = "alpha"', "on = false"),
        pivot("start = 2021-01-01", 'actor = "alpha"')
        + pivot("start = 2022-01-01", 'actor = "alpha"', 'when = { outcome = "trust", least = 0.5 }'),
        pivot('proposer = "alpha"', 'actor = "alpha"') + pivot("start = 2022-01-01", 'actor = "alpha"'),
        pivot("start = 2021-01-01", 'actor = "alpha"', 'until = { outcome = "trust", least = 0.5 }')
        + licence("start = 2021-04-01", 'actor = "alpha"'),
        alliance("start = 2021-01-01", 'members = ["alpha", "beta"]')
        + alliance("start = 2022-01-01", 'members = ["alpha", "start-up"]'),
        alliance("start = 2021-01-01", "end = 2022-01-01", 'members = ["alpha", "beta"]', "exclusive = true")
        + alliance("start = 2022-01-01", 'members = ["alpha", "start-up"]', "exclusive = true"),
        alliance("start = 2021-01-01", 'members = ["alpha", "start-up-1"]', "exclusive = true")
        + alliance("start = 2021-01-01", 'members = ["beta", "start-up-2"]', "exclusive = true"),
        alliance("start = 2021-01-01", 'members = ["alpha", "beta"]', "exclusive = true")
        + alliance('proposer = "alpha"', 'members = ["alpha", "start-up"]'),
    ],
)
def test_rows_that_may_take_turns(tmp_path, added):
    assert accepted(tmp_path, added)


@pytest.mark.parametrize(
    "added",
    [
        dated("alliance", 'members = ["start-up"]', "catalogue = 0.9", "skills = 0.1"),
        dated("partnership", 'actors = ["start-up", "alpha"]', 'host = "start-up-2"'),
        dated("foundation", 'contributors = ["alpha"]', 'domains = ["vision", "science"]', 'omission = ["vision"]'),
        "".join(f"[domains.field-{k}]\n" for k in range(62)) + dated("foundation", 'contributors = ["alpha"]'),
        dated("partnership", 'actors = ["alpha", "beta"]') * 62
        + dated("partnership", 'actors = ["alpha", "beta"]', "on = false"),
        dated("treaty", 'tier = "licensed"'),
        dated("treaty", "effort = 0"),
        ANSWER + CONTROL,
        CONTROL + "on = false\n" + ANSWER + "on = false\n",
        dated("open_licence", 'actor = "alpha"', "fee = 0.1", "threshold = 0"),
        dated("subsidy", 'actor = "start-up-1"', 'payer = "start-up-2"'),
        dated("public_compute", 'payer = "alpha"', 'actors = ["beta", "start-up"]'),
        dated("grants", 'recipients = ["beta"]', 'payers = ["beta", "alpha"]'),
        waiting("leak", 'actor = "alpha"', 'when = { outcome = "incidents", least = 1 }'),
        waiting("alliance", 'members = ["alpha", "start-up"]', 'proposer = "start-up-1"', "end = 2020-04-01"),
    ],
    ids=lambda value: value[-40:],
)
def test_rows_that_fit_are_accepted(tmp_path, added):
    scenario = accepted(tmp_path, added)
    assert load(Scenario.model_validate(scenario.model_dump())).digest == scenario.digest


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (policy('kind = "training"', "on = false"), "my.toml:15: policies.0.start: is missing"),
        (dated("training", "on = false", 'actors = ["alhpa"]'), f"my.toml:19: policies.0.actors.0: {STRANGER}"),
        (dated("treaty", "on = false"), "my.toml:15: policies.0: pledges nothing"),
        (ANSWER + "on = false\n", "my.toml:19: policies.0.to_bloc: answers nothing"),
    ],
)
def test_a_row_that_is_off_must_be_right(tmp_path, added, told):
    assert told in message(tmp_path, added)


def test_somebody_must_take_part_at_the_start(tmp_path):
    told = message(tmp_path, "[actors.late]\nenters = 2025-01-01\n", 'extends = "nothing"\n')
    assert "actors: no actor takes part at the start; expected at least one actor" in told


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
    assert accepted(tmp_path, added).title == "Two firms"


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
        (10**5000, "a number with very many digits"),
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
