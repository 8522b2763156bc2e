"""Waiting until things reach a state: `watchlist` decides, `poll` looks, `backoff` says when, `loop` joins them."""
