"""Laying numbers of eight replicates side by side, and putting back what was set."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing import signature
from numba.extending import intrinsic

from sim.compile import rule
from sim.lanes import LANE, WHOLE, WIDTH, WORDS
from sim.packed import Table, read, vector, write
from sim.world.state import ActorRecord, numbers_of

_numba = cast(Any, types)
_INDEX, _WORD = ir.IntType(32), ir.IntType(64)
_ALIVE = next(word for word, field in enumerate(numbers_of(ActorRecord)) if field.name == "alive")


@intrinsic(prefer_literal=True)
def laid(typing: Any, words: Any, room: Any, columns: Any, listed: Any) -> Any:
    """Records of eight replicates laid side by side, as a table: only the numbers of a list of :func:`fields`.

    ``words`` are the records, shape (replicates, records, words); ``room`` is memory for the table, which whoever calls
    keeps alive; 0 ``columns`` make it one of one dimension; ``listed`` is a constant.
    """
    if not isinstance(listed, _numba.StringLiteral):
        return None
    dimensions = 1 if getattr(columns, "literal_value", None) == 0 else 2
    kind = Table("Table", listed.literal_value, dimensions)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        source, made = _Records(context, builder, words, args[0]), cgutils.create_struct_proxy(kind)(context, builder)
        made.data = context.make_array(room)(context, builder, args[1]).data
        made.size, made.columns = source.count, args[2]
        with cgutils.for_range(builder, source.count) as loop:
            for place, word in enumerate(kind.words):
                eight = ir.Constant(WHOLE.vector, ir.Undefined)
                for r in range(WIDTH):
                    eight = builder.insert_element(eight, builder.load(source.at(r, loop.index, word)), _INDEX(r))
                write(builder, eight, _in_table(builder, made.data, kind, loop.index, place))
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
                eight = read(builder, _in_table(builder, made.data, table, loop.index, place))
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
    return vector(builder, data, at, WHOLE)


@intrinsic
def eight_words(typing: Any, array: Any) -> Any:
    """The first eight numbers of an array of uint64."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = context.make_array(array)(context, builder, args[0]).data
        return read(builder, builder.bitcast(data, WORDS.vector.as_pointer()))

    return signature(WORDS, array), generate


@intrinsic
def _turned(typing: Any, source: Any, rise: Any, goal: Any, place: Any, rise_of_goal: Any) -> Any:
    """Eight rows of eight numbers, ``rise`` apart, become columns: row r, place k goes to row k, place r."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        def row(kind: Any, array: Any, first: Any, apart: Any, r: int) -> Any:
            at = builder.add(first, builder.mul(apart, _WORD(r)))
            pointer = builder.gep(context.make_array(kind)(context, builder, array).data, [at])
            return builder.bitcast(pointer, LANE.vector.as_pointer())

        from_, apart, to, at, apart_there = args
        start, goal_start = cgutils.unpack_tuple(builder, at, 2)
        rows = [read(builder, row(source, from_, start, apart, r)) for r in range(WIDTH)]
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
            write(builder, rows[r], row(goal, to, goal_start, apart_there, r))
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
