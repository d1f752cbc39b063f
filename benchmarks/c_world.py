"""The world as C sees it: declarations generated from the records and enumerations, and the loops compiled on them."""

import ctypes
import subprocess
from operator import attrgetter
from pathlib import Path

from sim.noise import Purpose
from sim.scenario.schema.enums import KINDS, SELLING, Kind, SafetyForm, Sector, Tier
from sim.world import CASH, COMMONS, NOBODY, Flow
from sim.world import records as layout

HERE = Path(__file__).parent
SOURCES = ("pairwise.c", "research.c", "market.c")
FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
STRUCTS = {
    "Actor": layout.ACTOR_FIELDS,
    "Knowledge": layout.KNOWLEDGE_FIELDS,
    "Domain": layout.DOMAIN_FIELDS,
    "Duty": layout.DUTY_FIELDS,
    "Club": layout.CLUB_FIELDS,
    "Tier": layout.TIER_FIELDS,
    "Release": layout.RELEASE_FIELDS,
    "Society": layout.SOCIETY_FIELDS,
    "Parameters": layout.PARAMETER_FIELDS,
}
POINTERS = {
    "actors": "Actor",
    "knowledge": "Knowledge",
    "domains": "Domain",
    "duties": "Duty",
    "clubs": "Club",
    "tiers": "Tier",
    "releases": "Release",
    "society": "Society",
    "parameters": "Parameters",
    "ties.start": "int64_t",
    "ties.stop": "int64_t",
    "ties.target": "int32_t",
    "ties.trust": "double",
    "control": "double",
    "border": "double",
    "books": "double",
}
"""Arrays of the world that the loops need, and the C type of an element; in C those of ties have no name before."""
LENGTHS = ("actors", "domains", "clubs", "blocs")
"""Arrays of the world whose lengths they need, as `actors_size` and so on."""
WORDS = (Tier, Sector, Flow, Purpose, SafetyForm)
"""Enumerations that they need, as `TIER_OPEN` and so on."""
RESERVED = ("union", "register", "double", "long", "short", "static", "switch")
SIZES = tuple(f"{name}_size" for name in LENGTHS)


def last(name):
    """The last part of a dotted name."""
    return name.rpartition(".")[2]


def named(field):
    """The name of a field in C, which keeps some words for itself."""
    return f"{field}_" if field in RESERVED else field


def members(dtype):
    """The members of a C struct with the layout of a dtype, nested records included."""
    if dtype.names is None:
        return {"f": "double", "i": "int64_t"}[dtype.kind]
    inside = [f"{members(dtype[name])} {named(name)};" for name in dtype.names]
    rest = dtype.itemsize - max(place + kind.itemsize for kind, place, *_ in dtype.fields.values())
    if rest:
        inside.append(f"char padding[{rest}];")
    return f"struct {{ {' '.join(inside)} }}"


def constants():
    """C declarations of all that has a name and a number."""
    plain = {"NOBODY": NOBODY, "COMMONS": COMMONS, "CASH": CASH, "SECTORS": len(Sector)}
    words = {f"{kind.__name__}_{word.name}".upper(): int(word) for kind in WORDS for word in kind}
    lines = [f"enum {{ {', '.join(f'{name} = {value}' for name, value in (plain | words).items())} }};"]
    for name, values in (
        ("SELLS", [int(kind in SELLING) for kind in Kind]),
        ("SECTOR_OF", [int(KINDS[kind].sector) for kind in Kind]),
    ):
        lines.append(f"static const int {name}[] __attribute__((unused)) = {{{', '.join(map(str, values))}}};")
    return lines


def header():
    """C declarations of all records, with their sizes asserted, of the world, and of what is counted by name."""
    lines = ["#include <stdint.h>", *constants()]
    for name, dtype in STRUCTS.items():
        lines.append(f"typedef {members(dtype)} {name};")
        lines.append(f'_Static_assert(sizeof({name}) == {dtype.itemsize}, "{name} is laid out differently");')
    pointers = " ".join(f"{kind} *{last(name)};" for name, kind in POINTERS.items())
    lines.append(f"typedef struct {{ {pointers} int64_t {', '.join(SIZES)}; }} World;")
    return "\n".join(lines) + "\n"


class CWorld(ctypes.Structure):
    """What the loops in C call World: pointers to the arrays of a world."""

    _fields_ = [(last(name), ctypes.c_void_p) for name in POINTERS] + [(name, ctypes.c_int64) for name in SIZES]


def as_c(world):
    pointers = [attrgetter(name)(world).ctypes.data for name in POINTERS]
    return CWorld(*pointers, *(len(getattr(world, name)) for name in LENGTHS))


def library(folder):
    """Compile the loops behind the generated declarations."""
    declarations, built = Path(folder) / "world.h", Path(folder) / "loops.so"
    declarations.write_text(header())
    sources = [str(HERE / name) for name in SOURCES]
    subprocess.run(["gcc", *FLAGS, "-include", str(declarations), *sources, "-o", str(built), "-lm"], check=True)
    loaded = ctypes.CDLL(str(built))
    for name in ("perceive", "research", "learn", "trade", "trust"):
        getattr(loaded, name).argtypes = (ctypes.c_void_p, ctypes.c_uint64, ctypes.c_int64, ctypes.c_int64)
    return loaded
