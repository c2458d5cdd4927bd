"""`ictip recode show`: how far a run is, or how it ended."""

from __future__ import annotations

from coder.cli.console import console
from coder.cli.recode_progress import RunFolderArgument
from coder.recode.state import read_state


def recode_show(folder: RunFolderArgument) -> None:
    """Show how far a run is, or how it ended.

    May be called while another process works on the run.
    """
    from rich.table import Table

    state = read_state(folder)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    facts = {
        "state": state.words,
        "rows": f"{state.counts.read:,} of {state.rows:,}",
        "coded": f"{state.counts.coded:,}",
        "unsupported language": f"{state.counts.unsupported:,}",
        "rejected": f"{state.counts.rejected:,}",
        "edition": state.edition,
        "plan": state.plan,
    }
    for name, value in facts.items():
        table.add_row(name, value)
    for name, digest in state.outputs.items():
        table.add_row(name, f"sha256 {digest}")
    console().print(table)
