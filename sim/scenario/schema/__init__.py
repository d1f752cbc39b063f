"""What a scenario can say: every number with its unit, range, default and source, every kind of row."""
