"""Questions that people ask of the model, and their answers, which come with the package."""
