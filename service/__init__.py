"""The service: the coder over HTTP, on the local machine."""
