"""The web application: requests in, answers out, and the faults that are planted on the way."""
