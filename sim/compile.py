"""How rules are compiled: once per machine and model version, into a folder named by that version."""

import importlib
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, Literal, ParamSpec, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np import linalg

from sim.compiled import cache_folder
from sim.kept import Kept

P = ParamSpec("P")
R = TypeVar("R")


def _spare_blas() -> None:
    """Load Numba's array functions without SciPy's linear algebra, a fifth of a second in every process.

    They import it only to learn that it is there, as it is: this package depends on it. Compiled code that needs it
    imports it when it is compiled.
    """
    asking: Any = linalg
    asked, asking.ensure_blas = asking.ensure_blas, lambda: None
    try:
        cast(Any, importlib.import_module("numba.np.arraymath")).ensure_blas = asked
    finally:
        asking.ensure_blas = asked


_spare_blas()


class NotCompiled(Exception):
    """Rules cannot be compiled; the message says why and what to do."""


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a pure formula of numbers and records."""
    return _compiled(function, inline="never")


def phase(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a pure step that takes the world; it is copied into its callers."""
    return _compiled(function, inline="always")


@intrinsic
def prefetch(typing: Any, array: Any, row: Any, offset: Any) -> Any:
    """Ask memory for what lies so many bytes behind the start of a row of an array, which will be read soon.

    Of what is no array, nothing is asked.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if not isinstance(array, types.Array):
            return context.get_dummy_value()
        made = context.make_array(array)(context, builder, value=arguments[0])
        row_bytes, *_ = cgutils.unpack_tuple(builder, made.strides)
        number, behind = (context.cast(builder, arguments[k], signature.args[k], types.intp) for k in (1, 2))
        place = builder.add(builder.mul(number, row_bytes), behind)
        address = cgutils.pointer_add(builder, made.data, place, cgutils.voidptr_t)
        whole = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, whole, whole, whole])
        function = builder.module.declare_intrinsic("llvm.prefetch", [address.type], kind)
        builder.call(function, [address, whole(0), whole(3), whole(1)])  # to read, into all caches, data
        return context.get_dummy_value()

    return types.void(array, row, offset), generate


def ensure_branches(members: Iterable[IntEnum], *functions: Callable[..., Any]) -> None:
    """Refuse members that no function of a chain of branches names: another's branch would answer for them.

    Raises:
        NotImplementedError: there are such; they are named.
    """
    pure = [cast(Any, each).py_func for each in functions]
    named = {name for each in pure for name in each.__code__.co_names}
    if missing := [member.name for member in members if member.name not in named]:
        place = f"{' or '.join(each.__name__ for each in pure)} of {pure[0].__module__}"
        raise NotImplementedError(f"{', '.join(missing)}: has no branch in {place}")


def _compiled(function: Callable[P, R], inline: Literal["never", "always"]) -> Callable[P, R]:
    """Numba's own cache misses changes in called functions; a folder named by the model version makes it safe.

    No ``fastmath``: the same inputs give the same bits.
    """
    if cast(Any, numba.config).DISABLE_JIT:
        raise NotCompiled("NUMBA_DISABLE_JIT is set, but the rules run compiled only: unset it")
    made: Any = numba.njit(error_model="numpy", inline=inline)(function)
    _keep(made, function)
    return cast(Callable[P, R], made)


def _keep(made: Any, function: Any) -> None:
    """What ``cache=True`` does, with a folder and files of our own whatever NUMBA_CACHE_* say."""
    folder, config = cache_folder(), cast(Any, numba.config)
    if folder is None:
        return
    names = ("CACHE_DIR", "CACHE_LOCATOR_CLASSES")
    before = {name: getattr(config, name) for name in names if hasattr(config, name)}
    config.CACHE_DIR, config.CACHE_LOCATOR_CLASSES = str(folder), ""
    try:
        made._cache = Kept(function)
    except RuntimeError:  # the folder has gone in the meantime
        pass
    finally:
        for name, value in before.items():
            setattr(config, name, value)
