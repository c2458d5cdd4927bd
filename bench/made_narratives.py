"""Made-up case narratives of about 120 words, for measuring: every one different, the same for the same seed.

    python -m bench.made_narratives ROWS FILE.csv [--seed N]

The sentences are put together from a small grammar written for this purpose. They are plausible in vocabulary and
length, hold denials and remarks about other people, and describe nobody: no real case was used.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path

WORDS = 120
"""A narrative ends with the sentence that reaches this many words."""

_SLOTS: dict[str, tuple[str, ...]] = {
    "who": ("The woman", "The man", "The client", "The applicant", "The girl", "The young man", "The worker"),
    "age": tuple(map(str, range(15, 56))),
    "origin": ("a coastal village", "a mining town", "the capital", "a border district", "a farming valley"),
    "contact": ("a neighbour", "a cousin", "an agency", "an online advertisement", "a former colleague", "a recruiter"),
    "offer": ("a job in a hotel", "work on a farm", "a place as a carer", "a course abroad", "factory work"),
    "carrier": ("by bus", "in a van", "by plane", "by ferry", "on foot and by lorry", "by train"),
    "boss": ("the owner", "the employer", "the foreman", "the manager", "the recruiter", "the landlady"),
    "paper": ("passport", "identity card", "residence permit", "work contract", "telephone"),
    "task": ("picked fruit", "cleaned houses", "washed dishes", "packed fish", "looked after children", "laid bricks"),
    "hours": ("twelve", "fourteen", "sixteen", "ten"),
    "pay": ("no wages", "a third of the wage", "only food", "a small sum each month", "less than was agreed"),
    "debt": ("the journey", "the room", "the permit", "food and tools", "the agency's fee"),
    "threat": ("deportation", "the police", "harm to the family", "a fine", "dismissal"),
    "exit": ("left at night", "called a helpline", "spoke to a doctor", "was found in an inspection"),
    "help": ("a shelter", "a legal clinic", "a trade union", "the labour inspectorate", "a social worker"),
    "time": ("weeks", "months", "a season", "almost a year", "two years"),
    "place": ("a room above the shop", "a container", "a shared flat", "the employer's house", "a barn"),
    "other": ("A colleague", "Another worker", "The neighbour's sister", "A flatmate"),
}  # fmt: skip

_OPENING = (
    "{who}, {age}, came from {origin} after {contact} had promised {offer}.",
    "{who} of {age} years was told by {contact} about {offer} and left {origin} {carrier}.",
    "According to the file, {contact} approached the client, then {age}, in {origin} with {offer}.",
)
_MIDDLE = (
    "The journey was made {carrier} and paid for by {boss}.",
    "On arrival {boss} took the {paper} and kept it in the office.",
    "Nobody took the {paper}; it stayed in a drawer that was not locked.",
    "For {time} the client {task} for {hours} hours a day.",
    "The pay was {pay}, because {debt} had to be paid back first.",
    "A debt for {debt} was written in a notebook and grew every month.",
    "There was no debt, and the fee for {debt} had been paid before.",
    "When the client complained, {boss} spoke of {threat}.",
    "The client slept in {place} and could leave it only with permission.",
    "The client slept in {place} and came and went freely.",
    "{other} was said to have been beaten; the client was not.",
    "The client feared that {boss} might report the matter, but this did not happen.",
    "The contract named {offer}, but in fact the client {task}.",
    "On Sundays there was no day off, and on other days the work began at {hours} minutes past five.",
    "Letters from home were opened by {boss} before they were handed over.",
    "The law of the country forbids keeping a worker's {paper}, the adviser explained.",
    "Wages were noted in file {number} and transferred to an account that {boss} held.",
)
_ENDING = (
    "After {time} the client {exit} and was referred to {help}.",
    "In the end {other} {exit}, and {help} opened case {number}.",
    "The file was closed when the client moved on with the support of {help}.",
)


def made_narratives(count: int, seed: int = 0) -> Iterator[tuple[str, int, str]]:
    """Id, year and text of `count` narratives, one at a time."""
    draw = random.Random(seed)
    for number in range(count):
        yield f"made-{number}", 2003 + draw.randrange(20), _text(draw, number)


def write_csv(path: Path, count: int, seed: int = 0) -> None:
    """Narratives as a table with the columns id, year and narrative."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["id", "year", "narrative"])
        writer.writerows(made_narratives(count, seed))


def _text(draw: random.Random, number: int) -> str:
    sentences = [_sentence(draw, _OPENING, number)]
    ending = _sentence(draw, _ENDING, number)
    middle = draw.sample(_MIDDLE, len(_MIDDLE))
    while middle and len(" ".join([*sentences, ending]).split()) < WORDS:
        sentences.append(_sentence(draw, (middle.pop(),), number))
    return " ".join([*sentences, ending])


def _sentence(draw: random.Random, patterns: tuple[str, ...], number: int) -> str:
    filling = {name: draw.choice(choices) for name, choices in _SLOTS.items()}
    sentence = draw.choice(patterns).format(number=number, **filling)
    return sentence[0].upper() + sentence[1:]


PLAN = """
[input]
paths = ["archive.csv"]
id_column = "id"
text_column = "narrative"
keep = ["year"]
[output]
folder = "{folder}"
rows_per_shard = {rows_per_shard}
[edition]
folder = '{edition}'
"""


def write_plan(path: Path, *, folder: str, rows_per_shard: int, edition: Path) -> None:
    """A plan that recodes the `archive.csv` beside it into a folder beside it."""
    path.write_text(PLAN.format(folder=folder, rows_per_shard=rows_per_shard, edition=edition))


def main() -> None:
    """Write a table of made-up narratives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    write_csv(options.file, options.rows, options.seed)


if __name__ == "__main__":
    main()
