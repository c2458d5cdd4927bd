"""Rules as data: read with every fault at once, matched, forgiving misspelling."""
