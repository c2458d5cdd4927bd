"""Reports: the one way this project writes a self-contained HTML page with tables and figures.

    parts     what a report is made of: sections, tables with intervals, heat tables, notes, figures
    figures   drawings: bars, curves, reliability, slopes, bridge (`coder.report.figures`)
    page      a report becomes one HTML file that runs no script and asks for nothing from outside
    shell     the head, policy and house style that every page shares
    numbers   how counts, shares and intervals are written

>>> from coder.report import Column, Estimate, Report, Section, Table, write_report
>>> table = Table("Errors", [Column("kind"), Column("share", "percent")], [["wrong", Estimate(0.08, 0.06, 0.11)]])
>>> "6.0 to 11.0 %" in write_report(Report("Audit", ["About 8 of 100 codes are wrong."], [Section("Errors", [table])]))
True
"""

from coder.report.page import write_report
from coder.report.parts import (
    Cell,
    Column,
    Drawing,
    Estimate,
    HeatTable,
    Note,
    Paragraph,
    Part,
    Points,
    Quote,
    Report,
    Section,
    Table,
)

__all__ = [
    "Cell",
    "Column",
    "Drawing",
    "Estimate",
    "HeatTable",
    "Note",
    "Paragraph",
    "Part",
    "Points",
    "Quote",
    "Report",
    "Section",
    "Table",
    "write_report",
]
