"""The web application: requests in, answers out, and the faults that are injected on the way."""
