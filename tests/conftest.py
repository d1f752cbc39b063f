"""What all tests share."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.program import ROOT, plainly

plainly()

from sim import extension  # noqa: E402
from sim.scenario import load  # noqa: E402 - how terminals print is settled on import
from sim.study.processes import Processes  # noqa: E402
from tests.browsers import browser, picture  # noqa: E402, F401 - once, since a process can have one browser alone
from tests.study.sweeps import Here  # noqa: E402

# A compiled rule takes long the first time and microseconds afterwards: no deadline says anything about it. The same
# examples each time: a failure that comes and goes helps nobody.
settings.register_profile(
    "hoardshare", deadline=None, derandomize=True, max_examples=80, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hoardshare")


EXTRAS = {
    "PIL", "SALib", "altair", "distributed", "ema_workbench", "ipykernel", "ipyvue", "ipyvuetify", "ipywidgets",
    "jinja2", "markupsafe", "matplotlib", "nbclient", "nbformat", "openpyxl", "sklearn", "solara", "uvicorn",
    "websockets",
}  # fmt: skip
"""What tests may find missing where only the core is installed; with REQUIRE_EXTRAS=1 a missing one is a failure."""


def _lacks(error):
    """The extra for want of which something failed, if that is why."""
    while error is not None:
        name = (getattr(error, "name", None) or "").partition(".")[0]
        if isinstance(error, ImportError) and name in EXTRAS and os.environ.get("REQUIRE_EXTRAS") != "1":
            return name
        error = error.__cause__
    return None


def _skipped(report, call, place):
    """A report that skips what failed for want of an extra."""
    name = _lacks(call.excinfo.value) if report.failed and call.excinfo else None
    if name:
        report.outcome, report.longrepr = "skipped", (str(place), 0, f"Skipped: needs {name}")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A module that imports an extra is skipped without it."""
    report = yield
    return _skipped(report, report.call, collector.path) if hasattr(report, "call") else report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """So is a test that comes to import one."""
    report = yield
    return _skipped(report, call, item.path)


@pytest.fixture(scope="session")
def base():
    """The shipped scenario that the regimes extend."""
    return load("base")


OF_PROCESSES = {"study", "crash"}
"""Folders whose tests are about the processes of a sweep."""


@pytest.fixture(scope="module", autouse=True)
def _runs_are_done_here(request):
    """Processes take seconds to start: where nothing is said of workers, the runs of a sweep are done in this one.

    That a result is the same whatever the workers is tested where workers are named, and in all commands of their own.
    """
    if OF_PROCESSES & set(request.path.relative_to(ROOT).parts):
        yield
        return
    begin, open_ = Processes.__init__, Processes._open

    def begins(self, workers=None):
        self.here = workers is None
        begin(self, workers)

    def opens(self, width):
        open_(self, width)
        if self.here:
            self._executor.shutdown()
            self._executor = Here()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Processes, "__init__", begins)
        patch.setattr(Processes, "_open", opens)
        yield


@pytest.fixture(autouse=True)
def _no_module_stays_in_use():
    """Commands that are tried in this process may take modules into use, which would change what other tests see."""
    yield
    for one in extension.in_use():
        from sim.own import InUse

        InUse(one).drop()
