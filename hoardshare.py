"""hoardshare by its own name.

The package is the folder ``sim`` beside this file. ``import hoardshare`` finds it also where somebody's own ``sim.py``
would be found first, in this process and in the workers that it starts.
"""

import sys
from importlib import util
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent / "sim" / "__init__.py"


def _load() -> Any:
    known = sys.modules.get("sim")
    if known is None:
        # Workers look where this process does.
        sys.path.insert(0, str(_PACKAGE.parents[1]))
        spec = util.spec_from_file_location("sim", _PACKAGE, submodule_search_locations=[str(_PACKAGE.parent)])
        assert spec is not None and spec.loader is not None
        known = sys.modules["sim"] = util.module_from_spec(spec)
        spec.loader.exec_module(known)
    found = getattr(known, "__file__", None)
    if found is None or Path(found).resolve() != _PACKAGE:
        raise ImportError(f"another module called sim is imported already ({found}); import hoardshare before it")
    return known


_sim = _load()
__doc__ = _sim.__doc__
__all__ = list(_sim.__all__)
__version__ = _sim.__version__


def __getattr__(name: str) -> Any:
    return getattr(_sim, name)


def __dir__() -> list[str]:
    return dir(_sim)
