"""LibreOffice computes each workbook again, from its formulas alone, and finds every value.

They run with ``COSTSHARE_SOFFICE=required`` in the environment, as in CI, and fail there without
LibreOffice.
"""

import pytest

from books_local import (
    TOTALS,
    board,
    cells_of,
    differences,
    recomputed,
    rewritten,
    without_values,
    written,
)
from cascades_local import platform
from circles_local import schools
from costshare import Allocation
from examples_local import EXAMPLES

BOARDS = {
    f"{count} by {unit} {ties}": board(count, unit, ties, totals=totals).allocate()
    for count, unit, ties, totals in [
        (14, "1", "listed", TOTALS),
        (14, "0.01", "largest", TOTALS),
        (14, "0.25", "smallest", TOTALS[2:]),
        (14, "100", "listed", [1_046_900, -44_700, 10**15]),
        (290, "1", "listed", [1_046_950, 10**15, 999_983]),
        (290, "0.01", "listed", [1_046_950, 10**13, -44_700, 10**12 + 7]),
    ]
}
CASCADES = {
    "a platform and its products": platform().allocate(),
    "the same in whole kronor": platform("1").allocate(),
    "a circle": schools().allocate(),
    "explained": platform("0.25").allocate().explain(),
}
RESULTS = {**BOARDS, **CASCADES, **{kind.__name__: each for kind, each in EXAMPLES.items()}}
SMALL = Allocation.__name__
BROKEN = {
    "a floor": ("+INT(", "+ROUND(0.5+"),
    "a rank": ("&gt;", "&lt;"),
    "a sum": ("SUM(", "MAX("),
    "a fee": ("<f>IF(", "<f>1+IF("),
    "what is taken over": ("!$J$13", "!$J$14"),
    "own costs": ("<f>ROUND(F", "<f>ROUND(0*F"),
}
OF_CASCADES = {"what is taken over", "own costs"}


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Every workbook as it was written and as LibreOffice computed it."""
    folder = tmp_path_factory.mktemp("books")
    given, paths = {}, {}
    for name, result in RESULTS.items():
        (folder / name).mkdir()
        paths[name] = written(result, folder / name)
        given[name] = rewritten(paths[name], without_values)
    for name, (old, new) in BROKEN.items():
        paths[name] = paths[next(iter(CASCADES)) if name in OF_CASCADES else SMALL]
        given[name] = rewritten(
            paths[name], lambda text, old=old, new=new: without_values(text).replace(old, new)
        )
    made = recomputed(folder, given)
    return {name: (cells_of(paths[name]), cells_of(made[name])) for name in given}


@pytest.mark.parametrize("name", RESULTS)
def test_every_cell_is_what_libreoffice_computes(books, name):
    assert differences(*books[name]) == {}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_formula_is_found(books, name):
    assert differences(*books[name])


def test_values_are_computed_again(books):
    _, found = books[SMALL]
    assert -77 not in {value for value, _ in found.values()}
