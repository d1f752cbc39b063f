"""Results that were computed elsewhere: what there is, how it is read, and how it is drawn."""
