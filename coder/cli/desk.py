"""Open the review desk's store for a command, in the name of somebody who has an account there.

Who can open the database can do with it what they like; the name is for the trail and for the rights of that account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.edition.locate import LANGUAGES, training_data
from coder.errors import UsageError

if TYPE_CHECKING:
    from coder.privacy import Masked, PrivacyLanguage
    from coder.review import Project, Store, User

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="ICTIP_STORE",
        metavar="URL",
        help="File of the store, or the URL of a PostgreSQL database; left out, the file in your data folder.",
    ),
]
AsOption = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Account to act as; left out, the first administrator.")
]
ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="Name of the project.")]


@contextmanager
def open_desk(store: str | None, *, create: bool = False) -> Iterator[Store]:
    """The store of `--store`. Raises UsageError without the extra it needs, StoreError when it is not there."""
    try:
        from coder.review import open_store
    except ImportError:
        raise UsageError("the review desk needs the extra: pip install 'ictip-coder[service]'") from None
    where = Path(store) if store is not None and "://" not in store else store
    desk = open_store(where, lambda: datetime.now(UTC), create=create)
    try:
        yield desk
    finally:
        desk.close()


def acting(store: Store, name: str | None) -> User:
    """The active account of that name, or the first administrator. Raises UsageError when there is none."""
    from coder.review import first_administrator, user_named

    found = first_administrator(store) if name is None else user_named(store, name)
    if found is None and name is None:
        raise UsageError("the store has no account yet; start the service once and sign up as its administrator")
    if found is None or not found.active:
        raise UsageError("--as: there is no active account of this name")
    return found


def project_named(store: Store, viewer: User, name: str) -> Project:
    """The project of that name among those the viewer may see. Raises UsageError that names them."""
    from coder.review import projects_of

    known = projects_of(store, viewer)
    found = next((project for project in known if project.name == name), None)
    if found is None:
        names = ", ".join(project.name for project in known) or "none"
        raise UsageError(f"there is no project of this name for {viewer.name}; projects: {names}")
    return found


class CannotMask(UsageError):  # noqa: N818  it tells what cannot be done, as NotAllowed does
    """The identifiers of a language cannot be found, so its texts cannot be masked."""


def redactor() -> Callable[[str, str], Masked]:
    """Masks a text of a language. Raises CannotMask for one whose identifiers cannot be found."""
    from coder.privacy import find_identifiers, load_privacy
    from coder.privacy import mask as masked

    @cache
    def words(language: str) -> PrivacyLanguage:
        folder = training_data() / LANGUAGES / language
        if not folder.is_dir():
            raise CannotMask(f"names cannot be masked in language {language}")
        return load_privacy(language, [folder])

    return lambda text, language: masked(text, find_identifiers(text, words(language)))
