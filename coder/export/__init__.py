"""Codings leave the house: as JSON Lines (the contract), as a CSV table, as one HTML page.

jsonl    Coding <-> one line of JSON
table    one row per suggestion, without a survivor's words unless they are asked for
page     the texts with their evidence marked, to read and to print
marking  a text cut into pieces where evidence begins and ends, for whoever draws it
"""
