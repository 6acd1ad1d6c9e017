"""Notebooks run from the first cell to the last, and show what they should."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).parents[1] / "docs"
NOTEBOOKS = sorted(DOCS.rglob("*.ipynb"))

SHOWN = {
    "compare_four_models.ipynb": [
        "292 700",
        "+118 200",
        "-107 600",
        "Gällivare: quota 66 300 at ≈ 0.487591",
        "10400 kr until 2359/46269564",
        "984 100",
        "in steps of 100: 3 found",
    ],
    "norrbotten_2022.ipynb": ["1 065 400", "75 900", "35 051.28"],
    "which_model_made_these_fees.ipynb": ["52.35 %", "'just above': False", "Gällivare (75 400)"],
}

PICTURES = {"compare_four_models.ipynb": 4, "which_model_made_these_fees.ipynb": 2}


def outputs(notebook):
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def texts(notebook):
    for output in outputs(notebook):
        yield output.get("text", "")
        yield from (str(value) for value in output.get("data", {}).values())


def pictures(notebook):
    return sum("image/png" in output.get("data", {}) for output in outputs(notebook))


def test_every_notebook_has_something_to_show():
    assert {path.name for path in NOTEBOOKS} == set(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_without_output_and_runs(path):
    notebook = nbformat.read(path, as_version=4)
    assert list(texts(notebook)) == []
    NotebookClient(notebook, resources={"metadata": {"path": path.parent}}).execute()
    shown = "\n".join(texts(notebook)).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    for text in SHOWN[path.name]:
        assert text in shown
    assert pictures(notebook) == PICTURES.get(path.name, 0)
