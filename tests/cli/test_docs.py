"""docs/cli.md documents every command with all its options and arguments, and nothing that is not there."""

import re

import pytest
import typer

from coder.cli import guard
from coder.cli.main import app
from tests.conftest import ROOT

DOC = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (ictip.*?)\n(.*?)(?=^## |\Z)", DOC, re.DOTALL | re.MULTILINE))


def commands(group, name):
    """Every command below a group, by the words that are typed."""
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(commands(typer.main.get_command(app), "ictip"))


def options(command):
    names = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return {name for name in names if name.startswith("-")} - {"--help", "-h"}


def test_every_command_has_a_section_and_every_section_a_command():
    assert set(SECTIONS) - {"ictip"} == set(COMMANDS)
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_every_documented_option_is_there(name):
    cells = " ".join(re.findall(r"^\| (`-.*?) \|", SECTIONS[name], re.MULTILINE))
    assert set(re.findall(r"`(-[^`]+)`", cells)) == options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_named_in_its_section(name):
    arguments = [each.metavar for each in COMMANDS[name].params if not each.opts[0].startswith("-") and each.metavar]
    for argument in arguments:
        assert argument in SECTIONS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help_that_fits_its_list(name):
    command = COMMANDS[name]
    first = (command.help or "").split("\n\n")[0]
    assert first.endswith(".")
    assert len(first) <= 60
    assert all(each.help for each in command.params)


def test_the_exit_codes_are_those_of_the_program():
    told = re.search(r"## Exit codes\n(.*?)\n\n[A-Z]", DOC, re.DOTALL)[1]
    codes = {int(code) for cell in re.findall(r"^\| ([\d, ]+) \|", told, re.MULTILINE) for code in cell.split(",")}
    names = ("FAILED", "USAGE", "SOME_REJECTED", "UNEXPECTED", "INTERRUPTED", "PIPE_CLOSED")
    assert codes == {0, 143, *(getattr(guard, name) for name in names)}
