"""Narratives: read from files, cleaned, tokenised, told by language, and read with their labels."""
