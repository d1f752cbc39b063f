"""What the tests of crashes compare with."""

import pytest

from tests.crash.sweeps import STUDY, finish, start
from tests.study.sweeps import sorted_rows


@pytest.fixture(scope="session")
def uninterrupted(tmp_path_factory):
    """Rows of the study when nothing happens to it."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "study.toml").write_text(STUDY)
    finish(start(folder))
    return sorted_rows(folder / "store")
