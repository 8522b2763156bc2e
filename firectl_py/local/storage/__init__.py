"""Files: signed URLs, resumable sessions, what is stored of a data set or a model."""
