"""A project to try the desk on: made-up narratives, two coders for each case, an adjudicator, an auditor."""

from __future__ import annotations

import threading

from coder.edition.locate import demo_narratives
from coder.narrative.intake import read_narratives
from coder.review import (
    Role,
    Settings,
    User,
    add_user,
    create_project,
    first_administrator,
    import_narratives,
    set_member,
)
from coder.review.accounts import set_password
from service.desk import Desk
from service.secrecy import new_password

PROJECT = "Demonstration"
PEOPLE: dict[str, Role] = {"ann": "coder", "ben": "coder", "ada": "adjudicator", "otto": "auditor"}
LEAD = "lea"
_PATIENCE = 600.0


def seed(desk: Desk) -> str | None:
    """Make the people and the project; the narratives follow when the edition is open. Gives the password that all of
    them have; None for a store that has accounts already.
    """
    if first_administrator(desk.store) is not None:
        return None
    password = new_password()
    hashed = desk.passwords.hash(password)
    lead = add_user(desk.store, None, LEAD)
    set_password(desk.store, lead, lead.id, hashed)
    project = create_project(desk.store, lead, PROJECT, Settings(coders=2))
    for name, role in PEOPLE.items():
        person = add_user(desk.store, lead, name)
        set_password(desk.store, lead, person.id, hashed)
        set_member(desk.store, lead, project.id, person.id, role)
    threading.Thread(target=_bring, args=(desk, lead, project.id), name="demo", daemon=True).start()
    return password


def _bring(desk: Desk, lead: User, project_id: int) -> None:
    if desk.editions.wait(_PATIENCE) and desk.editions.state == "open":
        edition = desk.editions.current()
        intake = read_narratives(demo_narratives())
        import_narratives(desk.store, lead, project_id, intake, edition.coder(), edition.manifest)
