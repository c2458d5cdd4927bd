"""Likely errors: which given codes are probably wrong and which missing ones are probably missing, most likely first.

cells     every cell worth a look, with what is known of it
context   what the other codes of a record say of a code
fitting   how likely a coder gives a code, by all that is known: a ridge logistic
ranking   from there to the chance of an error, by the coders' noise rates; the ranked list
queue     one entry per thing to look at, the errors to expect by effort, rows for export
"""
