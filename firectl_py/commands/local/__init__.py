"""`local`: look after the local control plane."""
