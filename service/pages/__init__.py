"""The pages of the review desk, written on the server; they work without a script but for coding itself."""

from service.pages import accounts, adjudicating, auditing, coding, entrance, leading, managing

PAGES = (
    entrance.router,
    coding.router,
    leading.router,
    managing.router,
    adjudicating.router,
    auditing.router,
    accounts.router,
)
