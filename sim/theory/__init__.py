"""Published results in closed form, and the reductions that compare them with the rules of the model."""
