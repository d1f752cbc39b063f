"""Stylised facts of the AI race: the same measures of the data and of runs, side by side."""
