"""What users are told: commands that compare and judge, and the pages that they write."""
