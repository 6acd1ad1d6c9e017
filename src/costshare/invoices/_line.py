"""An invoice line as it came in: what could be read, and what could not."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from typing import Annotated, Any, Literal

from pydantic import SkipValidation, model_validator

from costshare.amounts import Amount, exact_decimal
from costshare.errors import CostshareError
from costshare.fields import Declared, given_list
from costshare.frames import is_missing
from costshare.invoices._fields import LINE_FIELDS, NEEDED_FIELDS, FieldKind
from costshare.invoices._labels import is_rounding
from costshare.invoices._reading import reason_of, without_vat
from costshare.periods import DayLike, PeriodField, PeriodLike

Contradiction = Literal["sign", "size", "rate"]


class InvoiceLine(Declared):
    """One line of an invoice or a credit note.

    Nothing is refused here, since a line that has come in must not disappear: what cannot be read
    is None, and `problems` says why. `reconcile` reports such a line as ``unreadable``.

    Parameters
    ----------
    member, pool : str
        Member that is invoiced, and pool that it is invoiced for.
    amount : int, Decimal, float or decimal string
        Amount that is invoiced; negative in a credit note. A float is read as the decimal that it
        prints.
    invoice : str, optional
        Number of the invoice.
    date : date, datetime or ISO text, optional
        Date of the invoice.
    billed_by : str, default "host"
        Issuer of the invoice.
    vat_rate : number, optional
        The rate of the VAT that `amount` contains, such as ``"0.25"``.
    net : number, optional
        Amount without VAT, where it is known. It is compared with a fee; `contradiction` says
        whether `amount` and `vat_rate` agree with it.
    currency : str, optional
        Currency of the amounts; that of the allocation if left out.
    corrects : Period or str, optional
        The earlier period whose invoices the line corrects, where it does.
    problems : tuple of str
        Why values could not be read, a sentence each. It is not for you to fill in.

    Examples
    --------
    >>> from costshare.invoices import InvoiceLine
    >>> line = InvoiceLine(member="Kiruna", pool="office", amount="95125.00", vat_rate="0.25")
    >>> line.amount, line.net_amount
    (Decimal('95125.00'), Decimal('76100'))
    >>> InvoiceLine(member="Kiruna", pool="office", amount="76 100,00").problems
    ("amount '76 100,00' is not a plain number; write it as 1234.50",)
    """

    member: Annotated[str | None, SkipValidation]
    pool: Annotated[str | None, SkipValidation]
    amount: Annotated[Decimal | None, SkipValidation]
    invoice: Annotated[str | None, SkipValidation] = None
    date: Annotated[dt.date | None, SkipValidation] = None
    billed_by: Annotated[str, SkipValidation] = "host"
    vat_rate: Annotated[Decimal | None, SkipValidation] = None
    net: Annotated[Decimal | None, SkipValidation] = None
    currency: Annotated[str | None, SkipValidation] = None
    corrects: Annotated[PeriodField | None, SkipValidation] = None
    problems: tuple[str, ...] = ()

    def __init__(
        self,
        *,
        member: str | None,
        pool: str | None,
        amount: Amount | None,
        invoice: str | None = None,
        date: DayLike | None = None,
        billed_by: str = "host",
        vat_rate: Amount | None = None,
        net: Amount | None = None,
        currency: str | None = None,
        corrects: PeriodLike | None = None,
        problems: Iterable[str] = (),
    ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        return read_line(data) if isinstance(data, dict) else data

    @property
    def net_amount(self) -> Decimal | None:
        """The amount without VAT, to 0.01; None where it is unknown."""
        if any(problem.startswith(("amount", "vat_rate", "net")) for problem in self.problems):
            return None
        if self.net is not None or self.amount is None or not self.vat_rate:
            return self.amount if self.net is None else self.net
        net = without_vat(Fraction(self.amount), Fraction(self.vat_rate))
        return exact_decimal(net, "net amount")

    @property
    def is_rounding(self) -> bool:
        """Whether the line rounds its invoice to whole kronor, as its pool says.

        The pool of such a line is ``"rounding"``, or one of the words of invoices for it, such as
        ``"Öresavrundning"``. It is for no pool of an agreement and has no VAT.
        """
        return is_rounding(self.pool)

    @property
    def contradiction(self) -> Contradiction | None:
        """What contradicts among `amount`, `net` and `vat_rate`; None if they agree.

        ``sign`` if amount and net have different signs, ``size`` if the net is larger, and
        ``rate`` if net and rate do not give the amount within the rounding of one line: 0.01, or
        1 where the amount is in whole kronor.
        """
        if self.amount is None or self.net is None or self.net_amount is None:
            return None
        rate = None if self.vat_rate is None else Fraction(self.vat_rate)
        return find_contradiction(Fraction(self.amount), Fraction(self.net), rate)


def known_lines(count: int, columns: Mapping[str, Iterable[Any]]) -> list[InvoiceLine]:
    """Make lines of values that are read already, a column a field; nothing is read again.

    Examples
    --------
    >>> columns = {"member": ["Kiruna"], "pool": ["office"], "amount": [Decimal(76_100)]}
    >>> known_lines(1, columns) == [InvoiceLine(member="Kiruna", pool="office", amount=76_100)]
    True
    """
    fields = InvoiceLine.model_fields
    absent = {name: repeat(field.default, count) for name, field in fields.items()}
    rows = zip(*(absent | dict(columns)).values(), strict=True)
    lines = list(map(InvoiceLine.__new__, repeat(InvoiceLine, count)))
    # What pydantic keeps of a model; a step for all lines at once takes a tenth of the time.
    state: dict[str, Iterable[Any]] = {
        "__dict__": map(dict, map(zip, repeat(tuple(fields)), rows)),
        "__pydantic_fields_set__": repeat(set(fields)),
        "__pydantic_extra__": repeat(None),
        "__pydantic_private__": repeat(None),
    }
    for name, values in state.items():
        deque(map(object.__setattr__, lines, repeat(name), values), maxlen=0)
    return lines


def read_line(given: dict[Any, Any]) -> dict[Any, Any]:
    """Read each field of a line, and note what cannot be read."""
    known = given_list(str, given.get("problems", ()), "problems", "texts")
    # A net amount that was not readable was there: a record of the line keeps its reason only.
    has_net = not is_missing(given.get("net")) or any(each.startswith("net") for each in known)
    data, problems = dict(given), list[str]()
    for field, kind in LINE_FIELDS.items():
        if field in given:
            data[field], problem = _read_field(given[field], field, kind)
            if problem:
                problems.append(problem)
                continue
            if data[field] is not None and (field, data[field]) != ("billed_by", "host"):
                continue
            # A line that is read again, from its own record, has lost the value, not the reason.
            kept = [each for each in known if each.startswith(field)]
            if kept:
                problems += kept
            elif field in NEEDED_FIELDS and not (field == "amount" and has_net):
                problems.append(f"{field} is missing")
    data["problems"] = tuple(problems)
    return data


def _read_field(value: object, field: str, kind: FieldKind) -> tuple[Any, str | None]:
    """Read a value, or say why it cannot be read."""
    if is_missing(value) and not kind.is_name:
        return None, None
    try:
        read = kind.read(value, field)
    except CostshareError as error:
        return None, str(error)
    reason = reason_of(value)
    return read, None if reason is None else f"{field}: {reason}"


def find_contradiction(
    amount: Fraction, net: Fraction, rate: Fraction | None
) -> Contradiction | None:
    """Name what contradicts: the signs, a net amount above the amount, or the rate.

    Examples
    --------
    >>> find_contradiction(Fraction(80), Fraction(50), Fraction(1, 4))
    'rate'
    >>> find_contradiction(Fraction(80), Fraction(64), Fraction(1, 4)) is None
    True
    """
    if amount * net < 0:
        return "sign"
    if abs(net) > abs(amount):
        return "size"
    if rate is not None and abs(net * (1 + rate) - amount) > rounding_of_a_line(amount):
        return "rate"
    return None


def rounding_of_a_line(amount: Fraction) -> Fraction:
    """Return by how much VAT may be rounded: 1 where the amount is in whole kronor, else 0.01."""
    return Fraction(1) if amount.denominator == 1 else Fraction(1, 100)
