"""Read scenario files: their values, the place of each value, and errors in how they are written."""
