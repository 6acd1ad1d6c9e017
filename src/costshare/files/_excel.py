"""Workbooks: the values that Excel stored, with openpyxl. It comes late and is an extra."""

import importlib
import warnings
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from costshare.errors import CostshareError, unknown_name
from costshare.files._grid import Broken, Cell, Grid


def read_workbook(path: Path, sheet: str | None) -> Grid:
    """Read one sheet.

    Raises
    ------
    CostshareError
        Where openpyxl is not installed, the file is no workbook, or the sheet is not told.
    """
    openpyxl = _openpyxl()
    with warnings.catch_warnings():
        # What openpyxl cannot carry over to a new file (styles, drop-down lists) is not read here.
        warnings.simplefilter("ignore", UserWarning)
        values = _open(openpyxl, path, data_only=True)
        formulas = _open(openpyxl, path, data_only=False)
        try:
            name = _sheet_name(path, values, sheet)
            rows = tuple(
                (number, tuple(_cell(*pair) for pair in zip(stored, written, strict=True)))
                for number, (stored, written) in enumerate(
                    zip(_rows(values[name]), _rows(formulas[name]), strict=True), 1
                )
            )
        finally:
            values.close()
            formulas.close()
    source = path.name if len(values.sheetnames) == 1 else f"{path.name}, sheet {name}"
    return Grid(source, rows)


def _openpyxl() -> Any:
    try:
        return importlib.import_module("openpyxl")
    except ImportError:
        msg = 'Excel files need openpyxl: pip install "costshare[excel]"'
        raise CostshareError(msg) from None


def _open(openpyxl: Any, path: Path, *, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=data_only)
    except OSError:
        raise
    except Exception as error:
        # A broken file makes openpyxl raise whatever the parts below it raise.
        msg = f"{path.name} is no workbook that can be read: {error}; save it as .xlsx again"
        raise CostshareError(msg) from error


def _sheet_name(path: Path, workbook: Any, sheet: str | None) -> str:
    names = [each.title for each in workbook.worksheets]
    if sheet is None:
        if len(names) == 1:
            return str(names[0])
        msg = f"{path.name} has {len(names)} sheets; pass sheet= one of: {', '.join(names)}"
        raise CostshareError(msg)
    if sheet not in names:
        raise unknown_name(f"sheet of {path.name}", sheet, names)
    return sheet


def _rows(worksheet: Any) -> Any:
    # The size written in a sheet is often wrong, and rows beyond it would be lost.
    worksheet.reset_dimensions()
    return worksheet.iter_rows()


def _cell(stored: Any, written: Any) -> Cell:
    value = stored.value
    if written.data_type == "f" and value is None:
        # A formula whose result is an empty text has a type; one without a result has none.
        return None if stored.data_type == "str" else _no_result(written.value)
    if stored.data_type == "e":
        return Broken(str(value), f"is the error {value} in the workbook; mend the cell")
    if isinstance(value, bool):
        return Broken(str(value).upper(), f"is {str(value).upper()}, neither text nor number")
    if isinstance(value, time | timedelta):
        return Broken(str(value), f"is a time of day, {value}; write the date")
    if value is None or isinstance(value, str | int | float | date):
        return value
    return Broken(str(value), f"is a {type(value).__name__}, which is not read")  # pragma: no cover


def _no_result(formula: object) -> Broken:
    return Broken(
        str(formula),
        f"is the formula {formula} without a stored result; open the file in Excel and save it",
    )
