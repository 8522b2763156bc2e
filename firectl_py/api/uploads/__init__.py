"""Bringing data sets and models to the platform: what is missing is sent, and nothing twice."""
