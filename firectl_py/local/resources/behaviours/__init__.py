"""What declarations cannot say: one module a collection, named in `registry.BEHAVIOURS`."""
