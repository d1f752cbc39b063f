"""The articles' claims as experiments: what each contrasts, what came out, where it holds, and on what that hangs."""
