"""Where settings and keys come from."""
