"""Invoice lines as a result: a sequence that prints, becomes a frame, and leaves as data or CSV."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from costshare.amounts import exact_sum, take_items
from costshare.errors import CostshareError
from costshare.fields import (
    ReadOnly,
    given_as,
    given_mapping,
    may_be_one,
    one_currency,
)
from costshare.invoices._csv import CsvCell, Delimiter, Mark, Preset, write_csv
from costshare.invoices._customers import CUSTOMER_NUMBER, Customers
from costshare.invoices._fields import LINE_FIELDS, NEEDED_FIELDS
from costshare.invoices._given import given_lines
from costshare.invoices._labels import TITLES, issuer_label, rounding_label
from costshare.invoices._line import InvoiceLine
from costshare.invoices._reading import Unreadable
from costshare.periods import Period
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    count_column,
    counted,
    number,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = ("vat_rate", "net", "amount")
_WAY_OUT = "; take the lines of one currency at a time"


# Not a Sequence to isinstance: Polars would take one apart and not read it as a table.
@dataclass(frozen=True, slots=True, repr=False, eq=False)
class InvoiceLines(Result):
    """Invoice lines: a sequence of `InvoiceLine` that is a result as well.

    They are made of `InvoiceLine` objects, or of a frame of any library with the columns that
    `read_invoices` gives.

    It equals any list or other sequence of equal lines, and slices and sums with ``+`` are
    `InvoiceLines` too.

    Attributes
    ----------
    lines : tuple of InvoiceLine
        The lines, in order.
    others : mapping of str to tuple
        What the source states of the lines besides, by name, a value for each line: the voucher
        of a transaction, for example. It is not compared.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}}, currency="SEK")
    >>> lines = fees.invoice_lines(number="2022-{n:03}", date="2022-01-31")
    >>> lines
    <InvoiceLines 3 lines, 100 SEK>
    >>> print(lines[:2])
    member  pool   invoice        date  amount, SEK
    -----------------------------------------------
    A        fee  2022-001  2022-01-31           34
    B        fee  2022-002  2022-01-31           33
    -----------------------------------------------
    total                                        67
    """

    format = "costshare.invoice_lines/1"
    _DERIVED = ("totals",)

    lines: tuple[InvoiceLine, ...]
    others: Mapping[str, tuple[str | int | None, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = tuple(given_lines(self.lines))
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "others", _read_others(self.others, len(lines)))

    @property
    def currency(self) -> str | None:
        """Currency of every amount; None if it is not stated, or not one."""
        stated = self._currencies()
        return next(iter(stated), None) if may_be_one(stated) else None

    def _currencies(self) -> dict[str, None]:
        """The currencies that lines state, each once."""
        return dict.fromkeys(line.currency for line in self.lines if line.currency is not None)

    @property
    def total(self) -> Decimal:
        """Sum of the amounts, with the VAT that they contain.

        Raises
        ------
        CostshareError
            If the lines are in several currencies, or an amount is missing.
        """
        one_currency((line.currency for line in self.lines), "lines", _WAY_OUT)
        for place, line in enumerate(self.lines):
            if line.amount is None:
                problems = "; ".join(line.problems) or "it states its net amount only"
                msg = f"lines[{place}] has no amount to add: {problems}"
                raise CostshareError(msg)
        return exact_sum(line.amount for line in self.lines)

    def _sums(self) -> dict[str | None, Decimal]:
        """Add the amounts that are known in each currency; one that is not stated may be any."""
        if may_be_one(self._currencies()):
            return {self.currency: exact_sum(line.amount for line in self.lines)}
        amounts: dict[str | None, list[Decimal | None]] = {}
        for line in self.lines:
            amounts.setdefault(line.currency, []).append(line.amount)
        return {currency: exact_sum(each) for currency, each in amounts.items()}

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[InvoiceLine]:
        return iter(self.lines)

    @overload
    def __getitem__(self, place: int) -> InvoiceLine: ...
    @overload
    def __getitem__(self, place: slice) -> "InvoiceLines": ...
    def __getitem__(self, place: int | slice) -> "InvoiceLine | InvoiceLines":
        """Give a line, or the lines of a slice."""
        if not isinstance(place, slice):
            return self.lines[place]
        others = {name: values[place] for name, values in self.others.items()}
        return InvoiceLines(self.lines[place], others)

    index = Sequence.index
    count = Sequence.count
    __contains__ = Sequence.__contains__
    __reversed__ = Sequence.__reversed__

    def __add__(self, more: Iterable[InvoiceLine]) -> "InvoiceLines":
        """Put more lines after these."""
        theirs = more if isinstance(more, InvoiceLines) else InvoiceLines(tuple(more))
        return _joined(self, theirs)

    def __radd__(self, before: Iterable[InvoiceLine]) -> "InvoiceLines":
        """Put these lines after others."""
        return _joined(InvoiceLines(tuple(before)), self)

    def __eq__(self, other: object) -> bool:
        """Compare with any sequence of lines."""
        if isinstance(other, InvoiceLines):
            return self.lines == other.lines
        return self.lines == tuple(other) if isinstance(other, list | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.lines)

    def to_csv(
        self,
        path: str | Path | None = None,
        *,
        preset: Preset = "plain",
        delimiter: Delimiter | None = None,
        decimal: Mark | None = None,
        encoding: str | None = None,
        customers: Customers | None = None,
    ) -> str | None:
        r"""Write a CSV file that `read_invoices` reads as equal lines.

        A text that a spreadsheet would compute or change, such as ``=A1``, ``0017`` or
        ``2022-1``, is written as ``="0017"``, which it shows unchanged.

        Parameters
        ----------
        path : str or Path, optional
            File to write; an old one is replaced whole or not at all. If left out, the text is
            returned.
        preset : {"plain", "excel-sv", "excel-en"}, default "plain"
            Who reads the file. ``"plain"`` writes commas, a decimal point and UTF-8;
            ``"excel-sv"`` semicolons, a decimal comma and UTF-8 with its mark, which Excel in
            Swedish opens by a double click; ``"excel-en"`` is plain with the mark.
        delimiter : {",", ";", "\\t", "|"}, optional
            Character between the cells, instead of that of the preset.
        decimal : {".", ","}, optional
            Decimal mark, instead of that of the preset.
        encoding : str, optional
            Encoding of the file, instead of that of the preset.
        customers : Customers, optional
            Adds the column ``customer_number``.

        Returns
        -------
        str or None
            The text where no path is given.

        Raises
        ------
        CostshareError
            If a line could not be read in full, an argument is invalid, the encoding lacks a
            character, or the lines have a column ``customer_number`` already.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, unit="0.01")
        >>> lines = fees.invoice_lines(number="F{n}", date="2022-01-31")
        >>> print(lines.to_csv(preset="excel-sv"), end="")
        member;pool;invoice;date;amount
        A;fee;F1;2022-01-31;50,00
        B;fee;F2;2022-01-31;50,00
        """
        for place, line in enumerate(self.lines):
            if line.problems:
                msg = f"lines[{place}] could not be read in full: {'; '.join(line.problems)}"
                raise CostshareError(f"{msg}; correct it before it is written")
        # A new file has rows of its own.
        others = {name: values for name, values in self.others.items() if name != "row"}
        columns: dict[str, Sequence[CsvCell]] = {}
        for name in self._stated():
            columns[name] = self._values(name)
            if name == "member" and customers is not None:
                numbers = given_as(Customers, customers, "customers", "a Customers")
                if CUSTOMER_NUMBER in others:
                    msg = f"the lines have a column {CUSTOMER_NUMBER} already; leave customers out"
                    raise CostshareError(msg)
                columns[CUSTOMER_NUMBER] = [numbers.number(line.member) for line in self.lines]
        columns |= others
        return write_csv(
            path,
            [*columns],
            zip(*columns.values(), strict=True),
            preset=preset,
            delimiter=delimiter,
            decimal=decimal,
            encoding=encoding,
        )

    def _stated(self) -> list[str]:
        """Name the fields that a line must have, and those that a line states."""
        return [
            name
            for name in LINE_FIELDS
            if name in NEEDED_FIELDS
            or any(
                getattr(line, name) not in {None, "host"} or _problem(line, name)
                for line in self.lines
            )
        ]

    def _values(self, name: str) -> list[Any]:
        """Give the values of a field; a period as text."""
        values = [getattr(line, name) for line in self.lines]
        return [str(each) if isinstance(each, Period) else each for each in values]

    def _shown(self, name: str) -> list[Any]:
        """Give the values of a field for people."""
        values = self._values(name)
        if name == "pool":
            return [each and rounding_label(each) for each in values]
        return list(map(issuer_label, values)) if name == "billed_by" else values

    def _columns_of(self, names: Iterable[str]) -> list[Column]:
        """Make a column of each field, and of what else the source states."""
        fields = [
            LINE_FIELDS[name].column(name, (getattr(line, name) for line in self.lines))
            for name in names
        ]
        others = [_other_column(name, values) for name, values in self.others.items()]
        amounts = sum(name in _NUMBERS for name in names)
        return [*fields[: len(fields) - amounts], *others, *fields[len(fields) - amounts :]]

    def _columns(self) -> list[Column]:
        columns = self._columns_of(LINE_FIELDS)
        texts = ("; ".join(line.problems) or None for line in self.lines)
        problems = text_column("problems", texts)
        return [*columns[: -len(_NUMBERS)], problems, *columns[-len(_NUMBERS) :]]

    def _wide(self) -> "pd.DataFrame":
        """Lay out the columns that `reconcile` reads; an `Unreadable` is what could not be read."""
        frame = to_pandas(self._columns_of(self._stated()))
        for name in frame.columns:
            marks = [_problem(line, name) for line in self.lines] if name in LINE_FIELDS else []
            if any(marks):
                values = zip(marks, frame[name], strict=True)
                read: Any = [mark or value for mark, value in values]
                frame[name] = read
        return frame

    def _about(self) -> str:
        sums = (with_currency(number(each), currency) for currency, each in self._sums().items())
        return f"{counted(len(self), 'line')}, {' and '.join(sums)}"

    def _blocks(self) -> list[Block]:
        if not self.lines:
            return [say("No invoice lines.")]
        names, sums = self._stated(), self._sums()
        if len(sums) == 1:
            names = [name for name in names if name != "currency"]
        totals = {
            "member": say("total"),
            **{name: self._total_of(name) for name in ("net", "amount")},
        }
        blocks: list[Block] = [
            Table(
                [self._title(name) for name in names],
                [
                    [str(each) if isinstance(each, dt.date) else each for each in row]
                    for row in zip(*map(self._shown, names), strict=True)
                ],
                totals=[totals.get(name, "") for name in names] if len(sums) == 1 else None,
            )
        ]
        if len(sums) > 1:
            listed = [with_currency(number(sums[each]), each) for each in sums]
            blocks.append(say("In all: {amounts}.", amounts=join("; ", listed)))
        points = [
            Point(
                say(
                    "Line {number}: {problems}.",
                    number=number(place),
                    problems="; ".join(line.problems),
                )
            )
            for place, line in enumerate(self.lines, 1)
            if line.problems
        ]
        return [*blocks, *([Points(points)] if points else [])]

    def _title(self, name: str) -> str:
        """Name a column for people; amounts with their currency, where it is one."""
        titled = with_currency(TITLES[name], self.currency, ", ")
        return titled if name in {"net", "amount"} else TITLES[name]

    def _total_of(self, name: str) -> Decimal | None:
        """Add a column of amounts; None where one of them is missing."""
        values = [getattr(line, name) for line in self.lines]
        return None if None in values else exact_sum(values)

    def _pack(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Add the totals, so that a file proves that no line is lost."""
        totals = [
            {"currency": currency, "amount": str(amount)}
            for currency, amount in self._sums().items()
        ]
        return {**fields, "totals": totals}


def _read_others(others: object, count: int) -> Mapping[str, tuple[str | int | None, ...]]:
    """Read columns by name, each with a text, a whole number or nothing for each line."""
    pass_on = f"a mapping of a name to {count} texts or whole numbers"
    read = {}
    for name, values in given_mapping(others, "others", pass_on).items():
        given_as(str, name, "name in others", pass_on)
        column = take_items(values, f"others[{name!r}]", "texts")
        fits = all(each is None or type(each) in {str, int} for each in column)
        if name in LINE_FIELDS or len(column) != count or not fits:
            msg = f"others[{name!r}] is a field of a line, or has other values; pass {pass_on}"
            raise CostshareError(msg)
        read[name] = tuple(column)
    return ReadOnly(read)


def _joined(one: InvoiceLines, other: InvoiceLines) -> InvoiceLines:
    """Put lines after lines; what only one of them states besides is missing in the other."""
    nothing = ((None,) * len(one), (None,) * len(other))
    return InvoiceLines(
        one.lines + other.lines,
        {
            name: one.others.get(name, nothing[0]) + other.others.get(name, nothing[1])
            for name in {**one.others, **other.others}
        },
    )


def _problem(line: InvoiceLine, name: str) -> Unreadable | None:
    """Mark a value that could not be read; one that is missing needs no mark."""
    found = next((each for each in line.problems if each.startswith(name)), "")
    return Unreadable("", found) if found and found != f"{name} is missing" else None


def _other_column(name: str, values: Sequence[str | int | None]) -> Column:
    """Make a column of whole numbers where all values are; else of texts."""
    numbers = [each for each in values if not isinstance(each, str)]
    if len(numbers) == len(values):
        return count_column(name, numbers)
    return text_column(name, (None if each is None else str(each) for each in values))
