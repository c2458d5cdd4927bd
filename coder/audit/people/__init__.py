"""The coders: each against what the others say, their use of codes, time, speed, and what suggestions do to them.

consensus   each coder against the majority of the others, leaving the coder out
usage       codes a coder gives more or less often than the others
pace        seconds per record, codes per record and agreement over time
assisted    what shown, planted and withheld suggestions change
"""
