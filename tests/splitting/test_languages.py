"""The derivation of a line is said in other languages; columns and drivers keep their names."""

import costshare as cs
from masked import words_not_said

LINES = [{"resurs": "db", "belopp": "10.00"}, {"resurs": "vm", "belopp": 7}]
DRIVERS = [
    {"resurs": "db", "lag": "Alfa", "vikt": 1},
    {"resurs": "db", "lag": "Beta", "vikt": 2},
    {"resurs": "vm", "lag": "Alfa", "vikt": 0},
    {"resurs": "vm", "lag": "Beta", "vikt": 0},
]
COLUMNS = {"on": "resurs", "amount": "belopp", "weight": "vikt", "member": "lag"}
NAMES = ["allocated", "vikt", "Alfa", "Beta"]


def test_only_names_are_not_said():
    for row, lines in ((0, LINES), (1, LINES)):
        derived = cs.explain_split(lines, DRIVERS, row, **COLUMNS, zeros="even")
        assert words_not_said(derived, NAMES) == []


def test_a_line_in_swedish():
    text = cs.explain_split(LINES, DRIVERS, 0, **COLUMNS).to_text(lang="sv")
    assert [line.split() for line in text.splitlines()[3:]] == [
        ["medlem", "vikt", "kvot", "heltalsdel", "extra", "enhet", "avgift"],
        ["-" * 56],
        ["Alfa", "1", "≈", "3,33333", "3,33", "0", "3,33"],
        ["Beta", "2", "≈", "6,66667", "6,66", "1", "6,67"],
        ["-" * 56],
        ["summa", "3", "10", "1", "10,00"],
    ]
