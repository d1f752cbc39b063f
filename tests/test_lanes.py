"""Eight numbers at once beside one at a time: the same bits."""

import numba
import numpy as np
import pytest
from numba.core.errors import LoweringError, TypingError

from sim.compile import rule
from sim.elementary import exp, log, log10, power, ten_to
from sim.lanes import WIDTH, some, where
from sim.laying import eight_words, laid, put_back
from sim.noise import Noise, noise_of, pair_noise
from sim.normal import quantile
from sim.packed import fields, lanes
from sim.rules.bertrand import odds_of_reply
from sim.world.state import DomainRecord

EDGES = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 5e-324, 1e308, -1e308, 0.5, 2.0]


def arguments(count=64 * WIDTH):
    """Numbers of all magnitudes, and the edges."""
    random = np.random.default_rng(5)
    wide = random.normal(size=count // 2) * 10.0 ** random.uniform(-5.0, 3.0, count // 2)
    return np.concatenate((wide, random.uniform(-3.0, 3.0, count // 2 - len(EDGES)), EDGES))


def one_and_eight(formula):
    """A formula of two numbers, over arrays one by one and eight by eight."""
    formula = rule(formula)

    @numba.njit(error_model="numpy")
    def one(x, y, found):
        for i in range(x.size):
            found[i] = formula(x[i], y[i])

    @numba.njit(error_model="numpy")
    def eight(x, y, found):
        size = x.size // WIDTH
        a, b, c = lanes(x, size, 0), lanes(y, size, 0), lanes(found, size, 0)
        for i in range(size):
            c[i] = formula(a[i], b[i])

    x = arguments()
    y = np.random.default_rng(6).permutation(x)
    results = np.empty_like(x), np.empty_like(x)
    for compiled, found in zip((one, eight), results, strict=True):
        compiled(x, y, found)
    return results


FORMULAS = {
    "arithmetic": lambda x, y: (x + y) * (x - 2.0) / (y + 3) - x * y,
    "largest": lambda x, y: max(x, y, 0.25) + min(y, x, 1),
    "sizes": lambda x, y: abs(x) - -y,
    "choice": lambda x, y: where((x > y) & (x != 0.0) | (y <= -1.0), x, where(not (x >= 1.0), y, 2)),
    "counts": lambda x, y: where(x > 0.0, 1, 0) + where(y == 0.0, 3, 2) * 2,
    "power": lambda x, y: power(abs(x), y),
    "power of the C library": lambda x, y: abs(x) ** y,
    "exponential": lambda x, y: exp(x) + exp(y),
    "logarithms": lambda x, y: log(x) * log10(y),
    "power of ten": lambda x, y: ten_to(x),
    "quantile": lambda x, y: quantile(where((x > 0.0) & (x < 1.0), x, 0.01)),
    "best reply": lambda x, y: odds_of_reply(x),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_eight_have_the_bits_of_one(name):
    one, eight = one_and_eight(FORMULAS[name])
    same = (one.view(np.int64) == eight.view(np.int64)) | (np.isnan(one) & np.isnan(eight))
    assert same.all(), (one[~same], eight[~same])


def test_a_branch_goes_on_as_long_as_one_of_eight_does():
    def halvings(x, y):
        count, left = 0.0, abs(x)
        goes_on = (left > 1.0) & (left < 1e6)
        while some(goes_on):
            left = where(goes_on, left / 2.0, left)
            count += where(goes_on, 1.0, 0.0)
            goes_on = goes_on & (left > 1.0)
        return count

    one, eight = one_and_eight(halvings)
    assert (one == eight).all() and len(set(one)) > 3


def test_an_if_on_eight_numbers_does_not_compile():
    with pytest.raises(TypingError):
        one_and_eight(lambda x, y: x if x > 0.0 else y)


def test_luck_of_pairs_is_each_replicates_own():
    noises = [noise_of(seed) for seed in (0, 1, 7, 2**40, 2**70, 3, 3, 9)]

    @numba.njit(error_model="numpy")
    def eight(keys, marks, origin, target, t, found):
        out = lanes(found, 1, 0)
        out[0] = pair_noise(Noise(eight_words(keys), eight_words(marks)), origin, target, t)

    found = np.empty(WIDTH)
    keys, marks = (np.array([getattr(each, name) for each in noises], np.uint64) for name in ("key", "mark"))
    eight(keys, marks, 3, 11, 5, found)
    assert found.tolist() == [pair_noise(noise, 3, 11, 5) for noise in noises]


PUBLIC = fields(DomainRecord, every="public", read="stack", same="weight")


@rule
def raise_public(domains, w):
    """Change what is laid out, and leave the rest."""
    table = laid(domains, w, 0, PUBLIC)
    for d in range(table.size):
        table[d].public = table[d].public + table[d].weight * table[d].stack
    put_back(table, domains, domains)


def test_records_are_laid_out_and_put_back():
    random = np.random.default_rng(1)
    words = random.random((WIDTH, 3, 4))
    words[:, :, 0] = [0.5, 0.25, 0.125]  # the weight, the same in all
    before = words.copy()
    raise_public(words.view(np.int64), np.zeros(3 * 3 * WIDTH, np.int64))
    assert (words[:, :, 1] == before[:, :, 1] + before[:, :, 0] * before[:, :, 3]).all()
    assert (words[:, :, [0, 2, 3]] == before[:, :, [0, 2, 3]]).all()


def test_a_number_that_a_table_does_not_hold_is_named():
    @numba.njit(error_model="numpy")
    def asks(domains, w):
        return laid(domains, w, 0, PUBLIC)[0].community

    with pytest.raises(TypingError, match="community"):
        asks(np.zeros((WIDTH, 1, 4), np.int64), np.zeros(3 * WIDTH, np.int64))


def test_a_number_that_is_only_read_cannot_be_set():
    @numba.njit(error_model="numpy")
    def sets(domains, w):
        laid(domains, w, 0, PUBLIC)[0].stack = 1.0

    with pytest.raises(LoweringError, match="stack is listed as only read"):
        sets(np.zeros((WIDTH, 1, 4), np.int64), np.zeros(3 * WIDTH, np.int64))
