"""Word patterns: a small language that experts write, and a fast search for many patterns at once."""
