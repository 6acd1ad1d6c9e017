"""Invoice lines that a caller passes: `InvoiceLine` objects, or a frame with a row for each."""

from typing import Any

from costshare.amounts import exact_values, is_any_frame
from costshare.errors import unknown_name
from costshare.fields import given_list
from costshare.frames import as_pandas
from costshare.invoices._fields import LINE_FIELDS, NEEDED_FIELDS
from costshare.invoices._line import InvoiceLine
from costshare.invoices._types import NO_TYPES, turn_credits, type_columns, types_in
from costshare.results import Result


def given_lines(value: object, what: str = "lines") -> list[InvoiceLine]:
    """Read an iterable of lines, or a frame with the columns of `read_invoices`.

    A column of types, with words such as ``"credit note"``, makes positive amounts credits.

    Raises
    ------
    CostshareError
        If the value is neither, the frame lacks member, pool or amount, or a type is not known.

    Examples
    --------
    >>> given_lines([{"member": "Kiruna", "pool": "office", "amount": "10.50"}])[0].amount
    Decimal('10.50')
    """
    if isinstance(value, Result) or not is_any_frame(value):
        return given_list(InvoiceLine, value, what, "InvoiceLine")
    frame = as_pandas(value, what)
    for field in NEEDED_FIELDS:
        if field not in frame.columns:
            raise unknown_name(f"column of {what}", field, frame.columns)
    columns: dict[str, Any] = {
        field: exact_values(frame[field]) for field in LINE_FIELDS if field in frame.columns
    }
    kinds = [
        (str(frame.columns[at]), exact_values(frame.iloc[:, at]))
        for at in type_columns(frame.columns)
    ]
    types = types_in(kinds, NO_TYPES, what, takes_types=False)
    if types is not None:
        columns |= turn_credits(columns, types)
    rows = zip(*columns.values(), strict=True)
    return [InvoiceLine(**dict(zip(columns, row, strict=True))) for row in rows]
