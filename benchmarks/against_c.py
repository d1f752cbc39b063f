"""The rules over ties against the same loops in C, compiled here from pairwise.c, on the same arrays."""

import ctypes
import shutil
import subprocess
import tempfile
import time
from datetime import date
from operator import attrgetter
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.crowd import crowd
from sim.noise import noise_of
from sim.rules.learn import learn
from sim.rules.perceive import perceive
from sim.rules.quarter import advance
from sim.rules.trust import trust
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.institutions import (
    Alliance,
    EthicsFramework,
    Exchange,
    IntellectualProperty,
    Partnership,
    Standards,
    Treaty,
)
from sim.scenario.schema.policies import ExportControl, Pivot
from sim.start import begin
from sim.world import copied
from sim.world import records as layout

TIES = 10_000
WARM = 12
ROUNDS = 60
AGREED = 1e-12
FIRST = date(2020, 1, 1)
INSTITUTIONS = (
    Alliance(kind="alliance", start=FIRST, members=["west", "lab"], governance=20),
    Partnership(kind="partnership", start=FIRST, actors=["west", "east"]),
    Exchange(kind="exchange", start=FIRST, from_bloc="west", to_bloc="east", ties=4, ramp=100),
    ExportControl(kind="export_control", start=FIRST, from_bloc="west", to_bloc="east"),
    Standards(kind="standards", start=FIRST, negotiation=2),
    IntellectualProperty(kind="ip_regime", start=FIRST, protection=0.6),
    EthicsFramework(kind="ethics_framework", start=FIRST, signatories=["east"], floor=0.9, penalty=0.0),
    Treaty(kind="treaty", start=FIRST, parties=["lab"], effort=0.05, penalty=0.0),
    Pivot(kind="pivot", start=FIRST, actor="third", tier=Tier.OPEN),
)
"""Rows by which clubs, visits, borders, law and promises act on ties: C must follow them, but is not clocked so."""
SOURCE = Path(__file__).with_name("pairwise.c")
FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
STRUCTS = {
    "Actor": layout.ACTOR_FIELDS,
    "Knowledge": layout.KNOWLEDGE_FIELDS,
    "Domain": layout.DOMAIN_FIELDS,
    "Duty": layout.DUTY_FIELDS,
    "Club": layout.CLUB_FIELDS,
    "Society": layout.SOCIETY_FIELDS,
    "Parameters": layout.PARAMETER_FIELDS,
}
POINTERS = {
    "actors": "Actor",
    "knowledge": "Knowledge",
    "domains": "Domain",
    "duties": "Duty",
    "clubs": "Club",
    "society": "Society",
    "parameters": "Parameters",
    "ties.start": "int64_t",
    "ties.stop": "int64_t",
    "ties.target": "int32_t",
    "ties.trust": "double",
    "control": "double",
    "border": "double",
}
"""Arrays of the world that the loops need, and the C type of an element; in C those of ties have no name before."""
LENGTHS = ("actors", "domains", "clubs", "blocs")
"""Arrays of the world whose lengths they need, as `actors_size` and so on."""
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


def header():
    """C declarations of all records, with their sizes asserted, and of the world."""
    lines = ["#include <stdint.h>"]
    for name, dtype in STRUCTS.items():
        lines.append(f"typedef {members(dtype)} {name};")
        lines.append(f'_Static_assert(sizeof({name}) == {dtype.itemsize}, "{name} is laid out differently");')
    pointers = " ".join(f"{kind} *{last(name)};" for name, kind in POINTERS.items())
    lines.append(f"typedef struct {{ {pointers} int64_t {', '.join(SIZES)}; }} World;")
    return "\n".join(lines) + "\n"


class CWorld(ctypes.Structure):
    """What pairwise.c calls World: pointers to the arrays of a world."""

    _fields_ = [(last(name), ctypes.c_void_p) for name in POINTERS] + [(name, ctypes.c_int64) for name in SIZES]


def as_c(world):
    pointers = [attrgetter(name)(world).ctypes.data for name in POINTERS]
    return CWorld(*pointers, *(len(getattr(world, name)) for name in LENGTHS))


def library(folder):
    """Compile pairwise.c behind the generated declarations."""
    declarations, built = Path(folder) / "world.h", Path(folder) / "pairwise.so"
    declarations.write_text(header())
    subprocess.run(["gcc", *FLAGS, "-include", str(declarations), str(SOURCE), "-o", str(built), "-lm"], check=True)
    loaded = ctypes.CDLL(str(built))
    loaded.perceive.argtypes = (ctypes.c_void_p, ctypes.c_uint64, ctypes.c_int64)
    loaded.learn.argtypes = loaded.trust.argtypes = (ctypes.c_void_p,)
    return loaded


def clocked(world, call):
    """Seconds that a call takes on a copy of a world, and the copy."""
    mine = copied(world)
    start = time.perf_counter()
    call(mine)
    return time.perf_counter() - start, mine


def furthest(one, other):
    """Largest difference of two worlds in any number, relative to 1 or to its size."""
    worst = float(np.abs(one.ties.trust - other.ties.trust).max())
    for left, right in ((one.actors, other.actors), (one.knowledge, other.knowledge), (one.society, other.society)):
        for name in left.dtype.names:
            gap = np.abs(left[name] - right[name]) / np.maximum(1.0, np.abs(right[name]))
            worst = max(worst, float(gap.max()))
    return worst


def warm(policies=()):
    """A crowd after a few quarters, and the noise of the next."""
    scenario = crowd(TIES, policies=policies)
    world, noise = begin(scenario, 1, scenario.quarters), noise_of(1)
    advance(world, noise, 0, WARM)
    return world, noise


def twins(c, noise):
    """By rule: itself and its C twin, each to be called on a world."""
    return {
        "perceive": (
            lambda w: perceive(w, noise, WARM),
            lambda w: c.perceive(ctypes.byref(as_c(w)), int(noise.key), WARM),
        ),
        "learn": (learn, lambda w: c.learn(ctypes.byref(as_c(w)))),
        "trust": (trust, lambda w: c.trust(ctypes.byref(as_c(w)))),
    }


def compare():
    """By rule: (nanoseconds a tie compiled, the same in C, ratios of all rounds, largest difference); None without gcc.

    The largest difference is that in the crowd on which they are clocked, and in one with institutions.

    Raises:
        AssertionError: the two disagree.
    """
    if shutil.which("gcc") is None:
        return None
    world, noise = warm()
    busy, its_noise = warm(INSTITUTIONS)
    busy.parameters["commons"]["speed"] = 0.0  # else nobody offers more across a border than the commons do
    with tempfile.TemporaryDirectory() as folder:
        c = library(folder)
        gaps = {name: gap(busy, *pair) for name, pair in twins(c, its_noise).items()}
        return {name: race(world, *pair, gaps[name]) for name, pair in twins(c, noise).items()}


def gap(world, ours, theirs):
    """Largest difference that the two make to copies of the same world."""
    (_, mine), (_, other) = clocked(world, ours), clocked(world, theirs)
    found = furthest(mine, other)
    assert found <= AGREED, f"the rule and its C twin differ by {found:.1e}"
    return found


def race(world, ours, theirs, apart):
    """Interleaved rounds of the two on copies of the same world; elsewhere they are so far apart."""
    apart = max(apart, gap(world, ours, theirs))
    times = [(clocked(world, ours)[0], clocked(world, theirs)[0]) for _ in range(ROUNDS)]
    scale = 1e9 / len(world.ties.target)
    ratios = [one / two for one, two in times]
    return median(one for one, _ in times) * scale, median(two for _, two in times) * scale, ratios, apart
