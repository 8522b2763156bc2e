"""Texts of topic pages; `topic_text` says how they are written."""
