"""Records and arrays of eight replicates side by side, number by number, where rules find them by the same names.

In memory a number of a record is eight words next to each other, one a replicate, so that ``me.cash`` is one load. A
table holds what a rule reads and writes, and no more: what else it asks for is an error when it is compiled. What is
the same in every replicate, such as an actor's bloc, is held to be so, and is a plain number.
"""

import operator
from collections.abc import Callable
from typing import Any, cast

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
from sim.lanes import LANE, WHOLE, WIDTH, WORDS
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


class _Table(_Fields):
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


@register_default(_Table)
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
class _GetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        where, index = args
        if isinstance(where, _Table) and index is WHOLE:
            return signature(_Picked("Picked", where.listed), where, index)
        if isinstance(where, _Array | _Table):
            index = _index(index)
            dimensions = len(index) if isinstance(index, _numba.UniTuple) else 1
            if dimensions > where.dimensions:
                return None
            if isinstance(where, _Array):
                return signature(LANE, where, index) if dimensions == where.dimensions else None
            whole = dimensions == where.dimensions
            return signature(_Row("Row", where.listed) if whole else _Table("Table", where.listed, 1), where, index)
        return None


def _index(index: Any) -> Any:
    if isinstance(index, _numba.BaseTuple):
        return _numba.UniTuple(_numba.int64, len(index))
    return _numba.int64


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
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


@lower_builtin(operator.getitem, _Table, WHOLE)
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
    key = _Table

    def resolve_size(self, table: _Table) -> Any:
        return _numba.int64


@infer_getattr
class _ArrayNames(AttributeTemplate):
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
def laid(typing: Any, words: Any, room: Any, columns: Any, listed: Any) -> Any:
    """Records of eight replicates laid side by side, as a table: only the numbers of a list of :func:`fields`.

    ``words`` are the records, shape (replicates, records, words); ``room`` is memory for the table, which whoever calls
    keeps alive; 0 ``columns`` make it one of one dimension; ``listed`` is a constant.
    """
    if not isinstance(listed, _numba.StringLiteral):
        return None
    dimensions = 1 if getattr(columns, "literal_value", None) == 0 else 2
    kind = _Table("Table", listed.literal_value, dimensions)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        source, made = _Records(context, builder, words, args[0]), cgutils.create_struct_proxy(kind)(context, builder)
        made.data = context.make_array(room)(context, builder, args[1]).data
        made.size, made.columns = source.count, args[2]
        with cgutils.for_range(builder, source.count) as loop:
            for place, word in enumerate(kind.words):
                eight = ir.Constant(WHOLE.vector, ir.Undefined)
                for r in range(WIDTH):
                    eight = builder.insert_element(eight, builder.load(source.at(r, loop.index, word)), _INDEX(r))
                _write(builder, eight, _in_table(builder, made.data, kind, loop.index, place))
        return made._getvalue()

    return signature(kind, words, room, _numba.int64, listed), generate


@intrinsic
def put_back(typing: Any, table: Any, words: Any, actors: Any) -> Any:
    """What was set in a table goes back to the records; of who has left nothing is set, unless the list says ``every``.

    ``actors`` are the records of the actors, for who is there; each has as many records of ``words``.
    """

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        made = cgutils.create_struct_proxy(table)(context, builder, args[0])
        goal, people = _Records(context, builder, words, args[1]), _Records(context, builder, actors, args[2])
        each = builder.sdiv(goal.count, people.count)
        with cgutils.for_range(builder, goal.count) as loop:
            for place, (word, use) in enumerate(zip(table.words, table.uses, strict=True)):
                if use == "read":
                    continue
                eight = _read(builder, _in_table(builder, made.data, table, loop.index, place))
                for r in range(WIDTH):
                    there, value = goal.at(r, loop.index, word), builder.extract_element(eight, _INDEX(r))
                    if use == "living":
                        alive = builder.load(people.at(r, builder.sdiv(loop.index, each), _ALIVE))
                        value = builder.select(
                            builder.icmp_signed("==", alive, alive.type(1)), value, builder.load(there)
                        )
                    builder.store(value, there)
        return context.get_dummy_value()

    return signature(_numba.none, table, words, actors), generate


class _Records:
    """Where the words of records (replicates, records, words) stand."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any) -> None:
        array = context.make_array(kind)(context, builder, value)
        self._builder, self._data = builder, array.data
        _, self.count, self._width = cgutils.unpack_tuple(builder, array.shape, 3)

    def at(self, replicate: int, record: Any, word: int) -> Any:
        """Pointer to a word."""
        builder = self._builder
        row = builder.add(builder.mul(self.count, self.count.type(replicate)), record)
        return builder.gep(self._data, [builder.add(builder.mul(row, self._width), row.type(word))])


def _in_table(builder: Any, data: Any, kind: Any, record: Any, place: int) -> Any:
    at = builder.add(builder.mul(record, record.type(len(kind.words))), record.type(place))
    return _vector(builder, data, at, WHOLE)


@intrinsic
def eight_words(typing: Any, array: Any) -> Any:
    """The first eight numbers of an array of uint64."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = context.make_array(array)(context, builder, args[0]).data
        return _read(builder, builder.bitcast(data, WORDS.vector.as_pointer()))

    return signature(WORDS, array), generate


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


@intrinsic
def _turned(typing: Any, source: Any, rise: Any, goal: Any, place: Any, rise_of_goal: Any) -> Any:
    """Eight rows of eight numbers, ``rise`` apart, become columns: row r, place k goes to row k, place r."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        word = ir.IntType(64)

        def row(kind: Any, array: Any, first: Any, apart: Any, r: int) -> Any:
            at = builder.add(first, builder.mul(apart, word(r)))
            pointer = builder.gep(context.make_array(kind)(context, builder, array).data, [at])
            return builder.bitcast(pointer, LANE.vector.as_pointer())

        from_, apart, to, at, apart_there = args
        start, goal_start = cgutils.unpack_tuple(builder, at, 2)
        rows = [_read(builder, row(source, from_, start, apart, r)) for r in range(WIDTH)]
        for step in (4, 2, 1):  # numbers change places in ever smaller squares
            for r in (r for r in range(WIDTH) if not r & step):
                low = [k if not k & step else WIDTH + k - step for k in range(WIDTH)]
                high = [k + step if not k & step else WIDTH + k for k in range(WIDTH)]
                one, other = rows[r], rows[r + step]
                for to_row, mask in ((r, low), (r + step, high)):
                    rows[to_row] = builder.shuffle_vector(
                        one, other, ir.Constant(ir.VectorType(_INDEX, WIDTH), [_INDEX(k) for k in mask])
                    )
        for r in range(WIDTH):
            _write(builder, rows[r], row(goal, to, goal_start, apart_there, r))
        return context.get_dummy_value()

    whole = _numba.int64
    return signature(_numba.none, source, whole, goal, _numba.UniTuple(whole, 2), whole), generate


@rule
def across(numbers: npt.NDArray[np.float64], packed: npt.NDArray[np.float64]) -> None:
    """Numbers (replicates, places) lane by lane."""
    flat, count = numbers.reshape(-1), numbers.shape[1]
    whole = count - count % WIDTH
    for e in range(0, whole, WIDTH):
        _turned(flat, count, packed, (e, e * WIDTH), WIDTH)
    for e in range(whole, count):
        for r in range(WIDTH):
            packed[e * WIDTH + r] = numbers[r, e]


@rule
def back(packed: npt.NDArray[np.float64], numbers: npt.NDArray[np.float64]) -> None:
    """The other way."""
    flat, count = numbers.reshape(-1), numbers.shape[1]
    whole = count - count % WIDTH
    for e in range(0, whole, WIDTH):
        _turned(packed, WIDTH, flat, (e * WIDTH, e), count)
    for e in range(whole, count):
        for r in range(WIDTH):
            numbers[r, e] = packed[e * WIDTH + r]
