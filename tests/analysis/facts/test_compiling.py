"""Measures are compiled again when any file of measures has changed, and it is said once."""

import pytest

from sim.analysis.facts import compiling
from sim.analysis.facts.measures import figures
from sim.compiled import tell_once
from sim.kept import Kept
from sim.version import sources


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Stored code of a function, in a folder of its own."""
    cache = figures._cache
    if not isinstance(cache, Kept):
        pytest.skip("compiled code cannot be stored here")
    monkeypatch.setattr(cache._cache_file, "_folder", tmp_path)
    monkeypatch.setattr(cache._cache_file, "origin", cache._cache_file.origin)
    return cache


def test_stored_code_is_out_of_date_when_a_file_changes(kept, capsys):
    tell_once.cache_clear()
    kept._cache_file.save("key", "code")
    assert kept._cache_file.load("key") == "code"
    assert capsys.readouterr().err == ""
    kept.depend_on("changed", compiling.NOTE)
    assert kept._cache_file.load("key") is None
    assert kept._cache_file.load("key") is None
    assert capsys.readouterr().err == f"{compiling.NOTE}\n"


def test_measures_do_not_count_to_the_model_version():
    folder = compiling.__file__.rsplit("/", 1)[0]
    assert not [file for file in sources() if str(file).startswith(folder)]


def test_a_compiled_file_that_is_not_named_is_refused():
    with pytest.raises(LookupError, match="name the file in COMPILED"):
        compiling.measure(lambda x: x)
