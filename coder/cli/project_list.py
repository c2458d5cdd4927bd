"""`ictip project list`: the projects and how far they are."""

from __future__ import annotations

from coder.cli.console import console
from coder.cli.desk import AsOption, StoreOption, acting, open_desk


def project_list(as_name: AsOption = None, store: StoreOption = None) -> None:
    """List the projects with their numbers of cases."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in ("project", "cases", "open", "differing", "closed", "coders per case"):
        table.add_column(head, justify="left" if head == "project" else "right")
    with open_desk(store) as desk:
        from coder.review import counts, projects_of

        viewer = acting(desk, as_name)
        for project in projects_of(desk, viewer):
            found = counts(desk, viewer, project.id)
            numbers = [found[name] for name in ("all", "open", "differing", "closed")]
            table.add_row(project.name, *map(str, [*numbers, project.settings.coders]))
    console().print(table)
