"""Records and arrays of eight replicates side by side, number by number, where rules find them by the same names.

In memory a number of a record is eight words next to each other, one a replicate, so that ``me.cash`` is one load. A table
holds what a rule reads and writes, and no more: what else it asks for is an error when it is compiled. What is the same
in every replicate, such as an actor's bloc, is held to be so, and is a plain number.
"""

import operator
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    overload,
)

from sim.compile import rule
from sim.lanes import LANE, WHOLE, WIDTH

_numba = cast(Any, types)
_KINDS = {"f": LANE, "i": WHOLE, "F": _numba.float64, "I": _numba.int64}
"""By letter: a number that differs between replicates, and one that does not."""
_POINTER = _numba.CPointer(_numba.int64)


class _Fields(_numba.Type):  # type: ignore[misc]
    """Anything whose numbers are named by a list such as ``alive:i cash:f bloc:I``."""

    def __init__(self, what: str, fields: str, dimensions: int = 0) -> None:
        self.fields, self.dimensions = fields, dimensions
        pairs = [each.split(":") for each in fields.split()]
        self.places = {name: place for place, (name, _) in enumerate(pairs)}
        self.kinds = {name: _KINDS[letter] for name, letter in pairs}
        super().__init__(name=f"{what}({fields}, {dimensions})")


class _Table(_Fields):
    """Records in one or two dimensions."""


class _Row(_Fields):
    """A record: a pointer to its first number."""


class _Array(_numba.Type):  # type: ignore[misc]
    """Numbers in one or two dimensions, eight at a place."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        super().__init__(name=f"LaneArray({dimensions})")


@register_default(_Table)
class _TableModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        whole = _numba.int64
        super().__init__(dmm, fe_type, [("data", _POINTER), ("size", whole), ("columns", whole)])


@register_default(_Array)
class _ArrayModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        owner = _numba.Array(_numba.float64, 1, "C")
        super().__init__(dmm, fe_type, [("owner", owner), ("size", _numba.int64), ("columns", _numba.int64)])


@register_default(_Row)
class _RowModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64).as_pointer())


def _vector(builder: Any, data: Any, place: Any, kind: Any) -> Any:
    """Where the eight numbers of a place stand, as a pointer to them all."""
    first = builder.gep(data, [builder.mul(place, place.type(WIDTH))])
    return builder.bitcast(first, kind.vector.as_pointer())


def _read(builder: Any, pointer: Any) -> Any:
    value = builder.load(pointer)
    value.align = 8
    return value


def _write(builder: Any, value: Any, pointer: Any) -> None:
    builder.store(value, pointer).align = 8


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        where, index = args
        if isinstance(where, _Array | _Table):
            index = _index(index)
            dimensions = len(index) if isinstance(index, _numba.UniTuple) else 1
            if dimensions > where.dimensions:
                return None
            if isinstance(where, _Array):
                return signature(LANE, where, index) if dimensions == where.dimensions else None
            whole = dimensions == where.dimensions
            return signature(_Row("Row", where.fields) if whole else _Table("Table", where.fields, 1), where, index)
        return None


def _index(index: Any) -> Any:
    if isinstance(index, _numba.BaseTuple):
        return _numba.UniTuple(_numba.int64, len(index))
    return _numba.int64


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        where, index, _ = args
        return signature(_numba.none, where, _index(index), LANE) if isinstance(where, _Array) else None


def _place(context: Any, builder: Any, kind: Any, index: Any, columns: Any) -> Any:
    if not isinstance(kind, _numba.BaseTuple):
        return index
    row, column = cgutils.unpack_tuple(builder, index, 2)
    return builder.add(builder.mul(row, columns), column)


@lower_builtin(operator.getitem, _Array, _numba.Any)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    return _read(builder, _number(context, builder, sig, args, whole))


@lower_builtin(operator.setitem, _Array, _numba.Any, LANE)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    _write(builder, args[2], _number(context, builder, sig, args, whole))
    return context.get_dummy_value()


def _number(context: Any, builder: Any, sig: Any, args: Any, whole: Any) -> Any:
    owner = context.make_array(_numba.Array(_numba.float64, 1, "C"))(context, builder, whole.owner)
    place = _place(context, builder, sig.args[1], args[1], whole.columns)
    return _vector(builder, owner.data, place, LANE)


@lower_builtin(operator.getitem, _Table, _numba.Any)
def _record(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    width = ir.IntType(64)(len(sig.args[0].places) * WIDTH)
    place = _place(context, builder, sig.args[1], args[1], whole.columns)
    if isinstance(sig.return_type, _Row):
        return builder.gep(whole.data, [builder.mul(place, width)])
    line = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    line.data = builder.gep(whole.data, [builder.mul(builder.mul(place, whole.columns), width)])
    line.size = line.columns = whole.columns
    return line._getvalue()


@infer_getattr
class _RowNames(AttributeTemplate):  # type: ignore[misc]
    key = _Row

    def generic_resolve(self, row: _Row, name: str) -> Any:
        return row.kinds.get(name)


@infer_getattr
class _TableNames(AttributeTemplate):  # type: ignore[misc]
    key = _Table

    def resolve_size(self, table: _Table) -> Any:
        return _numba.int64


@infer_getattr
class _ArrayNames(AttributeTemplate):  # type: ignore[misc]
    key = _Array

    def resolve_size(self, array: _Array) -> Any:
        return _numba.int64


@lower_getattr_generic(_Table)
@lower_getattr_generic(_Array)
def _size(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    return cgutils.create_struct_proxy(kind)(context, builder, value).size


@lower_getattr_generic(_Row)
def _field(context: Any, builder: Any, row: _Row, value: Any, name: str) -> Any:
    kind, place = row.kinds[name], ir.IntType(64)(row.places[name])
    if kind in (LANE, WHOLE):
        return _read(builder, _vector(builder, value, place, kind))
    alone = builder.gep(value, [builder.mul(place, place.type(WIDTH))])
    return builder.load(builder.bitcast(alone, context.get_value_type(kind).as_pointer()))


@lower_setattr_generic(_Row)
def _set_field(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    row, kind = sig.args
    if kind not in (LANE, WHOLE):
        raise TypeError(f"{name} is the same in every replicate, and cannot be set in one")
    _write(builder, args[1], _vector(builder, args[0], ir.IntType(64)(row.places[name]), kind))


@intrinsic(prefer_literal=True)
def table(typing: Any, words: Any, size: Any, columns: Any, fields: Any) -> Any:
    """Records over words that whoever calls keeps alive: ``size`` rows, of ``columns`` each where that is not 0."""
    if not isinstance(fields, _numba.StringLiteral):
        return None
    dimensions = 1 if getattr(columns, "literal_value", None) == 0 else 2
    kind = _Table("Table", fields.literal_value, dimensions)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        made = cgutils.create_struct_proxy(kind)(context, builder)
        made.data = context.make_array(words)(context, builder, args[0]).data
        made.size, made.columns = args[1], args[2]
        return made._getvalue()

    return signature(kind, words, _numba.int64, _numba.int64, fields), generate


@intrinsic(prefer_literal=True)
def lanes(typing: Any, numbers: Any, size: Any, columns: Any) -> Any:
    """Numbers of eight replicates over an array of so many places, in rows of ``columns`` where that is not 0."""
    kind = _Array(1 if getattr(columns, "literal_value", None) == 0 else 2)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        made = cgutils.create_struct_proxy(kind)(context, builder)
        made.owner, made.size, made.columns = args
        context.nrt.incref(builder, numbers, args[0])
        return made._getvalue()

    return signature(kind, numbers, _numba.int64, _numba.int64), generate


def _of_eight(world: Any) -> bool:
    return any(isinstance(part, _Table) for part in world)


def zeros(w: Any, size: int) -> Any:
    """Room for so many numbers, of one world or of eight."""
    raise NotImplementedError  # compiled only


@overload(zeros)
def _zeros(w: Any, size: Any) -> Callable[..., Any]:
    if _of_eight(w):
        return lambda w, size: lanes(np.zeros(size * WIDTH), size, 0)
    return lambda w, size: np.zeros(size)


def fields_of(kind: np.dtype[np.void], numbers: str, same: str = "") -> str:
    """The list by which a table is made: numbers of a record that differ between replicates, and that do not."""

    def letter(name: str) -> str:
        return "f" if cast(Any, kind.fields)[name][0].kind == "f" else "i"

    return " ".join(
        [f"{name}:{letter(name)}" for name in numbers.split()]
        + [f"{name}:{letter(name).upper()}" for name in same.split()]
    )


def places_of(kind: np.dtype[np.void], fields: str) -> npt.NDArray[np.int64]:
    """Where the numbers of such a list stand in a record, in words."""
    names = [each.split(":")[0] for each in fields.split()]
    return np.array([cast(Any, kind.fields)[name][1] // 8 for name in names], np.int64)


@rule
def pack(words: npt.NDArray[np.int64], places: npt.NDArray[np.int64], packed: npt.NDArray[np.int64]) -> None:
    """Numbers of records (replicates, records, words), lane by lane, into the words of a table."""
    _, records, _ = words.shape
    at = 0
    for i in range(records):
        for k in range(places.size):
            for r in range(WIDTH):
                packed[at] = words[r, i, places[k]]
                at += 1


@rule
def unpack(
    packed: npt.NDArray[np.int64],
    width: int,
    first: int,
    last: int,
    places: npt.NDArray[np.int64],
    words: npt.NDArray[np.int64],
    living: npt.NDArray[np.bool_],
) -> None:
    """The other way, for numbers first, ..., last - 1 of a table and records that live (replicates, records)."""
    _, records, _ = words.shape
    share = records // living.shape[1]
    for i in range(records):
        for k in range(first, last):
            for r in range(WIDTH):
                if living[r, i // share]:
                    words[r, i, places[k]] = packed[(i * width + k) * WIDTH + r]


@rule
def across(numbers: npt.NDArray[np.float64], packed: npt.NDArray[np.float64]) -> None:
    """Numbers (replicates, places) lane by lane."""
    for e in range(numbers.shape[1]):
        for r in range(WIDTH):
            packed[e * WIDTH + r] = numbers[r, e]


@rule
def back(packed: npt.NDArray[np.float64], numbers: npt.NDArray[np.float64]) -> None:
    """The other way."""
    for e in range(numbers.shape[1]):
        for r in range(WIDTH):
            numbers[r, e] = packed[e * WIDTH + r]
