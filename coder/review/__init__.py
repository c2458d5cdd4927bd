"""The review desk: people confirm, two coders, one adjudicator; everything recorded, nothing lost.

    open_store         a SQLite file, or PostgreSQL by URL, brought to the newest schema
    add_user, ...      accounts, projects, members; every call takes the viewer and asks what they may
    import_narratives  narratives become cases with their suggestions
    next_case          a lease on the next case, with what its coder may see
    decide, undo       append-only decisions; submit hands the case in, which closes it or calls an adjudicator
    trail              one hashed row for each of all these

Secrets come and go as hashes (`accounts`); making and checking them is the service's business.
"""

from coder.review.access import Right, Standing, rights
from coder.review.adjudicate import (
    adjudicate,
    close_case,
    next_difference,
    open_difference,
    reopen,
    undo_adjudication,
)
from coder.review.database import Clock, Store, default_path, open_store
from coder.review.decide import decide, undo
from coder.review.differences import Answer, Difference, DifferingCase
from coder.review.importing import import_narratives
from coder.review.overview import (
    CaseLine,
    CoderProgress,
    Exposure,
    exposure,
    final_codes,
    history,
    list_cases,
    progress,
)
from coder.review.people import (
    add_user,
    all_users,
    change_user,
    first_administrator,
    members_of,
    set_member,
    user_named,
    user_numbered,
)
from coder.review.projects import case_project, change_settings, counts, create_project, open_project, projects_of
from coder.review.queue import next_case, open_case, reassign, skip
from coder.review.sifting import Imported, Refused
from coder.review.submit import submit
from coder.review.values import (
    CaseState,
    CaseView,
    CodeState,
    Decision,
    Judgement,
    Member,
    Offer,
    Project,
    Receipt,
    Role,
    Settings,
    Span,
    Submission,
    User,
)

__all__ = [
    "Answer",
    "CaseLine",
    "CaseState",
    "CaseView",
    "Clock",
    "CodeState",
    "CoderProgress",
    "Decision",
    "Difference",
    "DifferingCase",
    "Exposure",
    "Imported",
    "Judgement",
    "Member",
    "Offer",
    "Project",
    "Receipt",
    "Refused",
    "Right",
    "Role",
    "Settings",
    "Span",
    "Standing",
    "Store",
    "Submission",
    "User",
    "add_user",
    "adjudicate",
    "all_users",
    "case_project",
    "change_settings",
    "change_user",
    "close_case",
    "counts",
    "create_project",
    "decide",
    "default_path",
    "exposure",
    "final_codes",
    "first_administrator",
    "history",
    "import_narratives",
    "list_cases",
    "members_of",
    "next_case",
    "next_difference",
    "open_case",
    "open_difference",
    "open_project",
    "open_store",
    "progress",
    "projects_of",
    "reassign",
    "reopen",
    "rights",
    "set_member",
    "skip",
    "submit",
    "undo",
    "undo_adjudication",
    "user_named",
    "user_numbered",
]
