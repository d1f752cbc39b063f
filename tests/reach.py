"""Which rules one rule calls, by the names in its code, all the way down."""

from importlib import import_module
from pkgutil import iter_modules

import sim.rules


def rules():
    """All compiled rules of sim/rules, by module and name."""
    modules = [import_module(f"sim.rules.{module.name}") for module in iter_modules(sim.rules.__path__)]
    own = [(module.__name__, each) for module in modules for each in vars(module).values() if hasattr(each, "py_func")]
    return {name_of(each): each for module, each in own if each.py_func.__module__ == module}


def name_of(rule):
    return f"{rule.py_func.__module__}.{rule.py_func.__name__}"


def reached(*roots):
    """Names of the rules that some rules call, themselves included."""
    found, left = set(), list(roots)
    while left:
        rule = left.pop()
        if name_of(rule) not in found:
            found.add(name_of(rule))
            named = (rule.py_func.__globals__.get(name) for name in rule.py_func.__code__.co_names)
            left += [each for each in named if hasattr(each, "py_func")]
    return found
