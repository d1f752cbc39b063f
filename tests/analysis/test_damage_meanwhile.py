"""What is judged is judged of every run or not at all, also where files are damaged after a sweep has seen them."""

from functools import cache

import pytest

import sim
from sim.analysis import ablate, compare
from sim.analysis.claims.register import load_register
from sim.analysis.claims.testing import Effort, put_to_test
from sim.analysis.ensemble import sampled
from sim.analysis.facts import reproduce
from sim.study import sweep
from sim.study.errors import StoreError
from tests.analysis.claims.registers import write
from tests.study.damage import flipped
from tests.study.sweeps import Here


def compared(store):
    return compare.compare(["arms-race", "commons"], 4, quarters=5, store=store, executor=Here()).table


def carried(store):
    return ablate.ablate("commons", "base", 3, mechanisms=["trust"], store=store, executor=Here()).table


def reproduced(store):
    return reproduce.reproduce(replicates=3, store=store, executor=Here()).table


def tried(store):
    questions = load_register(write(store.with_name("register"))).questions
    return put_to_test(questions[:1], store, Effort(draws=2, replicates=1, pairs=2), executor=Here()).claims


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """What each finds where nothing is damaged."""
    return cache(lambda judged: judged(tmp_path_factory.mktemp("sound") / "store"))


@pytest.fixture
def harmful(monkeypatch):
    """Lets a sweep be followed by damage to files of a kind, the first of them or all."""
    real = sweep.complete

    def harm(what, most):
        def complete(design, store, *rest, **named):
            tally = real(design, store, *rest, **named)
            for path in sorted(store.parts.glob(f"*.{what}.parquet"))[:most]:
                path.write_bytes(flipped(path.read_bytes()))
            return tally

        for module in (sweep, compare, sampled):
            monkeypatch.setattr(module, "complete", complete if what else real)

    return harm


@pytest.mark.parametrize("most", [1, None], ids=["one", "all"])
@pytest.mark.parametrize(
    ("judged", "what"),
    [
        (compared, "outcomes"),
        (compared, "actors"),
        (carried, "outcomes"),
        (reproduced, "outcomes"),
        (reproduced, "releases"),
        (tried, "outcomes"),
    ],
)
def test_nothing_is_judged_of_what_is_left_and_the_same_command_goes_on(tmp_path, sound, harmful, judged, what, most):
    truth = sound(judged)
    harmful(what, most)
    with pytest.raises(StoreError, match=r"has changed since it was written.*the same command repeats their runs"):
        judged(tmp_path / "store")
    harmful("", None)
    assert judged(tmp_path / "store").equals(truth)
    assert sim.verify(tmp_path / "store").is_whole
