"""Named comparisons of models on a data set, made of data sets and batch inference jobs alone."""
