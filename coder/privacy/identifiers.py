"""What may tell who a person is: its place in the text and its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "name", "phone", "email", "document", "account", "plate", "address", "birth_date", "url", "handle", "custom"
]
"""What an identifier is. `document` covers passports, identity cards and case numbers, `account` IBANs and cards;
`custom` is for what a person marked by hand."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: characters `start` to `end` (exclusive) of the text it was found in.

    `confidence`, 0 to 1, ranks findings by the pattern that made them; it is no calibrated probability.
    """

    start: int
    end: int
    kind: Kind
    confidence: float
