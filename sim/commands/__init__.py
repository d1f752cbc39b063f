"""The commands of the command line, and the code they share. They import heavy libraries inside functions."""
