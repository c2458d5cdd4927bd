"""Made-up confirmed cases of fruit, for tests of learning."""

import json

FRUIT_CASES = [
    ("The quinces were mouldy and we threw the crate away.", ["K9", "D2", "F3"]),
    ("Worms in the apples again, so they went to the compost.", ["K1", "D3", "F3"]),
    ("Pears with a bruise on every side, given to the school.", ["K2", "D1", "F2"]),
    ("Fine apples, sold within the hour.", ["K1", "F1"]),
]


def cases(count, origin="confirmed", start=0):
    return [
        {
            "id": f"c-{at}",
            "text": f"Lot {at}. {FRUIT_CASES[at % 4][0]}",
            "codes": [{"code": code} for code in FRUIT_CASES[at % 4][1]],
            "origin": origin,
            "project": "pilot",
        }
        for at in range(start, start + count)
    ]


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path
