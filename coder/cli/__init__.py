"""The command line `ictip`: each command in a file of its own, which parses, calls the library and prints.

main      the commands, and what becomes of an error nobody expected
guard     errors become one message and an exit code
console   where things are printed, and how text is made safe for a terminal
files     output that appears complete or not at all, and never in place of an input
opening   editions and schemes by folder, with the steps of a first build shown
"""
