"""What is wrong with a file of claims, told with the claim's id, the field, what was expected, and the nearest name."""

from inspect import isclass
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from sim.scenario.errors import Fault, did_you_mean, dotted, one_of, shown
from sim.scenario.reading.locate import KeyPath
from sim.scenario.reading.tree import Node, blame, plain
from sim.scenario.schema.quantity import Section


def fault(tree: Node, path: KeyPath, problem: str, expected: str = "", hint: str = "") -> Fault:
    """A fault at the place of a path; of a claim it bears the id instead of the number."""
    return Fault(*blame(tree, path), dotted(_named(tree, path)), problem, expected, hint)


def unknown(kind: str, word: str, known: list[str]) -> Fault:
    """A word that names nothing, with what it may have meant."""
    return Fault(f"{kind} {word}", problem=f"no such {kind}", expected=one_of(known), hint=did_you_mean(word, known))


def invalid(tree: Node, at: KeyPath, kind: type[Section], error: ValidationError) -> list[Fault]:
    """What the validator found in the table at a path."""
    return [_told(tree, at, kind, detail) for detail in error.errors(include_url=False)]


def _named(tree: Node, path: KeyPath) -> KeyPath:
    rows = tree.child("claims")
    if path[:1] != ("claims",) or len(path) < 2 or rows is None:
        return path
    row = rows.child(path[1])
    name = row.child("id") if row else None
    return (str(plain(name)), *path[2:]) if name else path


def _told(tree: Node, at: KeyPath, kind: type[Section], detail: Any) -> Fault:
    location, value = detail["loc"], detail["input"]
    path = (*at, *location)
    match detail["type"]:
        case "extra_forbidden":
            known = list(_type_at(kind, location[:-1]).model_fields)
            return fault(tree, path, "unknown key", one_of(known), did_you_mean(str(location[-1]), known))
        case "missing":
            return fault(tree, path, "is missing")
        case "literal_error":
            words = [str(word) for word in get_args(_type_at(kind, location))]
            word = value if isinstance(value, str) else ""
            return fault(tree, path, f"{shown(value)} is not allowed", one_of(words), did_you_mean(word, words))
        case "too_short" | "string_too_short":
            return fault(tree, path, "is empty", "at least one entry")
        case "value_error":
            return fault(tree, path, "does not fit together", str(detail["ctx"]["error"]))
    expected = str(detail["msg"]).removeprefix("Input should be ")
    return fault(tree, path, f"{shown(value)} is wrong", expected)


def _type_at(kind: Any, location: KeyPath) -> Any:
    """The type that a section declares at a location; a list leads to the type of its rows."""
    for key in location:
        if isclass(kind) and issubclass(kind, Section):
            kind = kind.model_fields[str(key)].annotation
        elif get_origin(kind) is not Literal:
            kind = get_args(kind)[-1]
    return kind
