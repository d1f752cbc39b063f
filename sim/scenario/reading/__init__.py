"""From a file to values: what it says, where it says it, and what is wrong with its writing."""
