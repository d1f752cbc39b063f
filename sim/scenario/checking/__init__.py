"""What no single field can know of the others: names, dates, parties, terms, memory and pace."""
