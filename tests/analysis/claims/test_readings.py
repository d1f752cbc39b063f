"""Two readings agree beyond chance, or they do not."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.claims.readings import agreement


def read(*verdicts, first="A1"):
    return pd.DataFrame({"id": [f"A{number + int(first[1:])}" for number in range(len(verdicts))], "verdict": verdicts})


def test_cohens_kappa_of_his_formula():
    one, other = (
        read("supported", "refuted", "refuted", "conditional"),
        read("supported", "refuted", "conditional", "conditional"),
    )
    found = agreement(one, other)
    # Agreement 3/4; by chance 1/4*1/4 + 2/4*1/4 + 1/4*2/4 = 5/16.
    assert (found.share, found.kappa) == (0.75, pytest.approx((0.75 - 5 / 16) / (1 - 5 / 16)))
    assert found.table["agree"].tolist() == [True, True, False, True]


def test_claims_of_one_reading_only_are_left_out():
    found = agreement(read("supported", "refuted"), read("refuted", "refuted", first="A2"))
    assert found.table["id"].tolist() == ["A2"] and np.isnan(found.kappa), "one verdict alone leaves nothing to chance"


def test_readings_without_a_claim_in_common_are_refused():
    with pytest.raises(ValueError, match="no claim in common"):
        agreement(read("supported"), read("supported", first="A2"))
