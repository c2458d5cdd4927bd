"""The code list: its codes and dimensions, the file formats it comes in, and the edit rules over coded cases.

load_scheme (a folder) or import_scheme (a foreign table) -> Scheme; load_checks -> run_checks -> CheckNote.
"""

from coder.scheme.checks import Check, load_checks, run_checks
from coder.scheme.codes import Code, Dimension, Scheme, make_scheme
from coder.scheme.importer import import_scheme
from coder.scheme.load import load_scheme

__all__ = [
    "Check",
    "Code",
    "Dimension",
    "Scheme",
    "import_scheme",
    "load_checks",
    "load_scheme",
    "make_scheme",
    "run_checks",
]
