"""Questions asked of models and deployments by the address that clients use."""
