"""The race of Han, Pereira, Santos & Lenaerts (2020): published cases, naive sums, and the model's own Fermi rule."""

from itertools import product
from math import comb, exp, prod
from types import FunctionType

import numpy as np
import pytest

from sim.noise import Purpose, stream
from sim.rules.adapt import fermi
from sim.theory import dsair
from sim.theory.dsair import crowd, population, reduction, teams
from sim.theory.dsair.chain import averages, exact_chain, small_mutation, small_mutation_along
from sim.theory.dsair.population import share_from_half, simulate, simulated_fixation, simulated_small_mutation
from sim.theory.dsair.race import (
    Conduct,
    Race,
    Region,
    early_thresholds,
    race_payoffs,
    region,
    round_payoffs,
    safe_is_selected_above,
    society_prefers_safe_above,
)

AS, AU, CS = Conduct
NEAR = Race(W=100, f=0.5, pr=0.9)
TEMPTING = Race(W=100, f=0.5, pr=0.6)
LATE = Race(W=1e6, f=0.1, pr=0.4)
FIXATION = [
    (NEAR, AU, AS, 0.180, 5e-4),
    (NEAR, AU, CS, 0.123, 5e-4),
    (TEMPTING, CS, AU, 62.9, 0.05),
    (TEMPTING, AS, AU, 62.4, 0.05),
    (NEAR, AS, CS, 1.0, 1e-9),
    (NEAR, CS, AS, 1.0, 1e-9),
]
"""Residents, mutants, Z*rho with self included and half a unit of its last digit."""
IMPOSSIBLE = [("W", 0.5), ("W", 1.2), ("pr", -0.1), ("pr", 1.1), ("pr", float("nan")), ("f", -0.1), ("f", 2)]
IMPOSSIBLE.extend([("s", 1), ("s", 0.5), ("B", 0), ("B", -1), ("B", float("inf")), ("c", -1), ("b", -1)])


def played(race, me, you):
    """Payoff a round of a whole race that is played move by move."""
    moves, total = {AS: 0, AU: 1, CS: 0}, 0.0
    rounds = race.W if AU not in (me, you) else race.W / race.s
    (p11, p12), (p21, p22) = np.reshape(round_payoffs(race), (2, 2))
    first = ((p11, p12), (p21, p22))[moves[me]][moves[you]]
    mine, yours = (max(moves[one], moves[other]) if one == CS else moves[one] for one, other in ((me, you), (you, me)))
    later = ((p11, p12), (p21, p22))[mine][yours]
    total = first + (rounds - 1) * later
    winners = [one for one in (me, you) if one == AU] or [me, you]
    total += race.B / len(winners) if me in winners else 0.0
    return total / rounds * (1 - race.pr if me == AU else 1.0)


def naive_average(matrix, counts, one, self_pairing):
    others = [n - (k == one and not self_pairing) for k, n in enumerate(counts)]
    return sum(n * matrix[one][k] for k, n in enumerate(others)) / sum(others)


def copies(own, other, beta):
    return 1 / (1 + exp(-beta * (other - own)))


def naive_fixation(matrix, Z, beta, resident, mutant, self_pairing):
    """From the transition probabilities, one by one (Nowak, Sasaki, Taylor & Fudenberg 2004)."""
    total, product_ = 1.0, 1.0
    for i in range(1, Z):
        counts = [0] * len(matrix)
        counts[mutant], counts[resident] = i, Z - i
        one, other = (naive_average(matrix, counts, kind, self_pairing) for kind in (mutant, resident))
        product_ *= copies(one, other, beta) / copies(other, one, beta)
        total += product_
    return 1 / total


def naive_chain(matrix, Z, beta, mu, self_pairing):
    """Expected shares, from individuals: every state, every pair, every event; then a dense eigenvector."""
    k = len(matrix)
    states = [counts for counts in product(range(Z + 1), repeat=k) if sum(counts) == Z]
    flow = np.zeros((len(states), len(states)))
    for row, counts in enumerate(states):
        people = [kind for kind, n in enumerate(counts) for _ in range(n)]
        for me, you in product(range(Z), repeat=2):
            if me == you:
                continue
            own, other = (naive_average(matrix, counts, people[one], self_pairing) for one in (me, you))
            chances = dict.fromkeys(range(k), mu / (k - 1))
            chances[people[me]] = 0.0
            chances[people[you]] += (1 - mu) * copies(own, other, beta)
            for new, chance in chances.items():
                after = list(counts)
                after[people[me]] -= 1
                after[new] += 1
                flow[row, states.index(tuple(after))] += chance / (Z * (Z - 1))
            flow[row, row] += (1 - sum(chances.values())) / (Z * (Z - 1))
    values, vectors = np.linalg.eig(flow.T)
    stationary = np.real(vectors[:, np.argmax(np.real(values))])
    return stationary / stationary.sum() @ np.array(states) / Z


class TestOneRace:
    @pytest.mark.parametrize("race", [NEAR, TEMPTING, LATE, Race(c=0.3, b=2, s=4, W=7, f=0.2, pr=0.1)])
    def test_payoffs_are_those_of_a_race_played_move_by_move(self, race):
        by_hand = [[played(race, me, you) for you in Conduct] for me in Conduct]
        assert race_payoffs(race) == pytest.approx(np.array(by_hand), rel=1e-9)

    def test_a_round_by_hand(self):
        assert round_payoffs(Race(f=0.5)) == pytest.approx((1.0, 1.8, 1.2, 1.5))

    def test_being_found_out_for_certain_leaves_the_unsafe_nothing(self):
        assert round_payoffs(Race(f=1)) == pytest.approx((1.0, 3.0, 0.0, 0.0))

    @pytest.mark.parametrize("race", [NEAR, LATE, Race(s=3, f=0.2, W=5000)])
    def test_society_is_indifferent_at_its_threshold(self, race):
        pr = society_prefers_safe_above(race)
        payoffs = race_payoffs(Race(race.W, pr, race.f, s=race.s))
        assert payoffs[AS, AS] == pytest.approx(payoffs[AU, AU])

    @pytest.mark.parametrize("safe", [AS, CS])
    def test_neither_conduct_is_risk_dominant_at_the_threshold_of_selection(self, safe):
        payoffs = race_payoffs(Race(pr=safe_is_selected_above(Race(s=2), safe), s=2))
        assert payoffs[safe, safe] + payoffs[safe, AU] == pytest.approx(payoffs[AU, safe] + payoffs[AU, AU])

    def test_a_near_prize_gives_the_early_limits(self):
        race = Race(B=1e12, s=2.5)
        limits = (society_prefers_safe_above(race), safe_is_selected_above(race))
        assert limits == pytest.approx((1 - 1 / 2.5, 1 - 1 / 7.5), abs=1e-9)
        assert early_thresholds(2.5) == pytest.approx(limits)

    def test_regions(self):
        assert [region(Race(pr=pr)) for pr in (0.2, 0.5, 0.9)] == [Region.UNSAFE, Region.DILEMMA, Region.SAFE]
        assert region(LATE) == Region.OVERCAUTIOUS

    @pytest.mark.parametrize(("field", "value"), IMPOSSIBLE)
    def test_a_race_that_cannot_be_is_refused_by_name(self, field, value):
        with pytest.raises(ValueError, match=rf"^{field} "):
            Race(**{field: value})


class TestPublished:
    @pytest.mark.parametrize(
        ("race", "shares"), [(NEAR, (0.5, 0, 0.5)), (TEMPTING, (0, 1, 0)), (LATE, (0.1700, 0.1294, 0.7006))]
    )
    def test_shares_when_mutations_are_rare_with_self_included(self, race, shares):
        assert small_mutation(race_payoffs(race), 100, 0.1, True).shares == pytest.approx(shares, abs=5e-5)

    @pytest.mark.parametrize(("race", "resident", "mutant", "z_rho", "digit"), FIXATION)
    def test_fixation_with_self_included(self, race, resident, mutant, z_rho, digit):
        rho = small_mutation(race_payoffs(race), 100, 0.1, True).fixation[resident, mutant]
        assert 100 * rho == pytest.approx(z_rho, abs=digit)

    @pytest.mark.parametrize(("Z", "shares"), [(50, (0.2462, 0.3242, 0.4297)), (100, (0.2187, 0.3214, 0.4599))])
    def test_exact_shares_at_a_finite_mutation_probability(self, Z, shares):
        found = exact_chain(averages(race_payoffs(LATE), Z), 0.1, 0.01)
        assert found.shares == pytest.approx(shares, abs=1e-4)
        assert len(found.states) == comb(Z + 2, 2)

    def test_the_limit_is_wrong_at_one_mutant_in_a_hundred(self):
        limit = small_mutation(race_payoffs(LATE), 100, 0.1).shares
        assert limit[CS] - exact_chain(averages(race_payoffs(LATE), 100), 0.1, 0.01).shares[CS] > 0.2


class TestClosedForm:
    @pytest.mark.parametrize(("race", "self_pairing"), list(product((NEAR, TEMPTING, LATE), (True, False))))
    def test_fixation_against_a_naive_product(self, race, self_pairing):
        payoffs, Z = race_payoffs(race), 12
        found = small_mutation(payoffs, Z, 0.05, self_pairing).fixation
        for resident, mutant in product(Conduct, repeat=2):
            if resident != mutant:
                naive = naive_fixation(payoffs, Z, 0.05, resident, mutant, self_pairing)
                assert found[resident, mutant] == pytest.approx(naive, rel=1e-10)

    @pytest.mark.parametrize("self_pairing", [True, False])
    def test_stationary_shares_against_an_eigenvector(self, self_pairing):
        found = small_mutation(race_payoffs(LATE), 30, 0.1, self_pairing)
        moves = found.fixation / 2 + np.diag(1 - found.fixation.sum(axis=1) / 2)
        assert found.shares @ moves == pytest.approx(found.shares, rel=1e-12)
        assert found.shares.sum() == pytest.approx(1)

    @pytest.mark.parametrize(("k", "self_pairing"), list(product((2, 3), (True, False))))
    def test_the_exact_chain_against_individuals(self, k, self_pairing):
        payoffs = race_payoffs(Race(W=300, pr=0.6))[:k, :k]
        found = exact_chain(averages(payoffs, 5, self_pairing), 0.1, 0.07)
        assert found.shares == pytest.approx(naive_chain(payoffs, 5, 0.1, 0.07, self_pairing), rel=1e-9)

    def test_two_strategies_balance_in_detail(self):
        table, Z, mu = averages(race_payoffs(LATE)[:2, :2], 40), 40, 0.02
        weights = [1.0]
        for safe in range(Z):
            payoffs = {n: table[n] for n in (safe, safe + 1)}
            up = (Z - safe) / Z * (mu + ((1 - mu) * safe / (Z - 1) * copies(*payoffs[safe][::-1], 0.1) if safe else 0))
            unsafe = Z - safe - 1
            down = (
                (safe + 1) / Z * (mu + ((1 - mu) * unsafe / (Z - 1) * copies(*payoffs[safe + 1], 0.1) if unsafe else 0))
            )
            weights.append(weights[-1] * up / down)
        share = sum(n * w for n, w in enumerate(weights)) / sum(weights) / Z
        assert exact_chain(table, 0.1, mu).shares[AS] == pytest.approx(share, rel=1e-10)

    def test_rare_mutations_are_the_limit_of_the_exact_chain(self):
        table = averages(race_payoffs(LATE), 20)
        limit = small_mutation_along(table, 0.1).shares
        assert exact_chain(table, 0.1, 1e-7).shares == pytest.approx(limit, abs=1e-4)

    def test_without_selection_nothing_matters(self):
        found = small_mutation(race_payoffs(NEAR), 100, 0.0)
        assert found.fixation[AS, AU] == pytest.approx(0.01)
        assert found.shares == pytest.approx([1 / 3] * 3)

    def test_rates_hundreds_of_orders_apart_are_no_trouble(self):
        found = small_mutation(race_payoffs(Race(pr=0.6, B=1e5)), 100, 1.0)
        assert found.shares == pytest.approx([0, 1, 0])

    def test_including_oneself_is_an_average_over_all(self):
        payoffs = race_payoffs(NEAR)
        own, others = averages(payoffs, 10, True)[4, 3], averages(payoffs, 10)[4, 3]
        counts = np.array([4, 3, 3])
        assert own == pytest.approx(payoffs @ counts / 10)
        assert others == pytest.approx([(payoffs[k] @ (counts - np.eye(3)[k])) / 9 for k in range(3)])

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [((1, 0.1), "Z must"), ((2.5, 0.1), "Z must"), ((10, -0.1), "beta must"), ((10, float("nan")), "beta must")],
    )
    def test_a_population_that_cannot_be_is_refused(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            small_mutation(race_payoffs(NEAR), *arguments)

    @pytest.mark.parametrize("mu", [-0.1, 1.5, 0])
    def test_the_exact_chain_refuses_such_mutation(self, mu):
        with pytest.raises(ValueError, match="mu "):
            exact_chain(averages(race_payoffs(NEAR), 5), 0.1, mu)

    @pytest.mark.parametrize("payoffs", [np.ones((2, 3)), np.ones((1, 1)), np.full((2, 2), np.nan)])
    def test_payoffs_that_are_none_are_refused(self, payoffs):
        with pytest.raises(ValueError, match="payoffs must"):
            small_mutation(payoffs, 10, 0.1)


class TestTeams:
    @pytest.mark.parametrize(("race", "self_pairing"), list(product((NEAR, TEMPTING, LATE), (True, False))))
    def test_two_teams_are_the_pairwise_race(self, race, self_pairing):
        found = teams.group_averages(race, 30, 2, self_pairing)
        np.testing.assert_allclose(found, averages(race_payoffs(race), 30, self_pairing), rtol=1e-12)

    def test_nobody_gains_by_the_number_of_safe_teams_but_by_their_share(self):
        race = Race(W=100)
        assert teams.group_payoff(race, AS, (5, 0, 0)) == pytest.approx(1e4 / 500 - 1 + 4 / 5)
        assert teams.group_payoff(race, CS, (2, 0, 3)) == teams.group_payoff(race, AS, (5, 0, 0))

    def test_a_round_among_five_against_a_sum_over_who_is_found_out(self):
        race, total = Race(f=0.3, s=2), 0.0
        for caught in product((0, 1), repeat=3):
            speed = 2 + 2 * (3 - sum(caught))
            total += prod(0.3 if one else 0.7 for one in caught) * (0 if caught[0] else 4 * 2 / speed)
        assert teams.round_payoff_unsafe(race, 5, 3) == pytest.approx(total)

    @pytest.mark.parametrize("self_pairing", [True, False])
    def test_averages_against_all_ways_to_draw(self, self_pairing):
        people = [AS] * 2 + [AU] * 2 + [CS]
        found = teams.group_averages(TEMPTING, 5, 3, self_pairing)[2, 2]
        for conduct in Conduct:
            others = list(people)
            if not self_pairing:
                others.remove(conduct)
            groups = [
                [conduct, others[i], others[j]]
                for i, j in product(range(len(others)), repeat=2)
                if self_pairing or i != j
            ]
            by_hand = [
                teams.group_payoff(TEMPTING, conduct, tuple(group.count(c) for c in Conduct)) for group in groups
            ]
            assert found[conduct] == pytest.approx(np.mean(by_hand))

    @pytest.mark.parametrize("number", [1, 11])
    def test_as_many_teams_as_cannot_be_drawn_are_refused(self, number):
        with pytest.raises(ValueError, match="N must"):
            teams.group_averages(NEAR, 10, number)

    @pytest.mark.parametrize("group", [(0, 2, 0), (1, 0, 0), (2, -1, 2)])
    def test_a_group_that_cannot_be_is_refused(self, group):
        with pytest.raises(ValueError, match="a group"):
            teams.group_payoff(NEAR, AS, group)


def with_another(function, rule):
    """A compiled step in plain Python, adopting by another rule."""
    plain = function.py_func
    return FunctionType(plain.__code__, {**plain.__globals__, "fermi": rule})


class TestTheModelsOwnRule:
    """Every step adopts by ``sim.rules.adapt.fermi``: with another rule in its place, other things happen."""

    def a_step(self, step, seed):
        counts, table = np.array([5, 5, 0]), averages(race_payoffs(NEAR), 10).transpose(1, 0, 2).reshape(-1, 3)
        draws = [stream(seed, purpose).random(500) for purpose in (Purpose.PARTNER, Purpose.ADOPTION)]
        step(counts, np.ascontiguousarray(table), 0.01, 0.0, *draws)
        return counts.tolist()

    def an_invasion(self, step, seed):
        state, log = np.array([0, 1, 5]), np.zeros((1, 3), np.int64)
        edges = population._along_edges(averages(race_payoffs(NEAR), 10))
        step(state, edges, 0.01, False, 1, stream(seed, Purpose.ADOPTION).random(40), log)
        return [*state.tolist(), *log[0].tolist()]

    def on_ties(self, step, seed):
        ties, strategy = crowd.lay(crowd.Structure.LATTICE, 16, 0), np.arange(16) % 2
        partners = crowd.count_partners(*ties, strategy, 2)
        draws = [stream(seed, purpose).random(200) for purpose in (Purpose.PARTNER, Purpose.ADOPTION)]
        step(*ties, strategy, partners, race_payoffs(NEAR)[:2, :2].copy(), 0.01, 0.0, False, *draws)
        assert np.array_equal(partners, crowd.count_partners(*ties, strategy, 2))
        return strategy.tolist()

    @pytest.mark.parametrize(
        ("run", "step"),
        [("a_step", population.evolve), ("an_invasion", population.invade), ("on_ties", crowd.imitate_partners)],
    )
    def test_compiled_and_plain_agree_and_another_rule_differs(self, run, step):
        def ends(step):  # with some seeds one strategy takes over whatever the rule
            return [getattr(self, run)(step, seed) for seed in range(8)]

        compiled = ends(step)
        assert step.py_func.__globals__["fermi"] is fermi
        assert ends(with_another(step, fermi)) == compiled
        assert ends(with_another(step, lambda own, other, beta: 0.0)) != compiled
        assert ends(with_another(step, lambda own, other, beta: fermi(other, own, beta))) != compiled


def distance(found, expected):
    """Largest distance in standard errors."""
    return np.max(np.abs(found.mean - expected) / found.standard_error)


class TestSimulation:
    @pytest.mark.parametrize(("k", "self_pairing"), list(product((2, 3), (True, False))))
    def test_finite_mutation_within_three_standard_errors(self, k, self_pairing):
        table = averages(race_payoffs(LATE)[:k, :k], 30, self_pairing)
        found = simulate(table, 0.1, 0.02, 8_000_000, seed=4)
        assert found.standard_error.max() < 0.01
        assert distance(found, exact_chain(table, 0.1, 0.02).shares) < 3

    def test_strong_selection_and_much_mutation(self):
        table = averages(race_payoffs(Race(pr=0.7)), 20)
        found = simulate(table, 0.1, 0.2, 5_000_000, seed=5)
        assert distance(found, exact_chain(table, 0.1, 0.2).shares) < 3

    def test_three_teams(self):
        table = teams.group_averages(Race(W=1e4, f=0.3, pr=0.4), 25, 3)
        found = simulate(table, 0.1, 0.05, 5_000_000, seed=6)
        assert distance(found, exact_chain(table, 0.1, 0.05).shares) < 3

    def test_fixation(self):
        table = averages(race_payoffs(LATE), 30)
        exact = small_mutation_along(table, 0.1).fixation
        for resident, mutant in ((AS, AU), (AU, CS), (CS, AS)):
            found = simulated_fixation(table, 0.1, resident, mutant, 40_000, seed=7)
            assert abs(found.rho - exact[resident, mutant]) < 3 * found.standard_error

    def test_rare_mutants_one_after_the_other(self):
        table = averages(race_payoffs(LATE), 30)
        found = simulated_small_mutation(table, 0.1, 100_000, seed=8)
        assert distance(found, small_mutation_along(table, 0.1).shares) < 3

    def test_from_half_and_half_the_risk_dominant_conduct_wins(self):
        for pr, unsafe in ((0.6, 1.0), (0.9, 0.0)):
            found = share_from_half(race_payoffs(Race(pr=pr))[:2, :2], 100, 0.1, 50, seed=9)
            assert found.mean[AU] == unsafe

    def test_equal_seeds_give_equal_bits_and_others_do_not(self):
        table = averages(race_payoffs(LATE), 20)
        one, again, other = (simulate(table, 0.1, 0.05, 10, seed, batches=2).mean for seed in (1, 1, 2))
        assert one.tobytes() == again.tobytes() != other.tobytes()

    def test_shares_add_up(self):
        assert simulate(averages(race_payoffs(LATE), 7), 0.1, 0.5, 10, 0, batches=3).mean.sum() == pytest.approx(1)

    @pytest.mark.parametrize(
        ("keywords", "message"), [({"batches": 1}, "batches"), ({"start": [1, 2, 3]}, "start must"), ({"mu": 2}, "mu ")]
    )
    def test_a_simulation_that_cannot_be_is_refused(self, keywords, message):
        arguments = {"beta": 0.1, "mu": 0.1, "steps": 10, "seed": 0} | keywords
        with pytest.raises(ValueError, match=message):
            simulate(averages(race_payoffs(LATE), 10), **arguments)


class TestOnTies:
    def test_ties_are_those_of_the_structures(self):
        sizes = {structure: np.diff(crowd.lay(structure, 100, 3).start) for structure in crowd.Structure}
        assert set(sizes[crowd.Structure.COMPLETE]) == {99}
        assert set(sizes[crowd.Structure.LATTICE]) == {4}
        assert sizes[crowd.Structure.SCALE_FREE].sum() == 2 * 2 * 98
        assert sizes[crowd.Structure.SCALE_FREE].max() > 15

    @pytest.mark.parametrize("structure", crowd.Structure)
    def test_ties_go_both_ways_and_never_to_oneself(self, structure):
        start, target = crowd.lay(structure, 64, 1)
        pairs = {(i, int(j)) for i in range(64) for j in target[start[i] : start[i + 1]]}
        assert len(pairs) == len(target)
        assert all(i != j and (j, i) in pairs for i, j in pairs)

    def test_a_complete_graph_is_a_well_mixed_population(self):
        payoffs = race_payoffs(LATE)
        graphs = [crowd.lay(crowd.Structure.COMPLETE, 15, 0)] * 24
        found = crowd.shares_on_ties(graphs, payoffs, 0.1, True, 20_000, mu=0.05)
        assert distance(found, exact_chain(averages(payoffs, 15), 0.1, 0.05).shares) < 3

    def test_heterogeneous_ties_with_accumulated_payoffs_lower_the_unsafe_share(self):
        payoffs = race_payoffs(Race(pr=0.75))[:2, :2]
        graphs = [crowd.lay(crowd.Structure.SCALE_FREE, 400, seed) for seed in range(12)]
        rough, even = (crowd.shares_on_ties(graphs, payoffs, 0.1, averaged, 200) for averaged in (False, True))
        assert even.mean[AU] - rough.mean[AU] > 3 * rough.standard_error[AU]

    def test_equal_seeds_give_equal_bits(self):
        payoffs = race_payoffs(Race(pr=0.7))[:2, :2]
        ties = crowd.lay(crowd.Structure.SCALE_FREE, 100, 1)
        one, again = (crowd.run_on_ties(ties, payoffs, 0.1, False, 8, 5, mu=0.01) for _ in range(2))
        assert one.tobytes() == again.tobytes()

    def test_what_cannot_be_laid_or_run_is_refused(self):
        with pytest.raises(ValueError, match="lattice"):
            crowd.lay(crowd.Structure.LATTICE, 50, 0)
        with pytest.raises(ValueError, match="Z of at least 3"):
            crowd.lay(crowd.Structure.SCALE_FREE, 2, 0)
        alone = crowd.Ties(np.array([0, 1, 2, 2]), np.array([1, 0], np.int32))
        with pytest.raises(ValueError, match="needs a partner"):
            crowd.run_on_ties(alone, race_payoffs(NEAR), 0.1, True, 10, 0)
        with pytest.raises(ValueError, match="generations"):
            crowd.run_on_ties(crowd.lay(crowd.Structure.COMPLETE, 5, 0), race_payoffs(NEAR), 0.1, True, 3, 0)


class TestReduction:
    @pytest.mark.parametrize("mu", [None, 0.05])
    def test_a_point_lays_theory_and_simulation_side_by_side(self, mu):
        found = dsair.point(1e6, 0.4, 0.1, Z=20, mu=mu, steps=5_000_000, invasions=50_000)
        for name in ("AS", "AU", "CS"):
            assert abs(found["theory"][name] - found["simulation"][name]) < 3 * found["standard_error"][name]
        assert found["region"] == "overcautious"

    def test_a_point_knows_whether_one_meets_oneself(self):
        with_self, without = (dsair.point(1e6, 0.4, 0.1, self_pairing=own, invasions=50) for own in (True, False))
        assert with_self["theory"]["AU"] == pytest.approx(0.1294, abs=5e-5)
        assert without["theory"]["AU"] == pytest.approx(0.1267, abs=5e-5)

    @pytest.mark.parametrize("keywords", [{"W": 0}, {"pr": 2}, {"f": -1}, {"Z": 1}, {"beta": -1}, {"mu": 3}, {"mu": 0}])
    def test_a_point_that_cannot_be_is_refused(self, keywords):
        with pytest.raises(ValueError, match=f"{next(iter(keywords))} "):
            dsair.point(**({"W": 100, "pr": 0.5, "f": 0.5} | keywords))

    def test_simulated_points_fall_on_either_side_of_the_line_of_selection(self):
        table = dsair.regions(speeds=(1.5, 3.0), risks=(0.5, 0.7, 0.85, 0.95), runs=20)
        lines = table[table.kind == "selection"].set_index("s")["pr"]
        points = table[table.kind == "simulated"]
        assert len(points) == 8
        for row in points.itertuples():
            assert row.unsafe == float(row.pr < lines[row.s])
        society = table[table.kind == "society"].set_index("s")["pr"]
        assert (society < lines).all()


class TestMutations:
    """What the checks are for: a wrong number anywhere turns one red."""

    @pytest.mark.parametrize("change", [{"s": 1.53}, {"f": 0.6}, {"B": 1.03e4}])
    def test_a_wrong_race_turns_a_check_red(self, monkeypatch, change):
        def wrong(race):
            return race_payoffs(Race(**(vars(race) | change)))

        monkeypatch.setattr(reduction, "race_payoffs", wrong)
        assert not all(check.passed for check in reduction._fixation())

    @pytest.mark.parametrize("wrong", [0.095, 0.105])
    def test_a_wrong_intensity_of_selection_turns_a_check_red(self, monkeypatch, wrong):
        monkeypatch.setattr(
            reduction,
            "simulated_fixation",
            lambda table, beta, *rest, **keywords: simulated_fixation(table, wrong, *rest, **keywords),
        )
        assert not all(check.passed for check in reduction._fixation())

    def test_meeting_oneself_or_not_turns_a_check_red(self, monkeypatch):
        monkeypatch.setattr(reduction, "averages", lambda payoffs, Z, self_pairing: averages(payoffs, Z))
        assert not all(check.passed for check in reduction._fixation())

    def test_a_wrong_mutation_probability_turns_a_check_red(self, monkeypatch):
        def wrong(table, beta, mu, steps, seed):
            return simulate(table, beta, 1.5 * mu, steps // 5, seed)

        monkeypatch.setattr(reduction, "simulate", wrong)
        assert not all(check.passed for check in reduction._finite_mutation())
