"""Figures: tables in, Axes out."""

from sim.extras import require

require("matplotlib", "plots", "a figure")
