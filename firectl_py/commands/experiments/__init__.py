"""`experiments`: named comparisons of models on a data set."""
