"""Tables that may leave the house: counts with small cells suppressed so that nobody can work them out again.

cube       counts by one to three axes, with all totals
relations  what adds up to what, as an outsider would use it
suppress   small cells, and the further cells that must go with them
tables     CSV and SDMX-CSV with its code lists (`sdmx`); `htcds` writes records, not counts
"""
