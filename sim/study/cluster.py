"""A Dask cluster: its errors are reported in one sentence, and never count as failed runs."""

import asyncio
import json
import os
import re
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.extras import require
from sim.study.pool import GOES_ON, KEPT, AddressError, ClusterError, Pool, first_line
from sim.study.work import Batch, Receipt, WrongVersion, greeting, work

SECONDS = 4.0
"""Work in a batch on a cluster, where a task costs more and small files hurt."""
PATIENCE = "HOARDSHARE_CLUSTER_PATIENCE"
"""Environment variable: seconds that a sweep waits for workers to come back once all are gone."""
_PATIENCE = 300.0
_MOST_PORT = 65535
_TIMEOUT = 4.0
_LOOK_EVERY = 2.0
_EXAMPLE = "such as tcp://host:8786, or the path of a scheduler file"


class Cluster(Pool):
    """The workers of a Dask scheduler."""

    seconds = SECONDS

    def __init__(self, address: str) -> None:
        """Connect.

        Args:
            address: such as ``tcp://host:8786``, or the path of a scheduler file.

        Raises:
            AddressError: no cluster can be there.
            ClusterError: the scheduler does not answer, there are no workers, or one of them cannot do the work.
            MissingExtra: distributed is not installed.
        """
        require("distributed", "cluster", "a cluster")
        import distributed

        self.name = address
        self._patience = patience()
        _hush()
        place = located(address)
        _knock(address, place)
        try:
            client: Any = distributed.Client
            self._client = client(place, timeout=_TIMEOUT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"{address}: no scheduler answers ({first_line(error)})") from None
        try:
            self._join()
        except BaseException:
            self.close()
            raise

    def _join(self) -> None:
        with suppress(Exception):
            self._client.wait_for_workers(1, timeout=_TIMEOUT)
        self._known: set[str] = set()
        self._gone: float | None = None
        self._looked = time.monotonic()
        if not self._greet():
            raise ClusterError(f"{self.name}: the cluster has no workers; start some with `dask worker`")
        try:
            self._client.get_versions(check=True)
        except (ValueError, ImportError) as error:
            raise ClusterError(f"{self.name}: versions differ: {first_line(error)}") from None
        # A run is no function of its task's name: Dask must not take one for another.
        self._executor = self._client.get_executor(pure=False)

    def _greet(self) -> int:
        """Return the number of workers, after testing each new one.

        Raises:
            ClusterError: a worker fails the test.
            WrongVersion: a worker has another model version.
        """
        threads = {
            each: facts["nthreads"] for each, facts in self._client.scheduler_info(n_workers=-1)["workers"].items()
        }
        new = sorted(threads.keys() - self._known)
        answers = self._client.run(work, greeting(), workers=new, on_error="return") if new else {}
        for worker, answer in answers.items():
            if isinstance(answer, WrongVersion):
                raise answer
            # One that has gone meanwhile says nothing of the others.
            if isinstance(answer, Exception) and not isinstance(answer, OSError):
                why = f"{worker} cannot do the runs ({first_line(answer)})"
                raise ClusterError(f"{self.name}: {why}; install the same hoardshare on every worker; {KEPT}")
        self._known |= {worker for worker, answer in answers.items() if isinstance(answer, Receipt)}
        self.workers = sum(threads.values()) or 1
        return len(threads)

    def submit(self, batch: Batch) -> "Future[Receipt]":
        """Submit a batch."""
        future: Future[Receipt] = self._executor.submit(work, batch)
        return future

    def check(self) -> None:
        """Check from time to time that there are workers, and test new ones.

        Raises:
            ClusterError: there have been no workers for too long, or a worker fails the test.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return
        self._looked = now
        try:
            there = self._greet()
        except (OSError, ValueError, RuntimeError):
            # The scheduler is gone, or its last worker between two looks: what is under way tells.
            there = 0
        if there:
            self._gone, self.note = None, ""
            return
        # What nobody looked at does not count: this process may have been held up as well.
        self._gone = now if self._gone is None else self._gone
        gone = now - self._gone
        self.note = f"the cluster has had no workers for {gone:.0f} s; waiting"
        if gone > self._patience:
            raise ClusterError(f"{self.name}: the cluster has had no workers for {gone:.0f} s; {GOES_ON}")

    def narrow(self, fewer: bool, is_new: bool) -> None:
        """After workers died, wait for a new one, and test it."""
        self._known.clear()
        self._looked = 0.0
        self.check()
        while self.note:
            time.sleep(_LOOK_EVERY)
            self.check()

    def close(self) -> None:
        """Cancel batches that have not started, and disconnect."""
        with suppress(Exception):
            self._client.close(timeout=2)


def patience() -> float:
    """Seconds that a sweep waits for workers to come back.

    Raises:
        AddressError: the environment variable is not a number of seconds.
    """
    text = os.environ.get(PATIENCE) or str(_PATIENCE)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        raise AddressError(f"{PATIENCE}: {text!r} is not a number of seconds; expected one, such as 300")
    return seconds


def located(address: str) -> str:
    """Return the address of a scheduler, read from its file if one is given.

    Raises:
        AddressError: it is neither an address nor a scheduler file.
    """
    if "://" in address or re.fullmatch(r"[^/\\]+:\d+", address):
        return address
    if not address.strip():
        raise AddressError(f"the address of a cluster is empty; expected one, {_EXAMPLE}")
    path = Path(address)
    try:
        content = json.loads(path.read_bytes())
        return str(content["address"])
    except FileNotFoundError:
        raise AddressError(f"{address}: neither a file nor an address; expected one, {_EXAMPLE}") from None
    except OSError as error:
        raise AddressError(f"{address}: {error.strerror or error}; expected an address, {_EXAMPLE}") from None
    except (ValueError, LookupError, TypeError):
        raise AddressError(
            f"{address}: is not a scheduler file, as written by `dask scheduler --scheduler-file`"
        ) from None


def _knock(name: str, address: str) -> None:
    """Check that a scheduler answers, before creating a client that keeps trying.

    Raises:
        AddressError: it is not an address.
        ClusterError: the scheduler does not answer.
    """
    if int((re.search(r":(\d{1,9})/?$", address) or ["", "0"])[1]) > _MOST_PORT:
        raise AddressError(
            f"{name}: not the address of a cluster (ports end at {_MOST_PORT}); expected one, {_EXAMPLE}"
        )

    async def knock() -> None:
        from distributed import Security, comm

        library: Any = comm
        security: Any = Security
        keys = security().get_connection_args("client")
        opened = await library.connect(address, timeout=_TIMEOUT, **keys)
        await opened.close()

    try:
        # In a thread of its own: a notebook keeps an event loop in this one, where no second may start.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, knock()).result()
    except (ValueError, TypeError, KeyError, RuntimeError, NotImplementedError, ImportError) as error:
        raise AddressError(
            f"{name}: not the address of a cluster ({first_line(error)}); expected one, {_EXAMPLE}"
        ) from None
    except Exception as error:
        raise ClusterError(f"{name}: no scheduler answers ({first_line(error)})") from None


def _hush() -> None:
    """Stop Dask from logging each connection that ends; the sweep reports important errors in one line."""
    import logging

    for name in ["distributed", "tornado", "tornado.application", *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
