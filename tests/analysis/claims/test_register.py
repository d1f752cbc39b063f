"""A register is read whole, and each fault in it is told with its file, line, claim, field and the nearest name."""

import pytest

from sim.analysis.claims.claim import DoseSpec, SideSpec
from sim.analysis.claims.question import is_whole, misfits
from sim.analysis.claims.register import SECOND, load_register, load_second
from sim.scenario import ScenarioError, load
from sim.scenario.schema.institutions import Alliance
from sim.scenario.schema.quantity import prior_of
from tests.analysis.claims.registers import ALLIED, PARAMETERS, TRUSTING, write


def faults(folder):
    with pytest.raises(ScenarioError) as caught:
        load_register(folder)
    return str(caught.value)


def test_claims_come_with_scenarios_and_ranges(tmp_path):
    trust, alliance = load_register(write(tmp_path)).questions
    assert (trust.article, trust.id, trust.needs_actors, alliance.needs_actors) == ("900", "T1", False, True)
    assert trust.control == load("arms-race", {"quarters": 8})
    assert alliance.control == load("open-alliance", {"quarters": 20, "policies.alliance.on": False})
    assert trust.dose == load("commons", {"quarters": 8, "trust.gain": 1.0}) and alliance.dose is None
    assert trust.ranges["trust.gain"][:3] == (0.02, 0.2, "log")
    board = alliance.ranges["policies.alliance.governance"]
    assert board[:2] == (0, 40) and board.whole, "the schema knows quarters as whole numbers"


def test_a_range_of_ones_own_goes_before_the_prior_of_the_schema(tmp_path):
    for folder, parameters, wanted in [
        ("own", PARAMETERS, (0, 40)),
        ("schema", None, prior_of(Alliance.model_fields["governance"])[:2]),
    ]:
        _, alliance = load_register(write(tmp_path / folder, parameters=parameters)).questions
        assert alliance.ranges["policies.alliance.governance"][:2] == wanted
        assert ("trust.gain" in alliance.ranges) == (folder == "own")


def test_the_second_reading_is_no_part_of_a_register(tmp_path):
    write(tmp_path)
    write(tmp_path / SECOND, TRUSTING.replace("0.01", "0.02"))
    assert [each.id for each in load_register(tmp_path).questions] == ["T1", "T2"]
    (again,) = load_second(tmp_path).questions
    assert (again.id, again.claim.outcomes[0].least) == ("T1", 0.02)


def test_a_dose_is_laid_on_the_treatment_or_is_a_scenario_of_its_own():
    treatment = SideSpec(scenario="commons", set={"trust.gain": 0.1, "trust.depth": 0.2})
    assert DoseSpec(set={"trust.gain": 1}).on(treatment).set == {"trust.gain": 1, "trust.depth": 0.2}
    other = DoseSpec(scenario="harmonized", set={"trust.gain": 1}).on(treatment)
    assert (other.scenario, other.set) == ("harmonized", {"trust.gain": 1})


OWN = ("quarters = 8",)
DOSE, FORMS = 'dose = { set = { "trust.gain" = 1.0 } }', 'forms = { knowledge = ["between"] }'
FAULTS = [
    ('"more"', '"mor"', '900.toml:17: T1.outcomes.0.direction: "mor" is not allowed; expected one of more, less,'),
    ('"more"', '"mor"', 'no more, no less, same; did you mean "more"?'),
    ('name = "trust"', 'name = "trusty"', '900.toml:16: T1.outcomes.0.name: no outcome "trusty"; expected one of'),
    ('name = "trust"', 'name = "trusty"', 'did you mean "trust"?'),
    ('name = "trust"', 'name = "payoff"', 'no outcome "payoff"'),
    ("least = 0.01", "least = 0", "900.toml:18: T1.outcomes.0.least: 0 is out of range; expected 0 < x"),
    ("least = 0.01", "lest = 0.01", "T1.outcomes.0.lest: unknown key; expected one of name, direction, least, why"),
    ("least = 0.01", "lest = 0.01", 'did you mean "least"?'),
    ("why =", "# why =", "T1.outcomes.0.why: is missing; expected text in quotes"),
    (DOSE, 'dose = { set = { "trust.gian" = 1 } }', "T1.dose: "),
    (
        FORMS,
        'forms = { knowlege = ["ladder"] }',
        'no structural choice "knowlege"; expected one of knowledge, strategies',
    ),
    (FORMS, 'forms = { network = ["bloc"] }', 'T1.forms.network.0: no option "bloc"; expected one of'),
    (FORMS, "forms = { network = [] }", "T1.forms.network: limits the claim to nothing"),
    ("quarters = 8", 'all = "both"', "T1.all: "),
    (*OWN, 'parameters = ["trust.gian"]', 'T1.parameters.0: "trust.gian" fits neither side: unknown key;'),
    (*OWN, 'parameters = ["trust.gian"]', 'did you mean "gain"?'),
    (
        *OWN,
        'parameters = ["world.milestone"]',
        'T1.parameters.0: "world.milestone" has no range; expected a number with a prior in the schema, or a range',
    ),
    (*OWN, 'parameters = ["policies.alliance.governance"]', '"policies.alliance.governance" fits neither side'),
    ('"commons"', '"comons"', "T1.treatment: comons: no such scenario or file"),
    ('"commons" }', '"commons", set = { "trust.gian" = 1 } }', 'did you mean "gain"?'),
    ('"more"', '"more"\n    actors = ["alpha"]', 'no outcome "trust" of actors; expected one of payoff, capability,'),
    ('name = "trust"', 'name = "payoff"\n    actors = ["alfa"]', 'T1.outcomes.0.actors.0: no actor "alfa" in the'),
    ('name = "trust"', 'name = "better_off"\n    of = "treatment"', '"treatment" has no meaning with better_off'),
    (
        "quarters = 8",
        "quarters = 0.5",
        "T1.quarters: 0.5 is of the wrong type; expected a whole number, 1 <= x <= 4000",
    ),
    ('id = "T1"', 'id = ""', "900.toml:5: claims.0.id: is empty"),
    ('"commons" }', '"commons", set = 3 }', "900.toml:10: T1.treatment.set: 3 is of the wrong type; expected a table"),
    ("quarters = 8", "quarters = 0", "T1.quarters: 0 is out of range; expected 1 <= x <= 4000"),
]
RANGES = [
    (
        "most = 0.2",
        "most = 0.01",
        'parameters.toml:4: parameters."trust.gain".most: 0.01 is out of range; expected more than',
    ),
    ("least = 0.02", "least = 0", '3: parameters."trust.gain".least: 0 has no logarithm; expected a number above 0'),
    ("most = 0.2", "most = 7", "trust.gain: 7 is out of range; expected 0 <= x <= 1"),
    ("source", "sorce", 'parameters.toml:6: parameters."trust.gain".sorce: unknown key; expected one of least, most,'),
]


@pytest.mark.parametrize(("before", "after", "told"), FAULTS)
def test_a_fault_is_told_where_it_stands(tmp_path, before, after, told):
    assert before in TRUSTING
    assert told in faults(write(tmp_path, TRUSTING.replace(before, after, 1)))


@pytest.mark.parametrize(("before", "after", "told"), RANGES)
def test_a_faulty_range_is_told(tmp_path, before, after, told):
    assert told in faults(write(tmp_path, TRUSTING, parameters=PARAMETERS.replace(before, after, 1)))


def test_a_side_may_take_away_what_its_scenario_has(tmp_path):
    without = TRUSTING.replace('"commons" }', '"commons", set = { "domains.science" = "none" } }')
    (question,) = load_register(write(tmp_path, without)).questions
    assert "science" in question.control.domains and "science" not in question.treatment.domains


def test_all_files_and_claims_are_told_at_once(tmp_path):
    write(tmp_path, TRUSTING.replace('"commons"', '"comons"'), ALLIED.replace("better_off", "better"))
    write(tmp_path, TRUSTING, name="901.toml")
    (tmp_path / "902.toml").write_text("article =")
    told = faults(tmp_path).splitlines()
    assert [line.split(":")[0] for line in told] == ["900.toml", "900.toml", "902.toml"]


def test_an_id_is_taken_once(tmp_path):
    write(tmp_path, TRUSTING)
    assert '901.toml:5: T1.id: "T1" occurs twice' in faults(write(tmp_path, TRUSTING, name="901.toml"))


def test_a_folder_without_claims_is_told(tmp_path):
    expected = "expected a folder with one .toml file per article"
    assert faults(tmp_path / "nowhere") == f"{tmp_path / 'nowhere'}: no such folder; {expected}"
    (tmp_path / "file").write_text("")
    assert faults(tmp_path / "file") == f"{tmp_path / 'file'}: is not a folder; {expected}"
    (tmp_path / "parameters.toml").write_text("")
    assert faults(tmp_path) == f"{tmp_path}: holds no claims; {expected}"


def test_claims_are_picked_by_id_and_article(tmp_path):
    register = load_register(write(tmp_path))
    assert [each.id for each in register.pick(["T2", "T2"])] == ["T2"]
    assert [each.id for each in register.pick(article="900")] == ["T1", "T2"]
    for ids, article, told in [
        (["t2"], None, 'claim t2: no such claim; expected one of T1, T2; did you mean "T2"?'),
        ([], "9000", "article 9000: no such article; expected one of 900"),
    ]:
        with pytest.raises(ScenarioError) as caught:
            register.pick(ids, article)
        assert str(caught.value) == told


def test_the_schema_says_what_is_whole_and_what_is_there():
    alliance = load("open-alliance")
    assert is_whole(alliance, "policies.alliance.governance") and not is_whole(alliance, "trust.gain")
    assert misfits(alliance, ["trust.gain", "policies.alliance.governance"]) == {}
    assert list(misfits(load("arms-race"), ["trust.gain", "policies.alliance.governance"])) == [
        "policies.alliance.governance"
    ]
