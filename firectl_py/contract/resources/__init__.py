"""One declaration a resource: a module here, and its line in `registry`."""
