"""A machine, or anybody, measured against a reference that is taken for right.

levels       right, too general, too detailed, a sibling, elsewhere in the dimension; and what was missed
calibration  whether confidence means what it says: reliability, expected calibration error
coverage     what the errors are when only confident codes are taken, and from where on a code can be trusted
subgroups    whether it serves all groups of records alike
"""
