"""The reference of commands in Markdown, from the program itself."""

import re
from typing import Any

from declared import plain
from typer.main import get_command

from sim.cli import app

NAME = "hoardshare"
_TRY = ("Example: ", f"{NAME} ", f"$ {NAME} ")
"""How a line to try begins."""


def _context(command: Any, name: str, parent: Any = None) -> Any:
    """What a command needs to speak of itself."""
    return command.context_class(command, info_name=name, parent=parent)


def _within(command: Any, context: Any) -> list[tuple[str, Any]]:
    """The commands of a command, by name."""
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    return [(name, command.get_command(context, name)) for name in names]


def all_commands() -> list[tuple[str, Any, Any]]:
    """Every command with its whole name and context, the program first."""
    found = []

    def add(name: str, command: Any, context: Any) -> None:
        if not command.hidden:
            found.append((name, command, context))
        for word, inner in _within(command, context):
            add(f"{name} {word}", inner, _context(inner, word, context))

    program = get_command(app)
    add(NAME, program, _context(program, NAME))
    return found


def _texts(help_text: str | None) -> str:
    """A help text: paragraphs, and commands to try as they are typed."""
    paragraphs = []
    for part in (help_text or "").replace("\b\n", "").split("\n\n"):
        words = " ".join(part.split())
        before, shown, command = words.partition(f"{NAME} ") if words.startswith(_TRY) else (words, "", "")
        paragraphs.append(plain(before) + f"\n```console\n$ {shown}{command}\n```" * bool(shown))
    return "\n\n".join(filter(None, paragraphs))


def _parameters(command: Any, context: Any) -> str:
    """Arguments and options of a command."""
    lines = []
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if record is None or "--help" in one.opts:
            continue
        name, told = re.sub(r"<(\w+)[^>]*>", lambda kind: kind[1].upper(), record[0]), record[1]
        if one.param_type_name == "argument":
            lines.append(f"`{re.sub(r' <[^>]*>$', '', record[0])}`\n: {plain(told)}\n")
        else:
            lines.append(f":::{{option}} {name}\n{plain(told)}\n:::\n")
    return "\n".join(lines)


def command_text(name: str, command: Any, context: Any) -> str:
    """One command: usage, what it does, arguments and options."""
    usage = command.get_usage(context).removeprefix("Usage: ")
    parts = [f"```console\n{usage}\n```", _texts(command.help), _texts(command.epilog), f":::{{program}} {name}\n:::"]
    body = "\n\n".join([*filter(None, parts), _parameters(command, context)])
    return f"::::{{command}} {name}\n{body}\n::::\n"


def commands() -> str:
    """All commands."""
    return "\n".join(command_text(*command) for command in all_commands())
