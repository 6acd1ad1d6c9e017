"""Read figures by member, such as populations: a row for each member, a column for each driver."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from costshare.fields import TOTALS
from costshare.files._budget import Numbers, frame_of, read_wide
from costshare.files._headers import HEADERS
from costshare.files._number import Mark, check_mark
from costshare.files._open import open_table
from costshare.files._totals import read_totals

if TYPE_CHECKING:
    import pandas as pd


def read_drivers(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    decimal: Mark | None = None,
    totals: Collection[str] = TOTALS,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> "pd.DataFrame":
    r"""Read figures by member, such as populations of some years, from CSV, Excel or Parquet.

    The file has a row for each member, and a column for each driver. Total rows and columns are
    checked and left out.

    Parameters
    ----------
    path : str or Path
        The file.
    columns, decimal, totals, encoding, delimiter, sheet
        As for `read_invoices`; the field is member.

    Returns
    -------
    DataFrame
        Members × drivers, exact Decimals. A cell without a figure is missing, not 0.

    Raises
    ------
    CostshareError
        If something cannot be read or does not add up; the message has the file, the row and the
        column.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "population.csv")
    >>> _ = path.write_text("Kommun;2019;2020\nBoden;28 080;28 060\nPiteå;42 281;42 226\n", "utf-8")
    >>> people = cs.read_drivers(path)
    >>> cs.allocate(1000, cs.Proportional(driver="2020"), people).fee("Boden", "fee")
    Decimal('399')
    >>> folder.cleanup()
    """
    check_mark(decimal)
    words = read_totals(totals)
    table = open_table(
        path,
        {"member": HEADERS["member"]},
        ("member",),
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    figures = read_wide(table, words, Numbers(decimal, None), None)
    return frame_of(figures).rename_axis(columns="driver")
