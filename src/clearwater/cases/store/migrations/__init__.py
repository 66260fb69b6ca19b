"""How a store comes to its present form, one file for each change of it."""
