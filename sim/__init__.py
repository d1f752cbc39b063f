"""hoardshare: an agent-based simulation of an AI arms race versus cooperation.

What the package offers stands in ``__init__.pyi``, for programs that check types and for this one alike. The names are
loaded when first used, so that importing the package costs nothing.
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
