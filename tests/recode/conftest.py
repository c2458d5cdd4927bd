"""An archive of fruit notes and a plan to recode it with the tiny edition."""

import csv
import datetime
import random
from pathlib import Path

import pytest

from coder.recode.plan_file import read_plan
from coder.recode.run import begin
from coder.recode.surroundings import Surroundings

FRUIT = ("apples", "pears", "plums")
STATES = ("bruised", "rotten", "full of worms", "crushed under the lorry", "fine")
FATES = ("were sold", "were thrown away", "were given to the school", "were put on the compost")


def note(draw, number):
    """A made-up note about fruit."""
    return (
        f"The {draw.choice(FRUIT)} from field {number} were {draw.choice(STATES)} and they {draw.choice(FATES)} "
        "before noon. Nobody saw the crate again."
    )


def write_archive(path: Path, rows: int) -> None:
    """A CSV archive: every 17th row is without text, every 23rd is Spanish."""
    draw = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["id", "year", "old", "shop", "text"])
        for number in range(rows):
            text = note(draw, number)
            if number % 17 == 3:
                text = ""
            elif number % 23 == 4:
                text = "Las manzanas estaban podridas y por eso las tiramos todas a la basura ayer por la tarde."
            writer.writerow([f"c{number}", 2000 + number % 20, draw.choice(["X1", "X1; X2", ""]), "north", text])


PLAN = """\
seed = 7

[input]
paths = ["archive.csv"]
id_column = "id"
text_column = "text"
keep = ["year"]
old_columns = ["old"]

[output]
folder = "out"
format = "{format}"
rows_per_shard = 10

[edition]
folder = "{edition}"

[work]
engine = "single"
workers = 2
"""


@pytest.fixture
def around():
    """Surroundings without environment, at a fixed time."""
    return Surroundings({}, lambda: datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))


@pytest.fixture
def archive(tmp_path, tiny_edition):
    """Path of a plan beside an archive of 60 rows: 53 coded, 3 in Spanish, 4 refused."""
    write_archive(tmp_path / "archive.csv", 60)
    plan = tmp_path / "PLAN.toml"
    plan.write_text(PLAN.format(format="parquet", edition=tiny_edition), encoding="utf-8")
    return plan


def outputs(folder: Path) -> dict[str, bytes]:
    """Everything a finished run promises to be the same."""
    kept = {"run.json", "times.jsonl", "lock"}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in kept}


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory, tiny_edition):
    """What one process writes for the archive of 60 rows without being disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_archive(folder / "archive.csv", 60)
    plan = folder / "PLAN.toml"
    plan.write_text(PLAN.format(format="parquet", edition=tiny_edition), encoding="utf-8")
    begin(read_plan(plan), Surroundings({}, lambda: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)))
    return outputs(folder / "out")
