"""Likely errors: which given codes are probably wrong and which missing ones are probably missing, most likely first.

cells     the codings to judge, and every cell of them worth a look
context   what the other codes of a record say of a code
features  all that is known of a cell, as numbers
noise     how often codes are left out and invented, from the codings alone
fitting   a ridge logistic
learning  how likely a coder gives a code; what errors planted in the codings look like
ranking   the chance of an error for each cell; the ranked list
queue     one entry per thing to look at, the errors to expect by effort, rows for export
"""
