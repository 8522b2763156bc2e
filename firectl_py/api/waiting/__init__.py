"""Waiting until resources reach a state: `loop.Wait` joins the decisions of `watchlist`, the looks and the pauses."""
