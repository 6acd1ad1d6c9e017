"""Merged cells: one value that may be meant for one row or for all of them."""

import re
from collections.abc import Iterable, Mapping

from costshare.files._grid import Broken, Cell
from costshare.files._sheet import MOST_PLACES, SheetReader, column_number

_AREA = re.compile("([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


def mark_merged(sheet: SheetReader) -> None:
    """Mark the cells that are merged with a value which may be meant for them too.

    Cells merged sideways with a text, as a title or *Summa* is, are blank. Others are marked where
    their row holds something.
    """
    visited = 0
    for area in sheet.merged:
        found = _AREA.fullmatch(area)
        if found is None:
            raise sheet.damaged(f"merged cells are called {area[:20]!r}")
        left, top = column_number(found[1]), int(found[2])
        right, bottom = column_number(found[3] or found[1]), int(found[4] or found[2])
        anchor = sheet.rows.get(top, [])
        value = anchor[left - 1] if left <= len(anchor) else None
        if value is None:
            continue
        rows = [row for row in _fewest(range(top, bottom + 1), sheet.rows) if top <= row <= bottom]
        columns = range(left - 1, min(right, sheet.widest))
        visited += min(bottom - top + 1, len(sheet.rows)) + len(rows) * len(columns)
        if visited > MOST_PLACES:
            raise sheet.damaged(f"merged cells overlap at {area}")
        broken = Broken("", f"is merged with {found[1]}{top}; unmerge the cells and fill each one")
        for row in rows:
            if row > top or not isinstance(value, str):
                _mark(sheet.rows.get(row, []), columns, broken)


def _fewest(span: range, rows: Mapping[int, list[Cell]]) -> Iterable[int]:
    return span if len(span) < len(rows) else rows


def _mark(cells: list[Cell], columns: range, broken: Broken) -> None:
    if cells:
        cells.extend([None] * (columns.stop - len(cells)))
        for column in columns:
            if cells[column] is None:
                cells[column] = broken
