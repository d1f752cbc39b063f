"""What ``import sim`` offers is documented in full: arguments, what is returned, attributes."""

import inspect
import re
from dataclasses import fields, is_dataclass

import pytest

import sim

PUBLIC = {name: getattr(sim, name) for name in sim.__all__}
FUNCTIONS = {name: each for name, each in PUBLIC.items() if inspect.isfunction(each)}
CLASSES = {name: each for name, each in PUBLIC.items() if inspect.isclass(each)}


def section(text, heading):
    """The part of a Google-style docstring under a heading."""
    found = re.search(rf"^{heading}:\n((?: .*\n|\n)*)", f"{text}\n", re.MULTILINE)
    return found[1] if found else ""


def named(text, heading):
    """What is documented under a heading, by name."""
    return re.findall(r"^    (\w+): \S", section(text, heading), re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_documents_its_arguments_and_what_it_returns(name):
    signature, text = inspect.signature(FUNCTIONS[name]), inspect.getdoc(FUNCTIONS[name])
    assert named(text, "Args") == list(signature.parameters)
    returns = signature.return_annotation not in (None, "None") and signature.parameters
    assert bool(section(text, "Returns").strip()) == bool(returns)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_documents_its_errors(name):
    assert named(inspect.getdoc(FUNCTIONS[name]), "Raises") or not inspect.signature(FUNCTIONS[name]).parameters


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_what_it_is_and_what_it_holds(name):
    text = inspect.getdoc(CLASSES[name])
    assert text.splitlines()[0].endswith(".")
    if is_dataclass(CLASSES[name]):
        assert named(text, "Attributes") == [field.name for field in fields(CLASSES[name])]
