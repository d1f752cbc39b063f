"""Mesa, imported without the advice of its progress bar for notebooks: no progress bar of Mesa is shown here."""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "IProgress not found")
    import mesa as mesa
