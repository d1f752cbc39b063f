"""Executors that run in this process, and short ways to look at a store."""

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool

import pandas as pd
import pyarrow.parquet as parquet

from sim import design


class Here(Executor):
    """Runs each task at once, in this process."""

    _max_workers = 1

    def __init__(self):
        self.batches = []

    def submit(self, function, *arguments, **named):
        self.batches.append(arguments[0])
        future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


class Fragile(Here):
    """Breaks as a process pool does when a worker dies: each time at a run with one of some keys."""

    def __init__(self, deadly=(), once=()):
        super().__init__()
        self.deadly, self.once = set(deadly), set(once)

    def submit(self, function, batch):
        met = self.once & set(batch.keys)
        self.once -= met
        if met or self.deadly & set(batch.keys):
            self.batches.append(batch)
            future = Future()
            future.set_exception(BrokenProcessPool("a process died"))
            return future
        return super().submit(function, batch)


def small(replicates=6, **fields):
    """A study of two scenarios that takes a moment."""
    return design(["arms-race", "commons"], replicates=replicates, **{"quarters": 3, **fields})


def stored(folder):
    """All rows of all parts of a store as they stand, repeated ones as well."""
    tables = [parquet.read_table(path).to_pandas() for path in sorted((folder / "parts").glob("*.outcomes.parquet"))]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"key": []})


def sorted_rows(folder):
    """The rows of a store by key, of any order of parts."""
    return stored(folder).sort_values("key", ignore_index=True)
