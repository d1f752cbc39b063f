"""What users are told: tables, words, figures and the pages that they stand on."""
