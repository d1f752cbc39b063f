"""Check what involves several fields of a scenario: names, dates, parties, terms, memory and pace."""
