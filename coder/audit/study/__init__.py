"""A whole audit: everything that can be told of some codings, worked out once, told as sentences, tables and a report.

sources    coded rows become a question
findings   what is asked and every figure found
run        codings become findings
plain      findings as plain values for JSON, and as flat rows for CSV
summary    the sentences a manager reads
documents  the files of an audit
sections   findings as the sections of a report (`coder.report`)
"""
