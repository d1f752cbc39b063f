"""Every way in which a value of a scenario can be set, each as a function from a setting to the resolved scenario."""

from functools import cache
from types import SimpleNamespace

import sim
from sim.analysis.claims.question import _scenario
from sim.scenario import load
from sim.scenario.reading import toml
from sim.scenario.reading.assignments import assignment, path_of
from sim.scenario.reading.overrides import parsed
from sim.study.study_file import design, read_design
from sim.view import links
from sim.view.setting import Setting
from sim.view.take_away import scenario_toml

shipped = cache(load)
"""A shipped scenario, read once."""


def leaves(told, path=()):
    """All values that are no tables of a scenario's dump, with their paths; a row goes by its name, if it has one."""
    for key, value in told.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        elif path == () and key == "policies":
            for number, row in enumerate(value):
                yield from leaves(row, ("policies", row["name"] or str(number)))
        else:
            yield (*path, key), value


def nested(parts, value):
    """A value in the tables of its path."""
    for key in reversed(parts):
        value = {key: value}
    return value


def at(told, parts):
    """The value at a path of a dump."""
    for key in parts:
        if isinstance(told, list):
            told = next((row for row in told if row["name"] == key), None) or told[int(key)]
        else:
            told = told[key]
    return told


def file_of(name, parts, value):
    """A scenario file that extends another by one value."""
    if parts[0] == "policies":
        fields = {"name": parts[1], **nested(parts[2:], value)}
        lines = [f"{toml.key(key)} = {toml.value(each)}" for key, each in fields.items()]
        return "\n".join([f'extends = "{name}"', "[[policies]]", *lines, ""])
    return f'extends = "{name}"\n{keyed(parts)} = {toml.value(value)}\n'


def keyed(parts):
    """A dotted key of TOML."""
    return ".".join(map(toml.key, parts))


def by_set(name, parts, value, folder):
    return load(name, [assignment(path_of(parts), value)])


def by_mapping(name, parts, value, folder):
    return load(name, {path_of(parts): value})


def by_nested_mapping(name, parts, value, folder):
    return load(name, {parts[0]: nested(parts[1:], value)})


def by_mapping_of_a_scenario(name, parts, value, folder):
    return load(shipped(name), {path_of(parts): value})


def by_extending(name, parts, value, folder):
    (folder / "child.toml").write_text(file_of(name, parts, value), encoding="utf-8")
    return load(folder / "child.toml")


def by_extending_twice(name, parts, value, folder):
    by_extending(name, parts, value, folder)
    (folder / "grandchild.toml").write_text(file_of("child.toml", parts, value), encoding="utf-8")
    return load(folder / "grandchild.toml")


def by_link(name, parts, value, folder):
    setting = Setting(name, 1, {path_of(parts): value})
    return links.read(links.query(setting), [name], Setting()).resolved()


def by_take_away(name, parts, value, folder):
    (folder / "changed.toml").write_text(scenario_toml(Setting(name, 1, {path_of(parts): value})), encoding="utf-8")
    return load(folder / "changed.toml")


def by_study_set(name, parts, value, folder):
    study = f'scenarios = ["{name}"]\n[set]\n{keyed(parts)} = {toml.value(value)}\n'
    (folder / "study.toml").write_text(study, encoding="utf-8")
    return _only(read_design(folder / "study.toml"))


def by_study_parameters(name, parts, value, folder):
    return _only(design(shipped(name), parameters={path_of(parts): [value]}))


def by_row_of_a_store(name, parts, value, folder):
    import json

    made = design(shipped(name), parameters={path_of(parts): [value]})
    ((title, settings),) = made.settings_of_points()
    return load(name, json.loads(made.resolve(title, settings).overrides))


def by_comparison(name, parts, value, folder):
    return _only(design(shipped(name), set=parsed([assignment(path_of(parts), value)])))


def by_claim(name, parts, value, folder):
    side = SimpleNamespace(scenario=name, set={path_of(parts): value})
    return _scenario(SimpleNamespace(control=side, quarters=None), "control")


def by_model(name, parts, value, folder):
    return sim.RaceModel(name, overrides={path_of(parts): value}).config


def by_copy(name, parts, value, folder):
    return load(shipped(name).model_copy(update={parts[0]: nested(parts[1:], value)}))


def _only(made):
    ((name, settings),) = made.settings_of_points()
    point = made.resolve(name, settings)
    assert point.scenario is not None, point.error
    return point.scenario


ROUTES = [
    by_set,
    by_mapping,
    by_nested_mapping,
    by_mapping_of_a_scenario,
    by_extending,
    by_extending_twice,
    by_link,
    by_take_away,
    by_study_set,
    by_study_parameters,
    by_row_of_a_store,
    by_comparison,
    by_claim,
    by_copy,
]
"""Every way that is quick; a model lays out a world besides."""


def reaches(route, parts):
    """Whether a route can name a value: files and copies cannot name rows without a name."""
    if parts[0] != "policies":
        return True
    if route is by_copy:
        return False
    return route not in (by_extending, by_extending_twice) or (not parts[1].isdecimal() and parts[2] != "name")


def written(folder, text):
    """A file of a scenario of one's own."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path
