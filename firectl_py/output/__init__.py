"""The edge to people and pipes: renders results, says notes and errors."""
