"""The collections of the API: standard calls from the declaration, and behaviour per noun."""
