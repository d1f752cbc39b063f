"""The commands of the command line, and what they have in common. Heavy libraries are imported inside them."""
