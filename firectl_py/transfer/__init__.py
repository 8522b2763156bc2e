"""Moves files: up to and down from signed URLs. Imports http, files and errors; knows nothing of resources."""
