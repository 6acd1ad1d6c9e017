"""The public door of controlled rounding: a table of exact quotas in, whole units that sum out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from numbers import Integral
from typing import Any, TypeVar, overload

from costshare.amounts import Amount, Labelled, Unit, read_amount
from costshare.apportionment.tables._controlled import controlled
from costshare.apportionment.tables._shape import Table, read_line, read_table
from costshare.apportionment.tables._side import Side
from costshare.errors import shown

R = TypeVar("R")
C = TypeVar("C")

Sums = Mapping[Any, Amount] | Labelled[Any] | Sequence[Amount]
"""What a user passes for the sums of one side: by name, or in order."""


@overload
def apportion_table(
    quotas: Mapping[R, Mapping[C, Amount]],
    *,
    unit: Amount = 1,
    rows: Sums | None = None,
    columns: Sums | None = None,
    member: str | None = None,
) -> dict[R, dict[C, Any]]: ...
@overload
def apportion_table(
    quotas: Sequence[Sequence[Amount]],
    *,
    unit: Amount = 1,
    rows: Sums | None = None,
    columns: Sums | None = None,
    member: str | None = None,
) -> list[list[Any]]: ...
@overload
def apportion_table(
    quotas: Any,
    *,
    unit: Amount = 1,
    rows: Sums | None = None,
    columns: Sums | None = None,
    member: str | None = None,
) -> Any: ...
def apportion_table(
    quotas: Any,
    *,
    unit: Amount = 1,
    rows: Sums | None = None,
    columns: Sums | None = None,
    member: str | None = None,
) -> Any:
    """Round a two-way table to whole units, so that its rows and its columns sum exactly.

    Every cell becomes the floor or the ceiling of its quota; a cell that is whole already, zero
    among them, stays. This is controlled rounding.

    Parameters
    ----------
    quotas : mapping of mappings, frame, array or sequence of sequences
        The exact amounts: int, Decimal, Fraction, float (read as it prints) or str. Every row
        has the same columns; where there is nothing, pass 0.
    unit : positive number, default 1
        The smallest amount of a cell: 1, 100, ``"0.01"``.
    rows, columns : mapping, Series or sequence, optional
        What each row and column must sum to, by name or in order, in whole units. Without them
        a side keeps its exact sums where every one is whole; else each of its sums becomes the
        floor or the ceiling of the exact one too.
    member : str, optional
        Name of the frame's column that names its rows, which is not rounded.

    Returns
    -------
    dict of dicts, frame or list of lists
        In the shape of `quotas`; an array gives a list of lists. Ints where `unit` is an int,
        else Decimals with the decimals of the unit. A pandas frame has Int64 columns for ints. A
        frame of another library comes back in that library, as `costshare.frames.like` says, with
        the column that `member` names first.

    Raises
    ------
    CostshareError
        If the given sums fit no rounding (the message has the lines and the difference), or if
        `quotas` is not a table of numbers.

    Notes
    -----
    With two sides of a table a rounding always exists where the sums are the table's own. Among
    the roundings that fit, the result has the smallest sum of distances to the quotas, and also
    the smallest sum of squared distances. Where sums are rounded as well, the
    distance of the grand total counts first, then those of the sums, then those of the cells.
    Among equally near tables the order of rows and columns decides. Distances are compared to
    2⁻²⁵⁶ of a unit.

    References
    ----------
    Causey, B. D., Cox, L. H. and Ernst, L. R. (1985), "Applications of Transportation Theory to
    Statistical Problems", Journal of the American Statistical Association 80, 903-909.

    Šíma, J. (1999), "Table Rounding Problem", Computers and Artificial Intelligence 18, 175-189.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.apportion_table([["1.5", "0.5"], ["0.25", "1.75"]], columns=[2, 2])
    [[2, 0], [0, 2]]
    >>> cs.apportion_table(
    ...     {"Kiruna": {"mail": "10.4", "backup": "5.6"}, "Luleå": {"mail": "3.6", "backup": "0.4"}}
    ... )
    {'Kiruna': {'mail': 10, 'backup': 6}, 'Luleå': {'mail': 4, 'backup': 0}}
    """
    exact_unit = Unit.read(unit)
    table = read_table(quotas, member)
    exact = _quotas(table, exact_unit)
    cells = controlled(
        exact,
        _side("row", table.rows, exact, rows, exact_unit),
        _side("column", table.columns, list(zip(*exact, strict=True)), columns, exact_unit),
        exact_unit,
    )
    if isinstance(unit, Integral):
        size = int(unit)
        return table.write([[cell * size for cell in line] for line in cells])
    return table.write([[exact_unit.decimal(cell) for cell in line] for line in cells])


def _quotas(table: Table, unit: Unit) -> list[list[Fraction]]:
    return [
        [
            read_amount(cell, f"quota in row {shown(row)}, column {shown(column)}") / unit.size
            for column, cell in zip(table.columns, line, strict=True)
        ]
        for row, line in zip(table.rows, table.cells, strict=True)
    ]


def _side(
    what: str, names: Sequence[Any], lines: Sequence[Sequence[Fraction]], given: Any, unit: Unit
) -> Side:
    sums: tuple[int, ...] | None = None
    if given is not None:
        labels = [f"sum of {what} {shown(name)}" for name in names]
        values = read_line(given, names, what)
        sums = tuple(
            unit.count(read_amount(value, label), label)
            for value, label in zip(values, labels, strict=True)
        )
    return Side(
        what,
        tuple(map(shown, names)),
        tuple(sum(map(floor, line)) for line in lines),
        tuple(sum(map(ceil, line)) for line in lines),
        tuple(sum(line, Fraction(0)) for line in lines),
        sums,
    )
