"""What is written into a table comes back from the scenario, and from the file that is written of it."""

import csv
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import sim
from sim.commands.new import _write
from sim.scenario.priors import priors
from sim.scenario.reading.overrides import place_in
from sim.scenario.schema.quantity import limits

BASE = sim.load("base")
PATHS = sorted(path for path in priors(BASE) if place_in(BASE, path).type is float)
SEPARATORS = st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ",")])
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30).filter(
    lambda name: not name.startswith("#")
)


def written(folder, separator, *rows):
    file = Path(folder) / "my.csv"
    with file.open("w", newline="", encoding="utf-8") as into:
        csv.writer(into, delimiter=separator).writerows(rows)
    return file


def number(value, mark):
    return repr(value).replace(".", mark)


def same_when_written(folder, own):
    """The scenario with overrides, once a file of them has been written and read."""
    target = Path(folder) / "mine.toml"
    _write(target, BASE, "base", "mine", own)
    mine = sim.load(target)
    assert mine.digest == sim.load(BASE, own).digest
    return mine


@settings(max_examples=25, deadline=None)
@given(st.data(), SEPARATORS)
def test_numbers_come_back(data, marks):
    separator, mark = marks
    wanted = {}
    for path in data.draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5, unique=True)):
        within = priors(BASE)[path]
        least, _, above = limits(place_in(BASE, path).field)
        wanted[path] = data.draw(st.floats(within.least, within.most, exclude_min=above is not None or least is None))
    with tempfile.TemporaryDirectory() as folder:
        rows = [["path", "value"], *([path, number(value, mark)] for path, value in wanted.items())]
        own = sim.read_numbers(written(folder, separator, *rows), BASE)
        assert own == wanted
        mine = same_when_written(folder, own)
    for path, value in wanted.items():
        found = mine
        for key in path.split("."):
            found = found[key] if isinstance(found, dict) else getattr(found, key)
        assert found == value


@settings(max_examples=25, deadline=None)
@example({"\uf900": (1.0, "firm", 1.0)}, (",", "."))
@given(st.dictionaries(NAMES, st.tuples(st.floats(1e-6, 1e6), st.sampled_from(["firm", "nation", "lab"]),
                                        st.floats(0.001, 1)), min_size=1, max_size=4), SEPARATORS)  # fmt: skip
def test_actors_come_back_or_their_names_are_refused(wanted, marks):
    separator, mark = marks
    head = ["Name", "Compute", "kind", "focus.vision", "note"]
    rows = [
        [name, number(compute, mark), kind, number(focus, mark), ""] for name, (compute, kind, focus) in wanted.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        try:
            own = sim.read_actors(written(folder, separator, head, *rows), BASE)
        except sim.ScenarioError as error:
            # Names that look alike, or like a member of a group.
            assert all(fault.field == "Name" and fault.line > 1 for fault in error.faults)
            return
        mine = same_when_written(folder, own)
    for name, (compute, kind, focus) in wanted.items():
        found = mine.actors[sim_name(name)]
        assert (found.compute, found.kind.name.lower(), found.focus) == (compute, kind, {"vision": focus})


def sim_name(name):
    from sim.scenario.schema.quantity import composed

    return composed(name)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(sorted(BASE.actors)), min_size=2, max_size=2, unique=True), min_size=1),
    SEPARATORS,
)
def test_ties_come_back_once_each(pairs, marks):
    with tempfile.TemporaryDirectory() as folder:
        own = sim.read_network(written(folder, marks[0], ["from", "to"], *pairs), BASE)
        mine = same_when_written(folder, own)
    assert {frozenset(edge) for edge in mine.ties.edges} == set(map(frozenset, pairs))
    assert len(mine.ties.edges) == len(set(map(frozenset, pairs)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_content_is_more_than_an_error(content):
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("csv", "xlsx", "graphml", "gexf"):
            file = Path(folder) / f"my.{ending}"
            file.write_bytes(content)
            for read in (sim.read_network, sim.read_numbers, sim.read_actors):
                try:
                    sim.load(BASE, read(file, BASE))
                except sim.ScenarioError as error:
                    assert str(error)
