"""What the scripts here have in common: they write a file that the data give, or compare it with the committed one."""

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as it is written into a file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def write_if_asked(files: Mapping[Path, Callable[[], str]], fault: str, arguments: list[str] | None) -> None:
    """Compare files with the data (`--check`), or write them (`--write`); one of the two must be asked for.

    Args:
        files: what computes the text of each file.
        fault: what to say of a file that is not what the data give.
        arguments: of the command; those of this process by default.

    Raises:
        SystemExit: after a check, or for arguments that are none.
    """
    names = " and ".join(path.name for path in files)
    parser = argparse.ArgumentParser(description=f"Compare {names} with the data beside this script, or write it.")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    choice.add_argument("--write", action="store_true", help="write anew")
    is_check = parser.parse_args(arguments).check
    new = {path: text() for path, text in files.items()}
    if is_check:
        stale = [path.name for path in files if not path.exists() or path.read_text(encoding="utf-8") != new[path]]
        sys.exit(f"{' and '.join(stale)}: not what the data give; {fault}" if stale else None)
    for path, text in new.items():
        path.write_text(text, encoding="utf-8")


def write_or_check(
    target: Path, text: Callable[[], str], summary: Callable[[], str], script: str, arguments: list[str] | None
) -> int:
    """Write a file as a whole, or with `--check` say whether it is what the data give.

    Args:
        target: the file.
        text: computes what stands in it.
        summary: what to say once it is written.
        script: name of the script, for messages.
        arguments: of the command; those of this process by default.

    Returns:
        The exit code: 1 when a check finds a difference, 2 when the data have an error, otherwise 0.
    """
    parser = argparse.ArgumentParser(description=f"Write {target.name} from the data beside this script.")
    parser.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    is_check = parser.parse_args(arguments).check
    try:
        new = text()
        if is_check:
            same = target.is_file() and target.read_text(encoding="utf-8") == new
            if not same:
                print(f"{target.name} is not what the data give: run seeds/evidence/{script}", file=sys.stderr)
            return int(not same)
        unfinished = target.with_suffix(".tmp")
        unfinished.write_text(new, encoding="utf-8")
        unfinished.replace(target)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(summary())
    return 0
