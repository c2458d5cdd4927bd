"""Findings as the sections of a report, one file for each field of figures."""
