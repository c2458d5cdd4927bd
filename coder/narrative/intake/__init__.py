"""Read narratives from files people have: text, CSV, JSON, Excel and Parquet, refusing row by row what cannot be used.

read_narratives(path)  -> Intake   one file or "-"; iterating gives Narrative or Rejected
read_many(paths)       -> Intakes  several files and folders, ids unique across them
read_table(name, rows) -> Intake   rows that come from elsewhere, such as a database
RejectsWriter(path)                the refused rows as JSON Lines, without any text
"""

from coder.narrative.intake.items import Counts, Item, ReasonCode, Rejected
from coder.narrative.intake.many import Intakes, read_many
from coder.narrative.intake.reading import Intake, read_narratives, read_table
from coder.narrative.intake.rejects import RejectsWriter

__all__ = [
    "Counts",
    "Intake",
    "Intakes",
    "Item",
    "ReasonCode",
    "Rejected",
    "RejectsWriter",
    "read_many",
    "read_narratives",
    "read_table",
]
