"""``hoardshare check --books`` prints who paid whom for what, and finds money that comes from nowhere."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim.analysis.books as books
from sim import load
from sim.analysis.books import ALLOWED, FLOWS, SECTORS, Ledger, Statement, cash_of, keep_books, ledger_of, statement_of
from sim.cli import app
from sim.scenario.schema.enums import Sector
from sim.start import begin
from sim.study.execute import play
from sim.world import CASH, Flow
from tests.program import hoardshare

SHORT = ("--set", "quarters=6")
QUARTERS = 6


def check(*arguments):
    """The command in this process, on six quarters of ``base``."""
    return CliRunner().invoke(app, ["check", "base", *SHORT, *map(str, arguments)])


def tampered(monkeypatch, quarter, change):
    """Let ``change`` happen to the world after a quarter has been passed, behind the back of its rules."""

    def played(world, *arguments):
        for done in play(world, *arguments):
            if done == quarter + 1:
                change(world)
            yield done

    monkeypatch.setattr(books, "play", played)


def steal(world):
    world.actors["cash"][0] += 0.25


def post_twice(world):
    world.books[Flow.TAXES, Sector.STATES] += 0.5


def post_to_nobody(world):
    world.books[Flow.WAGES, Sector.FIRMS] -= 0.5
    world.books[Flow.WAGES, Sector.LABS] += 0.5


def test_the_books_of_a_scenario_are_printed_and_close():
    told = check("--books")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "base: ok: Base, 20 actors, 6 quarters"
    assert lines[1] == "Base: quarter 5, from 2021-04-01, bn USD; seed 0"
    assert lines[2].split() == ["paid", "for", *SECTORS, "sum"]
    assert [line.split()[0] for line in lines].count("sum") == 2 and "all 6 quarters" in lines
    assert all(set(line.split()[1:]) == {"0"} for line in lines if line.startswith("sum "))
    assert lines[-1].startswith("base: the books close: of turnover, no flow is off by more than ")


def test_the_matrix_says_what_the_world_holds():
    told = json.loads(check("--books", "--json", "--seed", 3, "--quarter", 2).stdout)["base"]
    scenario = load("base", {"quarters": QUARTERS})
    world = begin(scenario, 3, QUARTERS)
    for done in play(world, scenario, 3, QUARTERS, range(1, QUARTERS)):
        if done == 2:
            before = cash_of(world)
        if done == 3:
            third, rose = world.books[:CASH].copy(), cash_of(world) - before
            break
    flows = [list(told["quarter"]["flows"][FLOWS[flow].what].values()) for flow in Flow]
    assert np.array_equal(flows, third) and third.any()
    assert list(told["quarter"]["rise of cash"].values()) == rose.tolist()
    assert told["quarter"]["number"] == 2 and told["quarter"]["from"] == "2020-07-01"
    assert (told["seed"], told["quarters"], told["closes"], told["unit"]) == (3, 6, True, "bn USD")


def test_a_quarter_is_named_by_its_number_or_by_a_day_in_it():
    by_number, by_day = (check("--books", "--quarter", each).stdout for each in ("1", "2020-05-17"))
    assert by_number == by_day and "quarter 1, from 2020-04-01" in by_number


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (steal, "what firms are posted is not by how much their cash rose: off by -0.25 bn USD"),
        (post_twice, "payments of taxes do not sum to zero: off by +0.5 bn USD"),
        (post_to_nobody, "is not by how much their cash rose: off by "),
    ],
)
def test_money_past_the_books_is_found(monkeypatch, change, told):
    tampered(monkeypatch, 3, change)
    done = check("--books")
    assert done.exit_code == 1 and "Traceback" not in done.output
    said = " ".join(done.stderr.split())
    assert said.startswith("base: the books do not close: ") and told in said
    assert "quarter 3, from 2020-10-01" in said and "sim/rules/accounts.py" in said
    assert "the books close" not in done.stdout


def test_what_does_not_close_is_told_as_data_too(monkeypatch):
    tampered(monkeypatch, 0, post_twice)
    done = check("--books", "--json")
    told = json.loads(done.stdout)["base"]
    assert done.exit_code == 1 and told["closes"] is False
    assert told["worst"]["rows"]["place"] == "taxes" and told["worst"]["rows"]["quarter"] == 0
    assert told["worst"]["rows"]["money"] == pytest.approx(0.5, abs=1e-9)


def test_a_hand_made_quarter_is_summed_by_hand():
    world = begin(load("base"), 0, 2)
    before = cash_of(world)
    world.books[:CASH] = 0.0
    firm = int(np.flatnonzero(world.actors["kind"] == 0)[0])
    world.actors["cash"][firm] += 3.0 - 1.0
    world.books[CASH, [Sector.HOUSEHOLDS, Sector.HOSTS]] += -3.0, 1.0
    world.books[Flow.PAID_USE, [Sector.HOUSEHOLDS, Sector.FIRMS]] = -3.0, 3.0
    world.books[Flow.SERVING, [Sector.FIRMS, Sector.HOSTS]] = -1.0, 1.0
    statement = statement_of(world, before)
    assert statement.turnover == 4.0  # 3 for use and 1 for serving
    assert statement.change == pytest.approx([-3.0, 2.0, 0.0, 0.0, 0.0, 1.0], abs=1e-9)
    assert statement.rows.tolist() == [0.0] * len(Flow) and statement.columns == pytest.approx([0.0] * 6, abs=1e-9)
    world.books[Flow.SERVING, Sector.FIRMS] = -1.5
    short = Ledger([statement, statement_of(world, before)])
    assert short.worst_row[1:] == (-0.5, 1, "serving") and short.worst_column[2:] == (1, "firms")
    assert short.worst_row.share == pytest.approx(0.5 / 4.25) and not short.closes
    assert short.whole.turnover == 8.25


def test_what_is_rounding_is_a_share_of_turnover_and_of_ten_million_at_least():
    def off(by, turnover):
        flows = np.zeros((len(Flow), len(Sector)))
        flows[0, 0] = by
        return Ledger([Statement(flows, flows.sum(axis=0), turnover)])

    assert off(0.009 * ALLOWED, 0.0).closes and not off(0.011 * ALLOWED, 0.005).closes
    assert off(0.9 * ALLOWED, 1.0).closes and not off(1.1 * ALLOWED, 1.0).closes
    assert off(90.0 * ALLOWED, 100.0).closes and not off(110.0 * ALLOWED, 100.0).closes


def test_each_quarter_begins_where_the_last_one_ended():
    scenario = load("base", {"quarters": QUARTERS})
    ledger = keep_books(scenario, 1)
    world = begin(scenario, 1, QUARTERS)
    before = cash_of(world)
    again = ledger_of(world, play(world, scenario, 1, QUARTERS, range(1, QUARTERS)))
    assert len(ledger.statements) == QUARTERS
    assert np.allclose(ledger.whole.change, cash_of(world) - before, rtol=0.0, atol=1e-9)
    assert all(np.array_equal(a.flows, b.flows) for a, b in zip(ledger.statements, again.statements, strict=True))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--books", "--quarter", "6"], "'6' is no quarter of this scenario: expected a number from 0 to 5"),
        (["--books", "--quarter", "-1"], "'-1' is no quarter of this scenario"),
        (["--books", "--quarter", "2019-12-31"], "from 2020-01-01 to the one of 2021-04-01"),
        (["--books", "--quarter", "spring"], "or a day such as 2020-01-01"),
        (["--books", "--quarter", ""], "'' is no quarter of this scenario"),
        (["--books", "--seed", "-1"], "--seed"),
        (["--books", "--seed", "one"], "--seed"),
        (["--seed", "1"], "give --books as well"),
        (["--quarter", "1"], "give --books as well"),
        (["--json"], "give --books as well"),
    ],
)
def test_bad_input_is_told_in_a_sentence(arguments, told):
    done = check(*arguments)
    assert done.exit_code == 2 and "Traceback" not in done.output
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_a_faulty_scenario_is_told_before_any_books_are_kept(tmp_path):
    (tmp_path / "mine.toml").write_text("quarters = 0\n")
    done = hoardshare("check", "base", "mine.toml", "--books", cwd=tmp_path, code=2)
    assert "mine.toml" in done.stderr and "quarters" in done.stderr and "paid for" not in done.stdout


def test_numbers_that_run_away_are_told_and_not_summed(tmp_path):
    steep = ("finance.growth=1", "research.hardening=0", "research.productivity=5", "research.returns=1")
    done = hoardshare("check", "base", "--books", *(f"--set={each}" for each in steep), cwd=tmp_path, code=2)
    assert "the scenario's numbers diverge" in done.stderr and "paid for" not in done.stdout
