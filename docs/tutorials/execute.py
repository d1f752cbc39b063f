"""Run the tutorials and store what they print: ``make tutorials``, or ``python docs/tutorials/execute.py [NAME ...]``.

Each notebook runs from its first cell in an empty folder, with this Python. What differs from run to run (times, the
names of this machine's folders, notes of the compiler) is not stored.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
VARIES = "varies"
"""Tag of cells whose output need not be equal everywhere."""
_LONGEST = 600
"""Seconds that a cell may take: the first one on a machine compiles the rules."""
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LANGUAGE = {"name": "python"}
_COMPILES = re.compile(r"^compiling the .*\n?", re.MULTILINE)
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


class _OwnKernel(AsyncKernelManager):
    """The kernel of this Python, whatever kernels the user has installed."""

    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def tutorials() -> list[Path]:
    """All notebooks, in their order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))


def executed(path: Path, folder: str | Path) -> Any:
    """Run a notebook in a folder with this Python, and return it with its outputs.

    Args:
        path: the notebook; it is not changed.
        folder: folder in which it runs.

    Raises:
        CellExecutionError: a cell fails.
    """
    found = nbformat.read(path, 4)
    found.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": _LANGUAGE})
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(found, kernel_manager_class=_OwnKernel, timeout=_LONGEST, resources=where)
    with TemporaryDirectory() as settings:
        client.execute(env=_environment() | {"IPYTHONDIR": settings}, cwd=str(folder))
    return stripped(found)


def _environment() -> dict[str, str]:
    """This environment, in which a checkout is found as an installed package is, and this Python's commands first."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    commands = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    told = {"PYTHONPATH": os.pathsep.join(paths), "PATH": os.pathsep.join(commands), "COLUMNS": "100"}
    return os.environ | told | {"PYTHONIOENCODING": "utf-8", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


def stripped(notebook: Any) -> Any:
    """A notebook without what differs from run to run, in place."""
    notebook.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": _LANGUAGE})
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.from_dict({"tags": cell.metadata.tags} if cell.metadata.get("tags") else {})
        if cell.cell_type == "code":
            cell.outputs = [output for each in cell.outputs for output in _kept(each)]
    return notebook


def _kept(output: Any) -> Iterator[Any]:
    output.pop("transient", None)
    if "metadata" in output:
        output.metadata = nbformat.from_dict({})
    if output.output_type == "stream":
        output.text = _COMPILES.sub("", output.text)
        if not output.text:
            return
    elif "text/plain" in output.get("data", {}):
        output.data["text/plain"] = _ADDRESS.sub("", output.data["text/plain"])
    yield output


def texts(notebook: Any) -> list[str]:
    """What each cell printed and showed as text, one string a cell; "" for a cell that varies, or is none of code."""
    return [_text(cell) if VARIES not in cell.metadata.get("tags", ()) else "" for cell in notebook.cells]


def _text(cell: Any) -> str:
    parts = []
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append(f"{output.ename}: {output.evalue}\n")
        elif "image/png" not in output.data:
            parts.append(output.data.get("text/plain", "") + "\n")
    return "".join(parts)


def main(names: Sequence[str]) -> None:
    """Run the named tutorials, or all of them, and write them with their outputs."""
    for path in tutorials():
        if not names or any(name in path.name for name in names):
            with TemporaryDirectory() as folder:
                found = executed(path, folder)
            nbformat.write(found, path)
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
