"""Uses of the public names, type-checked and never run."""
