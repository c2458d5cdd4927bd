"""The commands of `ictip`, and the last resort for errors nobody expected."""

from __future__ import annotations

import logging
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from coder.cli.audit_batch import audit_batch
from coder.cli.audit_plan import audit_plan
from coder.cli.audit_run import audit_run
from coder.cli.build import build
from coder.cli.console import say
from coder.cli.crosswalk_apply import crosswalk_apply
from coder.cli.crosswalk_show import crosswalk_show
from coder.cli.crosswalk_validate import crosswalk_validate
from coder.cli.db_backup import db_backup
from coder.cli.db_check import db_check
from coder.cli.db_restore import db_restore
from coder.cli.demo import demo
from coder.cli.edition_compare import edition_compare
from coder.cli.edition_show import edition_show
from coder.cli.edition_verify import edition_verify
from coder.cli.evaluate import evaluate
from coder.cli.explain import explain
from coder.cli.guard import INTERRUPTED, UNEXPECTED, Guarded
from coder.cli.mask import mask_narratives
from coder.cli.project_export import project_export
from coder.cli.project_import import project_import
from coder.cli.project_list import project_list
from coder.cli.project_purge import project_purge
from coder.cli.recode_check import recode_check
from coder.cli.recode_compare import recode_compare
from coder.cli.recode_duplicates import recode_duplicates
from coder.cli.recode_plan import recode_plan
from coder.cli.recode_queue import recode_queue
from coder.cli.recode_resume import recode_resume
from coder.cli.recode_run import recode_run
from coder.cli.recode_settle import recode_settle
from coder.cli.recode_show import recode_show
from coder.cli.release import release
from coder.cli.rules_missed import rules_missed
from coder.cli.rules_statements import rules_statements
from coder.cli.rules_try import rules_try
from coder.cli.scheme_import import scheme_import
from coder.cli.scheme_show import scheme_show
from coder.cli.scheme_validate import scheme_validate
from coder.cli.serve import serve
from coder.cli.suggest import suggest
from coder.cli.trail_export import trail_export
from coder.cli.trail_verify import trail_verify
from coder.cli.unmask import unmask_narratives

_PACKAGE = Path(__file__).parents[1]
_TERMINATED = 143

app = typer.Typer(
    name="ictip",
    cls=Guarded,
    help="Suggest IC-TIP codes for trafficking-in-persons case narratives, with confidence and the words behind them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
scheme = typer.Typer(help="Look at a code list, check it, bring one from elsewhere.", no_args_is_help=True)
edition = typer.Typer(
    help="Look at an edition, check that it is as it was sealed, compare it with another.", no_args_is_help=True
)
audit = typer.Typer(help="How good a coding is: report on it, plan a check, decide on a batch.", no_args_is_help=True)
rules = typer.Typer(help="Try a change of rules, see what they miss.", no_args_is_help=True)
crosswalk = typer.Typer(
    help="Lines from an old code list to the new one, and records brought along them.", no_args_is_help=True
)
recode = typer.Typer(help="Recode an archive: forecast, run, check, compare.", no_args_is_help=True)
project = typer.Typer(help="Projects of the review desk: bring narratives in, take codes out.", no_args_is_help=True)
trail = typer.Typer(help="The audit trail of the review desk.", no_args_is_help=True)
db = typer.Typer(help="The store of the review desk: back it up, restore it, check it.", no_args_is_help=True)

app.command("suggest")(suggest)
app.command("explain")(explain)
app.command("demo")(demo)
app.command("build")(build)
app.command("evaluate")(evaluate)
app.command("mask")(mask_narratives)
app.command("unmask")(unmask_narratives)
app.command("release")(release)
app.command("serve")(serve)
scheme.command("show")(scheme_show)
scheme.command("validate")(scheme_validate)
scheme.command("import")(scheme_import)
audit.command("run")(audit_run)
audit.command("plan")(audit_plan)
audit.command("batch")(audit_batch)
rules.command("try")(rules_try)
rules.command("missed")(rules_missed)
rules.command("statements")(rules_statements)
edition.command("show")(edition_show)
edition.command("verify")(edition_verify)
edition.command("compare")(edition_compare)
crosswalk.command("show")(crosswalk_show)
crosswalk.command("validate")(crosswalk_validate)
crosswalk.command("apply")(crosswalk_apply)
recode.command("plan")(recode_plan)
recode.command("queue")(recode_queue)
recode.command("check")(recode_check)
recode.command("settle")(recode_settle)
recode.command("compare")(recode_compare)
recode.command("run")(recode_run)
recode.command("resume")(recode_resume)
recode.command("show")(recode_show)
recode.command("duplicates")(recode_duplicates)
project.command("import")(project_import)
project.command("list")(project_list)
project.command("export")(project_export)
project.command("purge")(project_purge)
trail.command("verify")(trail_verify)
trail.command("export")(trail_export)
db.command("backup")(db_backup)
db.command("restore")(db_restore)
db.command("check")(db_check)
app.add_typer(scheme, name="scheme")
app.add_typer(rules, name="rules")
app.add_typer(audit, name="audit")
app.add_typer(edition, name="edition")
app.add_typer(project, name="project")
app.add_typer(trail, name="trail")
app.add_typer(db, name="db")
app.add_typer(crosswalk, name="crosswalk")
app.add_typer(recode, name="recode")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"ictip {version('ictip-coder')}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Suggest IC-TIP codes for trafficking-in-persons case narratives, with confidence and the words behind them."""


def main() -> int:
    """Entry point of the console script: set the process up, run one command, return its exit code."""
    _set_up_process()
    return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. Nothing is raised, whatever happens."""
    try:
        app(args=list(arguments), prog_name="ictip")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        # An unexpected error's message may hold a narrative's words, so only its type and place are told.
        say(f"error: unexpected {type(error).__name__} at {_place(error)}; please report this line")
        return UNEXPECTED
    return 0


def _place(error: BaseException) -> str:
    """The innermost line of our own code that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not own:
        return "an unknown place"
    return f"{Path(own[-1].filename).relative_to(_PACKAGE.parent).as_posix()}:{own[-1].lineno}"


def _set_up_process() -> None:
    """Keep libraries' warnings and log lines, which may quote their input, off standard error."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(*_: object) -> NoReturn:
    """End by way of an exception, so that half-written files are removed."""
    sys.exit(_TERMINATED)
