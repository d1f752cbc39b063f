"""A command for one point of a published result, made from the signature and docstring of its ``point()``."""

import re
from collections.abc import Callable
from inspect import Parameter, getdoc, signature
from typing import Annotated, Any, get_args, get_origin

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print only JSON.")]


def command_of(name: str, tell: Callable[[str, bool, dict[str, Any]], None]) -> Any:
    """Make the command of a case.

    Every parameter of its ``point()`` before a ``*`` becomes an option with the same name, type and default. Its line
    under ``Args`` is the help text. An annotation can give the option another name: ``Annotated[float, "--pfo"]``.

    Args:
        name: Name of the case.
        tell: Called with the name, whether to print JSON, and the parameters.

    Raises:
        ValueError: the case is incomplete, or a parameter has no type or no meaning.
    """
    from sim.theory.table import case

    point = case(name).point
    meanings = _meanings(getdoc(point) or "")
    own = [each for each in signature(point, eval_str=True).parameters.values() if each.kind is not each.KEYWORD_ONLY]
    options = [_option(each, meanings.get(each.name, ""), f"{name}.point()") for each in own]

    def command(as_json: bool, **parameters: Any) -> None:
        tell(name, as_json, parameters)

    last = Parameter("as_json", Parameter.KEYWORD_ONLY, default=False, annotation=AsJson)
    command.__signature__ = signature(command).replace(parameters=[*options, last])  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in (*options, last)}
    made = typer.Typer(add_completion=False)
    made.command()(command)
    return typer.main.get_command(made)


def _option(parameter: Parameter, meaning: str, where: str) -> Parameter:
    """A parameter as an option."""
    if parameter.annotation is Parameter.empty or not meaning:
        lack = "type" if meaning else "meaning under Args"
        raise ValueError(f"{where}: {parameter.name} has no {lack}; each parameter before a * needs both")
    kind, option = parameter.annotation, f"--{parameter.name.replace('_', '-')}"
    if get_origin(kind) is Annotated:
        kind, option = get_args(kind)
    about = typer.Option(option, help=meaning[0].upper() + meaning[1:])
    return parameter.replace(annotation=Annotated[kind, about], kind=Parameter.KEYWORD_ONLY)


def _meanings(text: str) -> dict[str, str]:
    """The text of each argument in a docstring."""
    section = text.partition("Args:\n")[2].partition("\n\n")[0]
    entries = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    return {name: " ".join(meaning.split()) for name, meaning in entries}
