"""Small neural networks of a kind, which learn until held-back rows tell nothing new, or for so many rounds."""

import warnings
from typing import Any

from sim.world import Floats


def learnt(inputs: Floats, outputs: Floats, seed: int, *, neurons: tuple[int, ...], rounds: int, **options: Any) -> Any:
    """A network that foretells outputs from inputs, with ``predict``.

    Args:
        inputs: shape (rows, inputs), of about unit variance.
        outputs: shape (rows,) or (rows, outputs).
        seed: of first weights, and of the rows that are held back.
        neurons: in each hidden layer.
        rounds: at most so many passes over all rows; to stop there is no fault.
        options: further ones of scikit-learn's ``MLPRegressor``.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    network = MLPRegressor(
        hidden_layer_sizes=neurons, early_stopping=True, max_iter=rounds, random_state=seed % 2**32, **options
    )
    with warnings.catch_warnings(), alone():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return network.fit(inputs, outputs)


def alone() -> Any:
    """A context in which matrices are multiplied by one thread.

    Small ones are multiplied no faster by several, which on a busy machine wait for each other, twenty times as long.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)
