"""A page without a server: one HTML file with levers over a grid of runs that were done beforehand."""
