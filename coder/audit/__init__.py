"""How good a coding is, whoever did it: figures from coded records alone, with intervals; never a text.

read_coded (files) -> gather -> Codings; then agreement and disagreements (who differs), error_rates (how wrong, from a
sample drawn by sampling), acceptance (keep the batch or not), prevalence (counts corrected), drift (what changed).
"""
