"""Numbers that a caller asserts something of: read exactly, each with its label."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from costshare.agreement import Agreement, Allocation
from costshare.amounts import (
    each_once,
    is_any_frame,
    is_pandas,
    items_of,
    plain,
    read_amount,
    take_items,
)
from costshare.apportionment import labelled_pairs, places_of
from costshare.errors import CostshareError, quoted, shown
from costshare.results import Result

_MOST_SHOWN = 12


class Figures(NamedTuple):
    """Numbers with their labels, or with their positions where they have none.

    Missing ones are left out, but `each_label` has theirs too.
    """

    labels: list[Hashable]
    values: list[Fraction]
    labelled: bool
    each_label: list[Hashable]

    def __str__(self) -> str:
        """Write the first of the numbers, and count the others."""
        texts = list(map(plain, self.values[:_MOST_SHOWN]))
        if self.labelled:
            texts = [f"{shown(label)} {text}" for label, text in zip(self.labels, texts)]  # noqa: B905 - the labels go on
        return shortened(texts, len(self.values))


def shortened(texts: Sequence[str], count: int) -> str:
    """Write the first of many texts as a list, and count the others.

    Examples
    --------
    >>> shortened(["5", "3"], 2), shortened(["5", "3"], 1000)
    ('[5, 3]', '[5, 3, … 998 more]')
    """
    left = count - len(texts)
    return f"[{', '.join([*texts, f'… {left} more'] if left else texts)}]"


def read_figures(numbers: Any, what: str, *, in_a_row: bool = False) -> Figures:
    """Read numbers exactly; leave missing ones out.

    Parameters
    ----------
    numbers : mapping, sequence, Series, array or frame
        The numbers.
    what : str
        What each of them is, for errors.
    in_a_row : bool, default False
        Whether they may have one dimension only, such as numbers that are matched with others.

    Raises
    ------
    CostshareError
        If they are of another kind, or one of them is not a finite number.
    """
    pairs, labelled = _pairs(numbers, what, in_a_row)
    there = [(label, number) for label, number in pairs if not is_absent(number)]
    try:
        values = [read_amount(number, what) for _, number in there]
    except CostshareError:  # with the label, which is not written for each of many
        values = [read_amount(number, f"{what} {shown(label)}") for label, number in there]
    each = [label for label, _ in pairs]
    return Figures([label for label, _ in there], values, labelled, each)


def paired(parts: Any, weights: Any) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Yield every part with its weight, by label; in order where neither has labels."""
    given = read_figures(parts, "part", in_a_row=True)
    by = read_figures(weights, "weight", in_a_row=True)
    for one, other, what in ((given, by, "weights"), (by, given, "parts")):
        # The positions 0, 1, 2 … of a Series without an index of its own are those of a list.
        if one.labelled and not other.labelled and one.labels != other.labels:
            msg = f"{what} have no labels, and the other numbers have; give labels to both"
            raise CostshareError(msg)
    each_once("parts:", given.each_label)
    each_once("weights:", by.each_label)
    places = places_of(given.labels, by.labels, "weight", "weights")
    for label, part, place in zip(given.labels, given.values, places, strict=True):
        yield shown(label), part, by.values[place]


def _pairs(numbers: Any, what: str, in_a_row: bool) -> tuple[list[tuple[Any, Any]], bool]:
    """Return labels and values in pairs, and whether the labels are the caller's."""
    _refuse(numbers, what)
    if is_any_frame(numbers):
        return _cells(numbers, what, in_a_row), is_pandas(numbers)
    named = labelled_pairs(numbers)
    if named is not None:
        return named, True
    if getattr(numbers, "ndim", 1) > 1:
        if in_a_row:
            msg = f"{what}s have {numbers.ndim} dimensions; pass one row or column of them"
            raise CostshareError(msg)
        numbers = numbers.ravel()
    return list(enumerate(take_items(numbers, f"{what}s"))), False


def _refuse(numbers: object, what: str) -> None:
    """Refuse what holds amounts, but in a way of its own."""
    way_out = None
    if isinstance(numbers, Agreement):
        way_out = "pass the member_totals of its allocate()"
    elif isinstance(numbers, Allocation):
        way_out = "pass its member_totals, or call assert_allocation_sums(allocation)"
    elif isinstance(numbers, Result):
        way_out = "pass one column of its to_frame()"
    elif isinstance(numbers, set | frozenset):
        way_out = f"it has equal {what}s once, and no order; pass a list"
    if way_out:
        msg = f"{what}s is of type {type(numbers).__name__}; {way_out}"
        raise CostshareError(msg)


def _cells(numbers: Any, what: str, in_a_row: bool) -> list[tuple[Any, Any]]:
    """Return all values of a frame: by row, or by row and column where it has several."""
    from costshare.frames import as_pandas

    frame = as_pandas(numbers, f"{what}s")
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    if in_a_row and len(columns) != 1:
        msg = f"{what}s are a frame of {len(columns)} columns; pass one column: frame['{what}']"
        raise CostshareError(msg)
    for column in columns:
        for value in column.array if column.dtype.kind not in "iufc" else ():
            if isinstance(value, str) and not _is_number(value):
                msg = f"column {shown(column.name)} of {what}s has the text {quoted(value)}; "
                raise CostshareError(f"{msg}pass the columns of numbers alone")
    if len(columns) == 1:
        return items_of(columns[0])
    return [
        ((label, column.name), value) for column in columns for label, value in items_of(column)
    ]


def _is_number(text: str) -> bool:
    """Return whether text is a plain number."""
    try:
        read_amount(text, "number")
    except CostshareError:
        return False
    return True


def is_absent(number: object) -> bool:
    """Return whether a number is left out: None or NA. NaN is not; it is an error."""
    return number is None or type(number).__name__ == "NAType"


def refuse_below_zero(weights: Iterable[tuple[object, Fraction]]) -> None:
    """Refuse a negative weight; each comes with its name.

    Raises
    ------
    CostshareError
        If one is.
    """
    for name, weight in weights:
        if weight < 0:
            msg = f"weight {name} is {plain(weight)}, below zero; a weight is zero or more"
            raise CostshareError(msg)


def off(found: Fraction, due: Fraction) -> str:
    """Say by how much a sum is wrong."""
    return f"{plain(abs(found - due))} too {'much' if found > due else 'little'}"
