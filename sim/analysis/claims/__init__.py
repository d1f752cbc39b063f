"""The articles' claims as experiments: their contrasts, results, where they hold, and what that depends on."""
