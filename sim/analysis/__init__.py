"""Comparisons: tables in, tables out."""
