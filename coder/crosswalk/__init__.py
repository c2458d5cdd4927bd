"""From an old code list to a new one, line by line: the lines as data, their faults, and one record's way across.

load_crosswalk -> Crosswalk; old_codes -> cross -> Crossing; queue_records and conflict_records are for people, and
read_queue brings them to where people work.
"""

from coder.crosswalk.cross import Conflict, Crossing, Decide, Move, cross
from coder.crosswalk.lines import Crosswalk, Kind, Line
from coder.crosswalk.load import find_crosswalk, list_crosswalks, load_crosswalk, parse_crosswalk
from coder.crosswalk.old import old_codes
from coder.crosswalk.queue import Candidate, OldCode, Queued, conflict_records, queue_records, read_queue

__all__ = [
    "Candidate",
    "Conflict",
    "Crossing",
    "Crosswalk",
    "Decide",
    "Kind",
    "Line",
    "Move",
    "OldCode",
    "Queued",
    "conflict_records",
    "cross",
    "find_crosswalk",
    "list_crosswalks",
    "load_crosswalk",
    "old_codes",
    "parse_crosswalk",
    "queue_records",
    "read_queue",
]
