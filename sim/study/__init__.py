"""Many runs: one run here, records of it on disk."""
