"""The page of results lists each class and the verbs that it has."""

import dataclasses
from pathlib import Path

from costshare.fields import Declared
from examples_local import result_classes

PAGE = Path(__file__).parents[1] / "docs/reference/results.md"

# As the page writes a verb, and the attribute that a class with this verb has.
VERBS = {
    "name": "name",
    "period": "period",
    "currency": "currency",
    "unit": "unit",
    "print(x)": "__str__",
    "repr(x)": "__repr__",
    "_repr_html_()": "_repr_html_",
    "for row in x": "__iter__",
    "to_frame()": "to_frame",
    "__arrow_c_stream__()": "__arrow_c_stream__",
    "to_dict()": "to_dict",
    "from_dict()": "from_dict",
    "save()": "save",
    "load()": "load",
    "to_csv()": "to_csv",
    "to_excel()": "to_excel",
    "sha256()": "sha256",
    "check()": "check",
    "findings": "findings",
    "explain()": "explain",
    "plot()": "plot",
    "invoice_lines()": "invoice_lines",
}


def fields_of(kind):
    """The fields of a class that is declared, or of a dataclass."""
    if issubclass(kind, Declared):
        return set(kind.model_fields)
    return {each.name for each in dataclasses.fields(kind)}


def table():
    """The table that the page must have: a row for each verb, a column for each class."""
    kinds = result_classes()
    fields = {kind: fields_of(kind) for kind in kinds}

    def row(verb, attribute):
        has = [hasattr(kind, attribute) or attribute in fields[kind] for kind in kinds]
        return [f"`{verb}`", *("✓" if each else "" for each in has)]

    rows = [["", *(f"`{kind.__name__}`" for kind in kinds)], ["---", *[":-:"] * len(kinds)]]
    rows += [row(*each) for each in VERBS.items()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def test_the_table_of_verbs_and_results_is_true():
    assert table() in PAGE.read_text(encoding="utf-8"), f"paste this table:\n\n{table()}"


def test_the_page_explains_each_verb():
    (_, section) = PAGE.read_text(encoding="utf-8").split("## What each verb means")
    rows = [line.split(" | ")[0] for line in section.split("##")[0].splitlines()]
    explained = "\n".join(row for row in rows if row.startswith("| `"))
    assert not [verb for verb in VERBS if f"`{verb.removesuffix(')')}" not in explained]
