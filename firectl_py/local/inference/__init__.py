"""`/inference/v1`, answered by a stand-in for language models."""
