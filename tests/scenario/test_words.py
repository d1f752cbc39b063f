"""What was plainly meant is taken, or told in so many words."""

import unicodedata

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.scenario import ScenarioError, Tier, load, names
from sim.scenario.checking.notes import notes
from sim.scenario.errors import did_you_mean, number_meant
from sim.scenario.schema.enums import Kind
from sim.study.study_file import read_design

HEAD = 'extends = "nothing"\n'
ACTORS = HEAD + "[actors.alpha]\n"


def written(folder, text, name="my.toml"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def told(source, overrides=()):
    with pytest.raises(ScenarioError) as caught:
        load(source, overrides)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [(".1", 0.1), ("+.1", 0.1), ("1.", 1.0), (".5e-1", 0.05), (" .1 ", 0.1), ("0.1", 0.1), ("1e-1", 0.1), ("1", 1.0)],
)
def test_a_number_without_its_zero_is_that_number(text, value):
    assert load("base", [f"trust.gain={text}"]).trust.gain == value


def test_a_number_without_its_zero_is_read_within_tables_and_lists_and_text_is_left_alone():
    assert load("base", ["domains={language={weight=.4},vision={weight=2.}}"]).domains["vision"].weight == 2.0
    assert load("base", ["payoff.security=-.0"]).payoff.security == 0.0
    assert load("base", ["title='.5 or 1.'"]).title == ".5 or 1."
    assert load("base", ["title=version 1.2.3"]).title == "version 1.2.3"
    assert load("base", ["about=a .5 b"]).about == "a .5 b"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0,1", "write 0.1, with a point"),
        (",1", "write 0.1, with a point"),
        ("-0,25", "write -0.25, with a point"),
        ("1,5e-3", "write 1.5e-3, with a point"),
        ("'0.1'", "write 0.1, without quotes"),
        ("'.1'", "write 0.1, without quotes"),
        ("'7'", "write 7, without quotes"),
    ],
)
def test_a_number_with_a_comma_or_in_quotes_is_told_as_it_is_written(text, hint):
    assert told("base", [f"trust.gain={text}"]).endswith(f"expected a number, 0 <= x <= 1 per quarter; {hint}")
    assert hint in told("base", {"trust.gain": text.strip("'")})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0,1", "write 0.1, with a point"),
        (".1", "write 0.1"),
        ("-.5", "write -0.5"),
        ("1.", "write 1.0"),
        ("1,5  # a comment", "write 1.5, with a point"),
        ('"0,1"', "write 0.1, with a point"),
    ],
)
def test_a_number_that_a_file_cannot_hold_is_told_at_its_line(tmp_path, text, hint):
    message = told(written(tmp_path, f"{HEAD}[trust]\ngain = {text}\n"))
    assert message.startswith(f"{tmp_path}/my.toml:3:") and message.endswith(f"; {hint}")


@pytest.mark.parametrize("text", ["much", "1,2,3", "0x1", "1-2", ".", ",", "-", "e5", "1.2.3"])
def test_what_is_no_number_is_not_taken_for_one(text):
    assert number_meant(text) == ""


def test_rows_of_policies_under_one_bracket_are_told_with_two(tmp_path):
    message = told(written(tmp_path, ACTORS + '[policies]\nkind = "leak"\nactor = "alpha"\nstart = 2021-01-01\n'))
    assert (
        ":3: policies: a table is of the wrong type; expected a list; write [[policies]], with two brackets" in message
    )
    message = told(written(tmp_path, 'extends = "leader-pivot"\n[policies.pivot]\ngovernance = 0.5\n'))
    assert message.endswith(
        'write [[policies]], with two brackets on each side, above each row, with name = "pivot" in it'
    )


@pytest.mark.parametrize("table", ["trust", "actors.alpha", "tiers.open", "actors"])
def test_a_table_under_two_brackets_is_told_with_one(tmp_path, table):
    message = told(written(tmp_path, f"{HEAD}[[{table}]]\n"))
    assert (
        f"{table}: a list is of the wrong type; expected a table; write [{table}], with one bracket on each" in message
    )


def test_an_unknown_key_of_a_policy_is_told_with_all_that_there_are():
    message = told("open-alliance", ["policies.alliance.obligations=0.1"])
    assert message.startswith("--set policies.alliance.obligations=0.1: ")
    assert (
        "unknown key; expected one of name, on, start, when, proposer, note, end, until, ramp, kind, members" in message
    )
    assert message.endswith(', board; did you mean "obligation"?')
    message = told("open-alliance", ["policies.alliance.fee=0.1"])
    assert "board; `fee` belongs to open_licence" in message


def test_an_unknown_key_of_a_row_in_a_file_is_told_at_its_line(tmp_path):
    row = '[[policies]]\nkind = "treaty"\nstart = 2021-01-01\ntier = "open"\npartys = ["alpha"]\n'
    message = told(written(tmp_path, ACTORS + row))
    assert ":7: policies.0.partys: unknown key; expected one of name, on," in message
    assert message.endswith('did you mean "parties"?')


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32")]
)
def test_text_of_wide_letters_is_told_by_its_encoding(tmp_path, encoding, name):
    message = told(written(tmp_path, ACTORS.encode(encoding)))
    assert message == f"{tmp_path}/my.toml: is text encoded as {name}; expected TOML text in UTF-8; save it as UTF-8"


@pytest.mark.parametrize("content", [b"\0" * 10, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfe\0"])
def test_what_is_no_text_is_not_taken_for_one(tmp_path, content):
    assert told(written(tmp_path, content)).endswith(": is a binary file; expected TOML text in UTF-8")


def forms(text):
    """A text with its accents composed, and apart."""
    return [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]


@pytest.mark.parametrize("there", forms("société"))
@pytest.mark.parametrize("asked", forms("société"))
def test_names_are_the_same_however_their_accents_are_stored(tmp_path, there, asked):
    rows = f'[[policies]]\nname = "{there}"\nkind = "subsidy"\nstart = 2021-01-01\nactor = "{asked}"\n'
    rows += f'[[policies]]\nkind = "export_control"\nstart = 2021-01-01\nfrom_bloc = "{there}"\nto_bloc = "b"\n'
    text = f'{HEAD}[domains."{there}"]\n[actors."{there}"]\nbloc = "{asked}"\nfocus = {{ "{asked}" = 1.0 }}\n'
    path = written(tmp_path, f'{text}[actors.b]\nbloc = "b"\n{rows}', f"{there}.toml")
    changes = [f"actors.{asked}.tier=open", f'domains."{asked}".weight=2', f"policies.{asked}.amount=2"]
    for source in (path, tmp_path / f"{asked}.toml", load(path)):
        scenario = load(source, changes)
        name = forms("société")[0]
        assert scenario.actors[name].tier == Tier.OPEN and scenario.domains[name].weight == 2.0
        assert scenario.policies[0].amount == 2.0
    child = written(tmp_path, f'extends = "{asked}.toml"\n[[policies]]\nname = "{asked}"\namount = 2.0\n')
    assert len(load(child).policies) == 2
    study = written(tmp_path, f'scenarios = ["{asked}.toml"]\n[parameters]\n"actors.{asked}.users" = [0.1]\n', "s.toml")
    assert list(read_design(study).scenarios) == [name]
    assert sim.RaceModel(path, agents={asked: sim.Firm}).actors[0].name == name


def test_a_word_is_not_suggested_in_place_of_itself():
    composed, apart = forms("société")
    assert "x" not in did_you_mean(apart, ["x"]) and did_you_mean(apart, [composed]) == f'did you mean "{composed}"?'


TREATY = '[[policies]]\nkind = "treaty"\nstart = 2020-01-01\neffort = 0.5\nparties = ["{}"]\n'


def test_a_bloc_in_place_of_an_actor_is_told_whom_it_holds(tmp_path):
    message = told(written(tmp_path, 'extends = "race-2019"\n' + TREATY.format("us")))
    assert (
        '"us" is a bloc; expected the name of an actor of the scenario; its nation is "united-states"; its ' in message
    )


def test_an_actor_known_by_its_initials_is_named(tmp_path):
    actors = 'extends = "nothing"\n[actors.united-states]\n[actors.openai]\n'
    message = told(written(tmp_path, actors + TREATY.format("us")))
    assert message.endswith(
        'no actor "us"; expected the name of an actor of the scenario; did you mean "united-states"?'
    )


def test_an_actor_in_place_of_a_bloc_is_told_its_bloc(tmp_path):
    row = '[[policies]]\nkind = "export_control"\nstart = 2021-01-01\nfrom_bloc = "west-state"\nto_bloc = "east"\n'
    message = told(written(tmp_path, 'extends = "base"\n' + row))
    assert 'no bloc "west-state"; expected the bloc of an actor; "west-state" is an actor of the bloc "west"' in message


def test_whom_a_pledge_binds_is_noted(tmp_path):
    states = '"west-state", "east-state", "third-state"'
    path = written(tmp_path, 'extends = "base"\n' + TREATY.replace('"{}"', states))
    (note,) = notes(load(path))
    assert note == (
        "policies.0: binds only west-state, east-state, third-state, 3 of 20 actors; without `parties` it binds all; "
        "it binds none of their firms, since `enforce` is 0"
    )
    assert list(notes(load(path, {"policies.0.parties": []}))) == list(notes(load(path, ["policies.0.on=false"]))) == []


def test_the_firms_that_states_bind_by_a_treaty_are_named(tmp_path):
    row = TREATY.format("west-state") + "enforce = 0.5\n"
    scenario = load(written(tmp_path, 'extends = "base"\n' + row))
    (note,) = notes(scenario)
    told = note.partition("; its states enforce 0.5 of its sanctions on firms at home, ")[2]
    firms = [name for name, spec in scenario.actors.items() if spec.kind == Kind.FIRM and spec.bloc == "west"]
    assert told == f"{len(firms)}: " + ", ".join(firms[:6]) + (f" and {len(firms) - 6} more" if firms[6:] else "")


DUTY = '[[policies]]\nkind = "duty"\nstart = 2020-01-01\nfloor = 0.5\n'


def test_a_duty_that_nobody_audits_is_noted(tmp_path):
    assert not list(notes(load(written(tmp_path, 'extends = "base"\n' + DUTY))))
    (note,) = notes(load(written(tmp_path, ACTORS + DUTY)))
    assert note.startswith("policies.0: binds nobody; nobody audits in ") and note.endswith(", without a state")


def test_a_law_that_tightens_after_incidents_is_noted_to_be_that_of_every_bloc(tmp_path):
    row = '[[policies]]\nkind = "incident_regulation"\nstart = 2020-01-01\n'
    path = written(tmp_path, 'extends = "base"\n' + row)
    (note,) = notes(load(path))
    assert note == "policies.0: tightens the law of every bloc, west, east, third: one bloc alone can have a `duty`"
    assert not list(notes(load(path, {"incidents.on": False})))


def test_notes_are_printed_by_check_and_are_no_faults(tmp_path):
    path = written(tmp_path, 'extends = "base"\n' + TREATY.format("west-state"))
    done = CliRunner().invoke(app, ["check", str(path)])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].startswith(f"{path}: note: policies.0: binds only west-state, 1 of 20")


def test_notes_on_what_a_file_extends_are_left_out_and_that_is_said(tmp_path):
    path = written(tmp_path, 'extends = "race-2019-fitted"\n' + DUTY + 'bloc = "us"\n')
    own, left_out = CliRunner().invoke(app, ["check", str(path)]).stdout.splitlines()[1:]
    assert own.startswith(f"{path}: note: policies.") and "binds firms and laboratories" in own
    assert left_out.endswith("hoardshare check race-2019-fitted shows them")
    shipped = CliRunner().invoke(app, ["check", "race-2019-fitted"]).stdout
    assert shipped.count(": note: ") > 5 and "left out" not in shipped


def test_numbers_of_prices_without_prices_are_noted(tmp_path):
    path = written(tmp_path, ACTORS + "[prices]\nhassle = 30.0\n")
    assert not list(notes(load(path)))
    (note,) = notes(load(path, ["market.form=logit"]))
    assert note == "prices: without effect, since market.form is logit, not prices"


def test_numbers_of_another_form_of_care_are_noted(tmp_path):
    path = written(tmp_path, ACTORS + "[safety]\nhaste = 0.3\nenmity = 1.0\ndecisiveness = 2.0\n")
    told = {form: list(notes(load(path, [f"safety.form={form}"]))) for form in ("linear", "own", "contest")}
    assert told == {
        "linear": ["safety: decisiveness without effect, since safety.form is linear"],
        "own": ["safety: haste, decisiveness without effect, since safety.form is own"],
        "contest": ["safety: enmity, haste without effect, since safety.form is contest"],
    }
    assert not list(notes(load(path, ["safety.form=contest", "safety.on=false"])))


def test_numbers_of_another_form_of_the_market_are_noted(tmp_path):
    path = written(tmp_path, ACTORS + "[market]\ndemand = 0.2\nceiling = 9.0\nslope = 2.0\n")
    logit, cournot = "ceiling, demand", "slope"
    assert list(notes(load(path))) == [
        f"market: {logit} without effect, since market.form is prices, not logit",
        f"market: {cournot} without effect, since market.form is prices, not cournot",
    ]
    (note,) = notes(load(path, ["market.form=logit"]))
    assert note == f"market: {cournot} without effect, since market.form is logit, not cournot"


def test_numbers_that_a_market_with_prices_does_not_read_are_noted(tmp_path):
    text = "[market]\nsize = 9.0\nquality = 3.0\n[tiers.open]\ncapture = 0.5\n[partnering]\nrate = 0.1\n"
    path = written(tmp_path, ACTORS + text)
    size, quality, capture, rate = notes(load(path))
    assert size == "market: size without effect, since market.form is prices, not logit"
    assert quality.startswith("market: quality moves only the outcome gini_capability, since market.form is prices")
    assert capture.startswith("tiers: capture of open without effect, since market.form is prices")
    assert rate.startswith("partnering: rate without effect, since market.form is prices")
    assert not list(notes(load(path, ["market.form=logit"])))
    usual = ["market.size=0", "market.quality=1.5", "tiers.open.capture=0.2", "partnering.on=false"]
    assert not list(notes(load(path, [*usual, "tail.on=false"])))


def moved(name, overrides, form):
    """Series that overrides change."""
    settings = ([f"market.form={form}"], [f"market.form={form}", *overrides])
    one, other = (sim.run(load(name, each), seed=3, quarters=40).series for each in settings)
    return {each for each in one if not np.array_equal(one[each], other[each], equal_nan=True)}


@pytest.mark.parametrize("name", ["commons", "leader-pivot", "open-licence"])
def test_numbers_noted_as_unread_are_unread_with_prices_and_read_without(name):
    capture = [f"tiers.{tier}.capture=0.9" for tier in ("closed", "access", "licensed", "open")]
    for vain in (["market.size=9"], capture, ["partnering.rate=1"]):
        assert moved(name, vain, "prices") == set()
        assert moved(name, vain, "logit")
    assert moved(name, ["market.quality=3"], "prices") == {"gini_capability"}


def test_no_shipped_scenario_sets_a_number_in_vain():
    for name in names():
        assert not [note for note in notes(load(name)) if "without effect" in note or "moves only" in note]


def test_domains_that_are_not_there_are_noted(tmp_path):
    (note,) = notes(load(written(tmp_path, ACTORS + "[domains.language]\nweight = 0.5\n")))
    assert note == "domains: only language, without the schema's vision, science, robotics"
    assert not list(notes(load(written(tmp_path, ACTORS + "[domains.mind]\n"))))
    assert not list(notes(load("base")))
