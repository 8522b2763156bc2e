"""One class for each output format: the table of names is in `render`."""
