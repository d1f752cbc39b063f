"""Comparing theory with simulation, and spoiling a simulation on purpose."""

from tests.worlds import changed

TOLERANCE = 1e-6


def agree(told, tolerance=TOLERANCE):
    """Whether a point's numbers of theory and of the model are the same, name by name."""
    names = [name.removesuffix(", theory") for name in told if name.endswith(", theory")]
    assert len(names) * 2 == len(told)
    return all(abs(told[f"{name}, theory"] - told[f"{name}, model"]) <= tolerance for name in names)


def mutate(monkeypatch, module, table, field, value):
    """Let a theory file run the model with one number that is not as its reduction has it."""
    right = module.scenario
    monkeypatch.setattr(module, "scenario", lambda *args: changed(right(*args), **{table: {field: value}}))
