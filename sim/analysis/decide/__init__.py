"""Robust decision making: which of several options does tolerably in most worlds, and where it fails."""
