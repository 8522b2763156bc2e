"""`costs`: what things would cost, what is running up a bill now, and the prices behind both."""
