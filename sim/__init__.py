"""hoardshare: an agent-based simulation of an AI arms race versus cooperation.

``__init__.pyi`` lists the names of the package, for type checkers and for this module. They are loaded on first use, so
importing the package is cheap.
"""

from importlib import import_module
from typing import Any

import lazy_loader

_loaded, _, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("sim.study.provenance").version("hoardshare")
    return _loaded(name)
