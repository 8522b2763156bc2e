"""The SQLite file and the bytes beside it: transactions, the clock, blobs, what a fresh store holds."""
