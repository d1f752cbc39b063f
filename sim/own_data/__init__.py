"""Data of the user's own: ties, numbers and actors from files that spreadsheets and network programs write."""
