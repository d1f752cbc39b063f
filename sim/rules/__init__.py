"""The laws: one file a phase, pure compiled functions of state, parameters and noise."""
