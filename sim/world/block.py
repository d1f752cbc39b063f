"""Worlds that lie in one block of memory, so that a copy is one copy, not one an array."""

from typing import Any, NamedTuple

import numpy as np

from sim.world.records import Ties, World
from sim.world.state import CACHE_LINE

_TIES = World._fields.index("ties")
_NOT_STACKED = ("ties", "parameters", "releases", "series")


def arrays(world: World) -> list[Any]:
    """Every array of a world, those of its ties first."""
    return [*world.ties, *(part for part in world if not isinstance(part, Ties))]


def copied(world: World) -> World:
    """The same world, no array of it shared."""
    return Block.of(world).world


def stacked(world: World, count: int) -> World:
    """The same new world so many times, each array with the number of the world as its first axis.

    Parameters and the ends of ties, which no rule changes, are there once. In its logs is nothing to copy yet.
    """

    def stack(part: Any) -> Any:
        whole = memory(count * part.nbytes).reshape(count, part.nbytes)
        whole[:] = part.reshape(-1).view(np.uint8)
        return whole.reshape(-1).view(part.dtype).reshape(count, *part.shape)

    parts = {name: stack(part) for name, part in world._asdict().items() if name not in _NOT_STACKED}
    parts["releases"] = np.empty((count, *world.releases.shape), world.releases.dtype)
    parts["series"] = np.zeros((count, *world.series.shape))
    return world._replace(ties=world.ties._replace(trust=stack(world.ties.trust)), **parts)


def memory(size: int) -> Any:
    """So many bytes from the start of a cache line on, which NumPy does not promise; they hold anything."""
    raw = np.empty(size + CACHE_LINE, np.uint8)
    begin = -raw.ctypes.data % CACHE_LINE
    return raw[begin : begin + size]


class Block(NamedTuple):
    """A world whose arrays lie one behind the other, each from the start of a cache line on.

    Attributes:
        bytes: the memory.
        places: shape, type and first byte of each array, in the order of :func:`arrays`.
    """

    bytes: Any
    places: tuple[tuple[tuple[int, ...], np.dtype[Any], int], ...]

    @staticmethod
    def of(world: World) -> "Block":
        """A block with the same world."""
        parts, places, size = arrays(world), [], 0
        for part in parts:
            places.append((part.shape, part.dtype, size))
            size += -(-part.nbytes // CACHE_LINE) * CACHE_LINE
        block = Block(memory(size), tuple(places))
        for part, (_, _, begin) in zip(parts, places, strict=True):
            block.bytes[begin : begin + part.nbytes] = part.reshape(-1).view(np.uint8)
        return block

    def copy(self) -> "Block":
        """The same block somewhere else."""
        same = memory(len(self.bytes))
        same[:] = self.bytes
        return self._replace(bytes=same)

    @property
    def world(self) -> World:
        """The world in it: whoever changes its arrays changes the block."""
        parts = [np.ndarray(shape, kind, self.bytes, begin) for shape, kind, begin in self.places]
        many = len(Ties._fields)
        rest = parts[many:]
        return World._make([*rest[:_TIES], Ties._make(parts[:many]), *rest[_TIES:]])
