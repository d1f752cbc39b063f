"""What is written into an actor is what the field can hold, or is refused with a message."""

import math
from fractions import Fraction

import numpy as np
import pytest

from sim import Firm, Kind, RaceModel, Strategy, Tier
from sim.fields import ENUMS, FLAGS, RANGES, READ_ONLY
from sim.world import ACTOR_FIELDS, ActorRecord
from sim.world.state import numbers_of

FIELDS = ACTOR_FIELDS.names
NUMBERS = [name for name in FIELDS if name not in (*ENUMS, *FLAGS, *READ_ONLY)]


@pytest.fixture(scope="module")
def model():
    made = RaceModel("base", 1)
    made.step()
    return made


def test_tables_name_fields_and_nothing_else():
    assert {*ENUMS, *FLAGS, *RANGES, *READ_ONLY} <= set(FIELDS)
    integers = {name for name in FIELDS if ACTOR_FIELDS[name].kind == "i"}
    assert integers == {*ENUMS, *FLAGS, *READ_ONLY}, "a whole number is a choice, a flag, or not for writing"


@pytest.mark.parametrize("name", ["base", "race-2019", "open-licence", "commons"])
def test_what_a_run_itself_gives_can_be_written_back(name):
    model = RaceModel(name, 1)
    for _ in range(40):
        model.step()
        before = model.world.actors.tobytes()
        for field in (*NUMBERS, "tier", "choice", "hoards_as", "shares_as", "grudge", "leaning"):
            for agent in model.agents:
                setattr(agent, field, getattr(agent, field))
        assert model.world.actors.tobytes() == before


@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float64("nan"), 10**400])
def test_no_number_is_anything_but_finite(model, field, value):
    before = model.world.actors.tobytes()
    with pytest.raises(ValueError, match=f"{field} of alpha: expected a .*number"):
        setattr(model.actors[0], field, value)
    with pytest.raises(ValueError, match=r"expected a .*number"):
        model.agents.set(field, value)
    assert model.world.actors.tobytes() == before


@pytest.mark.parametrize("field", RANGES)
def test_no_number_leaves_its_range(model, field):
    least, most = RANGES[field]
    outside = [np.nextafter(least, -1.0)] + ([np.nextafter(most, 99.0)] if most < math.inf else [])
    for value in outside:
        with pytest.raises(ValueError, match=f"{field} of alpha"):
            setattr(model.actors[0], field, value)


def test_effort_that_nothing_clamps_may_be_negative(model):
    free = RaceModel("base", overrides={"effort.clamp": False})
    free.actors[0].effort = -0.5
    assert free.actors[0].effort == -0.5
    with pytest.raises(ValueError, match="effort of alpha: expected a finite number, got nan"):
        free.actors[0].effort = math.nan
    with pytest.raises(ValueError, match="effort of alpha: expected a finite number from 0, got -0"):
        model.actors[0].effort = -0.5


@pytest.mark.parametrize("value", ["0.5", None, True, [0.5], np.array([0.5, 0.5]), 1j, object()])
@pytest.mark.parametrize("field", ["cash", "reputation"])
def test_no_number_is_of_another_type(model, field, value):
    with pytest.raises(TypeError, match=f"{field} of alpha: expected a .*number"):
        setattr(model.actors[0], field, value)


def test_numbers_of_any_kind_will_do(model):
    for value in (1, 0.5, np.float32(0.5), np.int64(0), Fraction(1, 2)):
        model.actors[0].reputation = value
        assert model.actors[0].reputation == float(value)


def test_choices_take_members_words_and_numbers(model):
    alpha = model.actors[0]
    for value in (Tier.LICENSED, "licensed", 2, np.int64(2)):
        alpha.tier = Tier.CLOSED
        alpha.tier = value
        assert alpha.tier is Tier.LICENSED
    model.agents.set("strategy", "tit-for-tat")
    assert {agent.strategy for agent in model.agents} == {Strategy.TIT_FOR_TAT}
    for value in ("opne", 4, -1, ""):
        with pytest.raises(ValueError, match="tier of alpha: expected one of closed, access, licensed, open, got"):
            alpha.tier = value
    for value in (Kind.FIRM, 1.0, None, True, math.nan):
        with pytest.raises(TypeError, match="tier of alpha: expected one of"):
            alpha.tier = value


def test_flags_are_true_or_false(model):
    for value in (True, False, np.True_, 1, 0):
        model.actors[0].grudge = value
        assert model.actors[0].grudge is bool(value)
    with pytest.raises(ValueError, match="grudge of alpha: expected True or False"):
        model.actors[0].grudge = 2
    with pytest.raises(TypeError, match="grudge of alpha: expected True or False"):
        model.actors[0].grudge = "yes"


@pytest.mark.parametrize("field", READ_ONLY)
def test_what_holds_the_world_together_cannot_be_written(model, field):
    with pytest.raises(AttributeError, match=f"{field} of alpha follows from the scenario"):
        setattr(model.actors[0], field, getattr(model.actors[0], field))


def test_every_number_of_an_actor_tells_its_meaning_and_unit():
    assert Firm.reputation.__doc__ == "Mean trust of those who are tied to it (share)."
    for field in numbers_of(ActorRecord):
        told = getattr(Firm, field.name).__doc__
        assert told.endswith(f"({field.unit}).") and told[0].isupper() and len(field.meaning) > 5
