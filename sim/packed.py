"""Records and arrays of eight replicates side by side, number by number, where rules find them by the same names.

In memory a number of a record is eight words next to each other, one a replicate, so that ``me.cash`` is one load. A
table holds what a rule reads and writes, and no more: what else it asks for is an error when it is compiled. What is
the same in every replicate, such as an actor's bloc, is held to be so, and is a plain number.
"""

import operator
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.errors import LoweringError
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

from sim.lanes import LANE, WHOLE, WIDTH
from sim.world.state import ActorRecord, State, numbers_of

_numba = cast(Any, types)
_KINDS = {"f": LANE, "i": WHOLE, "F": _numba.float64, "I": _numba.int64}
"""By letter: a number that differs between replicates, and one that does not."""
_POINTER = _numba.CPointer(_numba.int64)
_INDEX = ir.IntType(32)
_ALIVE = next(word for word, field in enumerate(numbers_of(ActorRecord)) if field.name == "alive")


class _Fields(types.Type):
    """Anything whose numbers are named by a list of :func:`fields`."""

    def __init__(self, what: str, listed: str, dimensions: int = 0) -> None:
        self.listed, self.dimensions = listed, dimensions
        numbers = [each.split(":") for each in listed.split()]
        self.places = {name: place for place, (name, *_) in enumerate(numbers)}
        self.kinds = {name: _KINDS[letter] for name, letter, *_ in numbers}
        self.words = [int(word) for *_, word, _ in numbers]
        self.uses = [use for *_, use in numbers]
        super().__init__(name=f"{what}({listed}, {dimensions})")


class Table(_Fields):
    """Records in one or two dimensions."""


class _Row(_Fields):
    """A record: a pointer to its first number."""


class _Picked(_Fields):
    """A record that is another one in each replicate, only to be read."""


class _Array(types.Type):
    """Numbers in one or two dimensions, eight at a place."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        super().__init__(name=f"LaneArray({dimensions})")


@register_default(Table)
class _TableModel(models.StructModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        whole = _numba.int64
        super().__init__(dmm, fe_type, [("data", _POINTER), ("size", whole), ("columns", whole)])


@register_default(_Array)
class _ArrayModel(models.StructModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        owner = _numba.Array(_numba.float64, 1, "C")
        super().__init__(dmm, fe_type, [("owner", owner), ("size", _numba.int64), ("columns", _numba.int64)])


@register_default(_Picked)
class _PickedModel(models.StructModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, [("data", _POINTER), ("which", WHOLE)])


@register_default(_Row)
class _RowModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64).as_pointer())


def vector(builder: Any, data: Any, place: Any, kind: Any) -> Any:
    """Where the eight numbers of a place stand, as a pointer to them all."""
    first = builder.gep(data, [builder.mul(place, place.type(WIDTH))])
    return builder.bitcast(first, kind.vector.as_pointer())


def read(builder: Any, pointer: Any) -> Any:
    """Eight numbers, which need not stand at the start of a cache line."""
    value = builder.load(pointer)
    value.align = 8
    return value


def write(builder: Any, value: Any, pointer: Any) -> None:
    """The same, written."""
    builder.store(value, pointer).align = 8


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        parts, index = args
        if isinstance(parts, Table) and index is WHOLE:
            return signature(_Picked("Picked", parts.listed), parts, index)
        if not isinstance(parts, _Array | Table):
            return None
        index = _index(index)
        dimensions = len(index) if isinstance(index, _numba.UniTuple) else 1
        if dimensions > parts.dimensions:
            return None
        is_one = dimensions == parts.dimensions
        if isinstance(parts, _Array):
            return signature(LANE, parts, index) if is_one else None
        return signature(_Row("Row", parts.listed) if is_one else Table("Table", parts.listed, 1), parts, index)


def _index(index: Any) -> Any:
    if isinstance(index, _numba.BaseTuple):
        return _numba.UniTuple(_numba.int64, len(index))
    return _numba.int64


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        parts, index, _ = args
        return signature(_numba.none, parts, _index(index), LANE) if isinstance(parts, _Array) else None


def _place(context: Any, builder: Any, kind: Any, index: Any, columns: Any) -> Any:
    if not isinstance(kind, _numba.BaseTuple):
        return index
    row, column = cgutils.unpack_tuple(builder, index, 2)
    return builder.add(builder.mul(row, columns), column)


@lower_builtin(operator.getitem, _Array, _numba.Any)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    return read(builder, _standing(context, builder, sig, args, whole))


@lower_builtin(operator.setitem, _Array, _numba.Any, LANE)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    write(builder, args[2], _standing(context, builder, sig, args, whole))
    return context.get_dummy_value()


def _standing(context: Any, builder: Any, sig: Any, args: Any, whole: Any) -> Any:
    owner = context.make_array(_numba.Array(_numba.float64, 1, "C"))(context, builder, whole.owner)
    place = _place(context, builder, sig.args[1], args[1], whole.columns)
    return vector(builder, owner.data, place, LANE)


@lower_builtin(operator.getitem, Table, _numba.Any)
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


@lower_builtin(operator.getitem, Table, WHOLE)
def _pick(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    made = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    made.data, made.which = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0]).data, args[1]
    return made._getvalue()


@infer_getattr
class _PickedNames(AttributeTemplate):
    key = _Picked

    def generic_resolve(self, picked: _Picked, name: str) -> Any:
        return picked.kinds.get(name)


@lower_getattr_generic(_Picked)
def _picked_field(context: Any, builder: Any, picked: _Picked, value: Any, name: str) -> Any:
    made = cgutils.create_struct_proxy(picked)(context, builder, value)
    kind, word = picked.kinds[name], ir.IntType(64)
    width, place = word(len(picked.places) * WIDTH), picked.places[name] * WIDTH
    eight = ir.Constant(kind.vector, ir.Undefined)
    for r in range(WIDTH):
        row = builder.mul(builder.extract_element(made.which, _INDEX(r)), width)
        alone = builder.gep(made.data, [builder.add(row, word(place + r))])
        alone = builder.bitcast(alone, kind.vector.element.as_pointer())
        eight = builder.insert_element(eight, builder.load(alone), _INDEX(r))
    return eight


@infer_getattr
class _RowNames(AttributeTemplate):
    key = _Row

    def generic_resolve(self, row: _Row, name: str) -> Any:
        return row.kinds.get(name)


@infer_getattr
class _TableNames(AttributeTemplate):
    key = Table

    def resolve_size(self, table: Table) -> Any:
        return _numba.int64


@infer_getattr
class _ArrayNames(AttributeTemplate):
    key = _Array

    def resolve_size(self, array: _Array) -> Any:
        return _numba.int64


@lower_getattr_generic(Table)
@lower_getattr_generic(_Array)
def _size(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    return cgutils.create_struct_proxy(kind)(context, builder, value).size


@lower_getattr_generic(_Row)
def _field(context: Any, builder: Any, row: _Row, value: Any, name: str) -> Any:
    kind, place = row.kinds[name], ir.IntType(64)(row.places[name])
    if kind in (LANE, WHOLE):
        return read(builder, vector(builder, value, place, kind))
    alone = builder.gep(value, [builder.mul(place, place.type(WIDTH))])
    return builder.load(builder.bitcast(alone, context.get_value_type(kind).as_pointer()))


@lower_setattr_generic(_Row)
def _set_field(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    row, kind = sig.args
    if row.uses[row.places[name]] == "read":
        raise LoweringError(f"{name} is listed as only read, and cannot be set")
    write(builder, args[1], vector(builder, args[0], ir.IntType(64)(row.places[name]), kind))


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
    return any(isinstance(part, Table) for part in world)


def zeros_like(array: Any) -> Any:
    """Room for as many numbers as an array of one dimension holds, of one world or of eight."""
    raise NotImplementedError  # compiled only


@overload(zeros_like, strict=False)
def _zeros_like(array: Any) -> Callable[..., Any]:
    if isinstance(array, _Array):
        return lambda array: lanes(np.zeros(array.size * WIDTH), array.size, 0)
    return lambda array: np.zeros(array.size)


def zeros(w: Any, size: int) -> Any:
    """Room for so many numbers, of one world or of eight."""
    raise NotImplementedError  # compiled only


@overload(zeros, strict=False)
def _zeros(w: Any, size: Any) -> Callable[..., Any]:
    if _of_eight(w):
        return lambda w, size: lanes(np.zeros(size * WIDTH), size, 0)
    return lambda w, size: np.zeros(size)


def fields(record: type[State], *, living: str = "", every: str = "", read: str = "", same: str = "") -> str:
    """The list of a record's numbers that a table holds, by how they are used.

    Args:
        record: the record.
        living: set, for who is there.
        every: set, for everybody.
        read: only read.
        same: only read, and the same in all replicates.
    """
    numbers = {field.name: (word, "i" if field.is_whole else "f") for word, field in enumerate(numbers_of(record))}
    uses = (("living", living), ("every", every), ("read", read))
    listed = [(name, use, str.lower) for use, names in uses for name in names.split()]
    listed += [(name, "read", str.upper) for name in same.split()]
    return " ".join(f"{name}:{case(numbers[name][1])}:{numbers[name][0]}:{use}" for name, use, case in listed)
