"""Coroutines from tests. A driven browser keeps an event loop in the thread of the tests, where no second may start."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def awaited(coroutine):
    """What a coroutine returns, run to its end in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
