"""Measurements against named baselines in the same run. Nothing here is a test."""
