"""From an old code list to a new one, line by line: the lines as data, their faults, and one record's way across.

load_crosswalk -> Crosswalk; old_codes -> cross -> Crossing; queue_records and conflict_records are for people.
"""

from coder.crosswalk.cross import Conflict, Crossing, Decide, Move, cross
from coder.crosswalk.lines import Crosswalk, Kind, Line
from coder.crosswalk.load import find_crosswalk, list_crosswalks, load_crosswalk, parse_crosswalk
from coder.crosswalk.old import old_codes
from coder.crosswalk.queue import conflict_records, queue_records

__all__ = [
    "Conflict",
    "Crossing",
    "Crosswalk",
    "Decide",
    "Kind",
    "Line",
    "Move",
    "conflict_records",
    "cross",
    "find_crosswalk",
    "list_crosswalks",
    "load_crosswalk",
    "old_codes",
    "parse_crosswalk",
    "queue_records",
]
