"""Try the built packages as somebody has them who never saw the project.

Builds wheel and sdist, installs each into an empty environment, and uses it from a folder elsewhere. Of the wheel first
the core alone, where what needs an extra must say so before it begins, then with the extras that were named, and the
notebooks. The sdist must install the same files, byte for byte, and run. A line a step, with its time; the exit code is
1 if any failed.

The first notebook is run, and the others with --all, as a release does: `make test` runs them all in the checkout.

Usage: python .ci/wheel_test.py [wheel|sdist ...] [--work DIR] [--all]
"""

import argparse
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.compiled import cache_folder

ROOT = Path(__file__).parents[1]
PATIENCE = 1200
"""Seconds after which a step hangs."""
WORLDS = ["arms-race", "commons"]
SMALL = ["--replicates", "2", "--quarters", "8"]
STUDY = 'scenarios = ["arms-race", "commons"]\nreplicates = 2\nquarters = 8\n\n[parameters]\ntrust.gain = [0.0, 0.1]\n'
CORE = {
    "version": ["--version"],
    "help": ["--help"],
    "list": ["list"],
    "run": ["run", "race-2019", "--seed", "7", "--out", "run"],
    "check": ["check", "race-2019", "--books"],
    "explain": ["explain", "trust"],
    "cite": ["cite"],
    "examples": ["examples", "--out", "examples"],
    "new": ["new", "mine", "--from", "race-2019"],
    "new, checked": ["check", "mine.toml"],
    "compare": ["compare", *WORLDS, *SMALL],
    "compare --draws": ["compare", *WORLDS, *SMALL, "--draws", "4"],
    "drivers": ["drivers", *WORLDS, "--draws", "4", "--quarters", "8"],
    "claims": ["claims", "G4", "--draws", "4", "--out", "claims"],
    "facts": ["facts", "--replicates", "2"],
    "sweep": ["sweep", "study.toml", "--store", "store"],
    "status": ["status", "store", "--verify"],
    "export": ["export", "store", "--to", "csv", "--out", "runs.csv"],
    "decide": ["decide", "ministry", "--draws", "2", "--no-forms"],
    "ablate": ["ablate", "leader-pivot", "--against", "arms-race", "--replicates", "2", "--outcomes", "trust"],
    "reductions": ["reductions", "precipice", "--n", "5", "--mu", "2", "--enmity", "1", "--information", "public"],
    "play --headless": ["play", "summit", "--headless", "--rounds", "2", "--seed", "1", "--file", "small.game"],
    "play --replay": ["play", "--replay", "small.game"],
    "run, of a game": ["run", "small.game", "--json"],
    "own module": ["run", "arms-race", "--set", "quarters=8", "--with", "examples/experiments/own_module.py", "--json"],
}
"""Commands of the core, in order; later ones read what earlier ones wrote."""
WITH_EXTRAS = {
    "compare --report": ["compare", *WORLDS, *SMALL, "--draws", "4", "--report", "--out", "compare"],
    "drivers --out": ["drivers", *WORLDS, "--draws", "4", "--quarters", "8", "--out", "drivers"],
    "claims --report": ["claims", "G4", "--draws", "4", "--report", "--out", "claims-report"],
    "facts --out": ["facts", "--replicates", "2", "--out", "facts"],
    "decide --report": ["decide", "ministry", "--draws", "2", "--no-forms", "--report", "--out", "decide"],
    "animate": ["animate", "arms-race", "--set", "quarters=4", "--out", "run.gif"],
    "export --to xlsx": ["export", "store", "--to", "xlsx", "--out", "runs.xlsx"],
    "publish": ["publish", "--lever", "knowledge", "--only-levers", "--seeds", "5", "--out", "page.html"],
}
"""Commands that need an extra."""
SERVED = {
    "view": ["view", "--no-browser", "--port", "0"],
    "play": ["play", "--no-browser", "--port", "0", "--file", "served.game"],
}
"""Commands that serve pages."""
REFUSED = WITH_EXTRAS | {
    "tipping --out": ["tipping", "--out", "tipping"],
    "calibrate": ["calibrate", "race-2019", "--out", "fit"],
    "sweep --cluster": ["sweep", "study.toml", "--store", "cluster", "--cluster", "tcp://127.0.0.1:1"],
    **SERVED,
}
MAIN = ("version", "list", "run")
"""Commands that are tried of the sdist as well."""
NEEDED_BY_NOTEBOOKS = ["ipykernel", "nbclient"]
PYTHON = """
import hoardshare, sim
assert hoardshare.load is sim.load
run = sim.run("race-2019", seed=7)
print(sim.__file__, run.outcomes["trust"], len(run.frames()))
"""
NOTEBOOK = """
import pathlib, sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
place = {"metadata": {"path": str(pathlib.Path(sys.argv[1]).parent)}}
nbclient.NotebookClient(notebook, timeout=900, kernel_name="python3", resources=place).execute()
"""
EMA = """
from sim.study.connect import ema_model, salib_problem
from SALib.sample import sobol
print(len(sobol.sample(salib_problem("arms-race", ["trust.gain"]), 2)), ema_model("arms-race", ["trust.gain"]).name)
"""


class Failure(Exception):
    """A step did not do what it should; the message says what it said."""


class Bench:
    """Steps one after another, and which of them failed."""

    def __init__(self, work: Path) -> None:
        self.work, self.away, self.environment = work, work / "elsewhere", work / "environment"
        self.failed: list[str] = []
        self.told: set[str] = set()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        self.variables = kept | {
            "HOARDSHARE_CACHE": str(work / "cache"), "MPLBACKEND": "agg", "NO_COLOR": "1", "COLUMNS": "160"
        }  # fmt: skip

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Say how a step went, and go on."""
        begin, outcome, said = time.monotonic(), "ok", ""
        try:
            yield
        except (Failure, OSError, subprocess.SubprocessError) as error:
            outcome, said = "FAILED", "\n".join(str(error).splitlines()[-12:])
            self.failed.append(name)
        print(f"{outcome:<7}{time.monotonic() - begin:6.1f} s  {name}", flush=True)
        if said:
            print(said, flush=True)

    def python(self, *words: str, code: int = 0) -> str:
        """Run the environment's Python elsewhere; what it says."""
        return self.run([str(self.environment / "bin" / "python"), *words], code)

    def hoardshare(self, *words: str, code: int = 0) -> str:
        """Run the installed command elsewhere; what it says."""
        return self.run([str(self.environment / "bin" / "hoardshare"), *words], code)

    def run(self, command: list[str], code: int = 0) -> str:
        done = subprocess.run(
            command, cwd=self.away, env=self.variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=PATIENCE,
        )  # fmt: skip
        if done.returncode != code or "Traceback" in done.stdout:
            raise Failure(f"{shlex.join(command[1:])}: exit code {done.returncode}\n{done.stdout}")
        return done.stdout

    def pip(self, *words: str) -> None:
        """Run the environment's pip."""
        self.python("-m", "pip", "--disable-pip-version-check", "install", "--quiet", *words)


def build(bench: Bench) -> dict[str, Path]:
    """Wheel and sdist of the checkout."""
    target = bench.work / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Failure(done.stdout + done.stderr)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    for file in (wheel, sdist):
        print(f"               {file.name}: {file.stat().st_size / 1e6:.1f} MB")
    return {"wheel": wheel, "sdist": sdist}


def install(bench: Bench, package: Path) -> None:
    """Install a package into an empty environment, always at the same place, and empty the folder elsewhere."""
    for folder in (bench.environment, bench.away):
        shutil.rmtree(folder, ignore_errors=True)
    bench.away.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(bench.environment)], check=True, env=bench.variables)
    bench.pip(str(package))
    lend(bench)
    (bench.away / "study.toml").write_text(STUDY, encoding="utf-8")


def lend(bench: Bench) -> None:
    """Let what was compiled in the checkout serve the packages, whose rules are the same: to compile takes minutes.

    Numba names a folder of compiled code by the place of its sources, and seals it with their times. Where that ever
    changes, the first run compiles.
    """
    (site,) = bench.environment.glob("lib/python*/site-packages")
    places = {}
    for file in (site / "sim").rglob("*.py"):
        own = ROOT / file.relative_to(site)
        if own.exists() and own.read_bytes() == file.read_bytes():
            os.utime(file, ns=(own.stat().st_atime_ns, own.stat().st_mtime_ns))
            places[_sealed(own.parent)] = _sealed(file.parent)
    compiled = cache_folder()
    for folder in compiled.iterdir() if compiled else ():
        name, _, place = folder.name.rpartition("_")
        if place in places:
            lent = bench.work / "cache" / "hoardshare" / folder.parent.name / f"{name}_{places[place]}"
            shutil.copytree(folder, lent, dirs_exist_ok=True)


def _sealed(folder: Path) -> str:
    return hashlib.sha1(str(folder).encode(), usedforsecurity=False).hexdigest()


def installed(bench: Bench) -> dict[str, str]:
    """Hashes of the files of the package that are installed."""
    (record,) = bench.environment.glob("lib/python*/site-packages/hoardshare-*.dist-info/RECORD")
    rows = [line.rsplit(",", 2)[:2] for line in record.read_text(encoding="utf-8").splitlines()]
    return {name: digest for name, digest in rows if name.startswith(("sim/", "hoardshare.py")) and digest}


def refused(bench: Bench, words: list[str]) -> None:
    """A command must end before any run, leave nothing behind, and print the command that installs what it lacks."""
    before = set(bench.away.rglob("*"))
    said = bench.hoardshare(*words, code=2)
    if not (told := re.fullmatch(r'.+ needs \w+: (pip install "[^"]+")\n', said)):
        raise Failure(f"no command that installs the extra is all it says:\n{said}")
    if made := set(bench.away.rglob("*")) - before:
        raise Failure(f"it was refused, but made {', '.join(path.name for path in made)}")
    bench.told.add(told[1])


def add_extras(bench: Bench) -> None:
    """Do what the refused commands asked for."""
    words = [word for command in sorted(bench.told) for word in shlex.split(command)[2:]]
    bench.pip(*words, "hoardshare[sensitivity]")


def serve(bench: Bench, words: list[str]) -> None:
    """Start what serves pages, fetch one, and end it with Ctrl-C."""
    command = [str(bench.environment / "bin" / "hoardshare"), *words]
    running = subprocess.Popen(
        command, cwd=bench.away, env=bench.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    said = ""
    try:
        while not (found := re.search(r"http://\S+", said)):
            line = running.stdout.readline() if running.stdout else ""
            said += line
            if not line:
                raise Failure(f"it gave no address:\n{said}")
        page = _fetched(found[0])
        if "hoardshare" not in page:
            raise Failure(f"the page is another one:\n{page[:500]}")
    finally:
        running.send_signal(signal.SIGINT)
        rest, _ = running.communicate(timeout=PATIENCE)
    if running.returncode not in (0, 130) or "Traceback" in rest:
        raise Failure(f"it ended with {running.returncode}\n{said}{rest}")


def _fetched(address: str) -> str:
    """A page of a server that may still be starting."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return str(answer.read().decode())
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise Failure(f"{address} does not answer")


def notebooks(bench: Bench) -> list[Path]:
    """The tutorials that hoardshare examples copied."""
    return sorted((bench.away / "examples" / "tutorials").glob("*.ipynb"))


def does(bench: Bench, name: str, act: Callable[..., object], *words: object) -> None:
    """A step that is a call."""
    with bench.step(name):
        act(*words)


def use_wheel(bench: Bench, package: Path, is_all: bool) -> None:
    """All steps: the core alone, what it refuses, then all else."""
    does(bench, "wheel: installed, core alone", install, bench, package)
    does(bench, "wheel: first run", bench.hoardshare, "run", "arms-race", "--json")
    for name, words in CORE.items():
        does(bench, f"wheel: {name}", bench.hoardshare, *words)
    does(bench, "wheel: Python", bench.python, "-c", PYTHON)
    for name, words in REFUSED.items():
        does(bench, f"wheel: {name} is refused without its extra", refused, bench, words)
    does(bench, "wheel: the extras that were named", add_extras, bench)
    for name, words in WITH_EXTRAS.items():
        does(bench, f"wheel: {name}", bench.hoardshare, *words)
    for name, words in SERVED.items():
        does(bench, f"wheel: {name}", serve, bench, words)
    does(bench, "wheel: SALib, ema_workbench", bench.python, "-c", EMA)
    does(bench, "wheel: an experiment", bench.python, "examples/experiments/regimes.py", "--replicates", "2")
    does(bench, "wheel: what notebooks need", bench.pip, *NEEDED_BY_NOTEBOOKS)
    for each in notebooks(bench)[: None if is_all else 1]:
        does(bench, f"wheel: {each.name}", bench.python, "-c", NOTEBOOK, str(each))


def use_sdist(bench: Bench, package: Path, is_all: bool) -> None:
    """The core alone: its files are compared with those of the wheel."""
    does(bench, "sdist: installed, core alone", install, bench, package)
    for name in MAIN:
        does(bench, f"sdist: {name}", bench.hoardshare, *CORE[name])


def main() -> int:
    """Build, install, use."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="wheel, sdist; both by default")
    parser.add_argument("--work", type=Path, help="folder to work in, which is kept; a temporary one by default")
    parser.add_argument("--all", action="store_true", help="run all notebooks, not the first alone")
    given = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hoardshare-wheel-") as temporary:
        bench = Bench((given.work or Path(temporary)).resolve())
        bench.work.mkdir(parents=True, exist_ok=True)
        packages: dict[str, Path] = {}
        with bench.step("wheel and sdist are built"):
            packages = build(bench)
        contents = []
        for kind in given.packages or packages:
            {"wheel": use_wheel, "sdist": use_sdist}[kind](bench, packages[kind], given.all)
            with bench.step(f"{kind}: what is installed is counted"):
                contents.append(installed(bench))
        if len(contents) == 2:
            with bench.step("both install the same files"):
                if contents[0] != contents[1]:
                    differing = sorted(name for name, _ in contents[0].items() ^ contents[1].items())
                    raise Failure("\n".join(dict.fromkeys(differing)))
    told = f"{len(bench.failed)} steps failed" if bench.failed else "all steps passed"
    print(f"{told}, {(time.monotonic() - begin) / 60:.1f} min")
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
