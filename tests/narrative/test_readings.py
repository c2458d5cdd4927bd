"""Ages and working times are read from words and digits, and other numbers are not."""

import pytest

from coder.narrative.language_data import load_language
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Tokeniser
from tests.conftest import LANGUAGES

LANGUAGE = load_language("en", [LANGUAGES / "en"])
tokenise = Tokeniser("en", abbreviations=LANGUAGE.abbreviations, lemmas=LANGUAGE.lemmas)
reader = NumberReader(LANGUAGE.tables["numbers"])


def read(text, kind):
    return sorted(reading.value for reading in reader.read(tokenise(text)) if reading.kind == kind)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("a girl aged 15", [15]),
        ("[NAME1], 15, was met", [15]),
        ("when [NAME1] was 15.", [15]),
        ("card [ACCOUNT1], 15, was met", []),
        ("a 32-year-old man", [32]),
        ("girls ages 15 and 17", [15, 17]),
        ("aged 14, 15 and 16", [14, 15, 16]),
        ("a 15- and a 17-year-old", [17]),
        ("15 and 17 year old girls", [15, 17]),
        ("between the ages of fourteen and seventeen", [14, 17]),
        ("a sixteen-year-old", [16]),
        ("twenty-one years old", [21]),
        ("she was 15.", [15]),
        ("when she turned eighteen, he left", [18]),
        ("Maria, 24, left home", [24]),
        ("the boy (12) begged", [12]),
        ("vic 16 yo", [16]),
        ("17 years of age", [17]),
        ("the girl was 13 when she was sold", [13]),
    ],
)
def test_ages_are_read(text, ages):
    assert read(text, "age") == ages


@pytest.mark.parametrize(
    "text",
    [
        "sentenced to 15 years in prison",
        "in 2015 she left",
        "she was 15 minutes late",
        "on Dec. 17, 2015",
        "15 women were found",
        "the room was 12 metres wide",
        "count 4, charging fraud",
        "paid 40 dollars",
        "after 18 months",
        "section 18 applies",
        "in room 24, she slept",
        "the charges, 24, were dropped",
        "the total (15) was paid",
        "the 12 men per day",
        "under 2 percent",
        "fined 20, then released",
        "aged care home",
        "at the age of steam",
        "she was 140 km away",
        "between 10 and 25 men per day",
    ],
)
def test_other_numbers_are_no_ages(text):
    assert read(text, "age") == []


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("worked 16 hours a day", [16]),
        ("eighteen hours per day", [18]),
        ("14-hour days", [14]),
        ("12 hour shifts", [12]),
        ("18 hrs daily", [18]),
        ("14 to 18 hours every day", [18]),
        ("24 hours after the raid", []),
        ("within 48 hours", []),
        ("open 24 hours", []),
        ("15 hours of video a week", []),
    ],
)
def test_hours_per_day_are_read(text, hours):
    assert read(text, "hours_per_day") == hours


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("seven days a week", [7]),
        ("7 days/wk", [7]),
        ("six days per week", [6]),
        ("seven days later", []),
        ("in 7 days", []),
    ],
)
def test_days_per_week_are_read(text, days):
    assert read(text, "days_per_week") == days


def test_without_a_table_nothing_is_read():
    assert NumberReader({}).read(tokenise("aged 15")) == []
