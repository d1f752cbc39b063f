"""A store that may be harmed."""

import shutil

import pytest

import sim
from tests.study.damage import KEPT
from tests.study.sweeps import Here, small


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A store of twelve runs in several parts; nobody changes it."""
    place = tmp_path_factory.mktemp("sound") / "store"
    for count in (2, 6):
        sim.sweep(small(count, **KEPT), place, Here())
    return place


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "store")
