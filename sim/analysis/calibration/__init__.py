"""Fit a scenario to data: screening, history matching in waves, approximate Bayesian computation, and its checks."""
