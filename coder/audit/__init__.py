"""How good a coding is, whoever did it: figures from coded records alone, with intervals; never a text."""
