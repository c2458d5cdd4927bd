"""`ictip rules statements`: single statements that the rules take wrongly."""

from __future__ import annotations

from collections import Counter

from coder.cli.console import console
from coder.cli.options import LanguageOption, TrainingFolder
from coder.cli.rules_missed import Codes, wanted_codes
from coder.edition.build import STATEMENTS
from coder.edition.locate import SHIPPED_SCHEME, rules_folder, training_data
from coder.edition.trial import make_analyser, misread
from coder.errors import UsageError
from coder.narrative.statements import load_statements
from coder.scheme import load_scheme


def rules_statements(codes: Codes, folder: TrainingFolder = None, language: LanguageOption = "en") -> None:
    """List statements that the rules take wrongly.

    Statements that affirm a code where no rule does, and statements that deny it, fear it, say it of the law or of
    others, or only resemble it, where a rule affirms it: work for a rule, an `unless` or a claim cue.
    """
    source = folder or training_data() / SHIPPED_SCHEME
    scheme = load_scheme(source)
    wanted = set(wanted_codes(codes, scheme))
    statements = [item for item in load_statements(source / STATEMENTS, scheme.codes) if item.code in wanted]
    if not statements:
        raise UsageError(f"no statements of these codes in {source / STATEMENTS}")
    analyse = make_analyser(source, rules_folder(source, language), scheme, language)
    screen = console()
    wrong: Counter[str] = Counter()
    for statement, why in misread(analyse, statements, scheme):
        wrong[statement.claim] += 1
        line = f"{statement.id}  {statement.claim}, {f'read as {why}' if why else 'not found'}: {statement.text}"
        screen.print(line, markup=False, highlight=False, soft_wrap=True)
    for claim, count in Counter(item.claim for item in statements).items():
        screen.print(f"{claim}: {wrong[claim]} of {count} taken wrongly", style="bold", highlight=False)
