"""Notebooks run from the first cell to the last, and show what is stored in them."""

import nbformat
import pytest

from notebooks import NOTEBOOKS, executed, pictures, texts

SHOWN = {
    "compare_four_models.ipynb": [
        "2 399 800",
        "+259 200",
        "7 pay 209 500 less in total and 7 pay 209 500 more in total",
        "Piteå leaves in July",
        "Cumulated effect, compared with today&#x27;s rules",
        "Kiruna pays 9 200 more for utvecklare: 75 900 → 85 100 SEK",
        "phase-in",
        "10400 kr up to 0.005%",
        "Gällivare: quota 66 300 at ≈ 0.487591",
    ],
    "norrbotten_2022.ipynb": ["1 065 400", "75 900", "35 051.28"],
    "which_model_made_these_fees.ipynb": ["52.35 %", "'just above': False", "Gällivare (75 400)"],
}

PICTURES = {"compare_four_models.ipynb": 4, "which_model_made_these_fees.ipynb": 2}

LINES_OF_CODE = 100


def test_every_notebook_has_something_to_show():
    assert {path.name for path in NOTEBOOKS} == set(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_shows_what_is_stored(path):
    """After a change, `python tests/notebooks.py` stores what they show."""
    stored, run = nbformat.read(path, as_version=4), executed(path)
    assert texts(run) == texts(stored)
    assert pictures(run) == pictures(stored) == PICTURES.get(path.name, 0)
    for text in SHOWN[path.name]:
        assert text in "\n".join(texts(run))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_reads_as_an_article(path):
    code = [
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    lines = [line for source in code for line in source.splitlines() if line.strip()]
    assert len(lines) <= LINES_OF_CODE
