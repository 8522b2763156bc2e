"""The fault bench: a server that misbehaves on purpose, and the real program run against it. See CASES.md."""
