"""An analysis in the forms other programs and people read, one module a form; none of them loads a model."""
