"""`ictip recode resume`: go on with a run that was stopped or killed."""

from __future__ import annotations

from coder.cli.recode_progress import Address, EngineOption, RunFolderArgument, WorkersOption, report, surroundings
from coder.recode.run import resume


def recode_resume(
    folder: RunFolderArgument,
    engine: EngineOption = None,
    workers: WorkersOption = None,
    address: Address = None,
) -> None:
    """Go on with a run that was stopped or killed.

    Plan, input, edition and library versions must be as they were. Engine and workers may differ: they change no byte
    of the output. Exit codes are those of `ictip recode run`.
    """
    with surroundings(folder) as around:
        outcome = resume(folder, around, lambda work: work.instead(engine, workers, address))
    report(outcome)
