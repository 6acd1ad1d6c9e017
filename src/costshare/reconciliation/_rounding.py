"""Rounding lines of invoices: whether each makes its invoice a multiple of the step."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from costshare.amounts import Unit, exact_sum
from costshare.frames import Bools
from costshare.invoices import InvoiceLine, rounding_of, rounding_step
from costshare.reconciliation._columns import Columns, in_order


@dataclass(frozen=True, slots=True)
class WrongRounding:
    """An invoice that is rounded wrongly, or not at all.

    Attributes
    ----------
    lines : tuple of InvoiceLine
        Its rounding lines; all of its lines if it has none.
    step : Unit
        Step to round to.
    rounding : Decimal
        Sum of its rounding lines.
    total : Fraction or None
        Sum of its other lines, with VAT; None if that is unknown.
    """

    lines: tuple[InvoiceLine, ...]
    step: Unit
    rounding: Decimal
    total: Fraction | None

    @property
    def right(self) -> Fraction:
        """Rounding that makes the invoice the nearest multiple of the step."""
        return rounding_of(self.total or Fraction(0), self.step)

    @property
    def is_too_large(self) -> bool:
        """Whether the rounding is more than half of the step."""
        return abs(Fraction(self.rounding)) * 2 > self.step.size

    @property
    def is_whole(self) -> bool:
        """Whether the invoice comes to a multiple of the step."""
        return (Fraction(self.rounding) + (self.total or 0)) % self.step.size == 0


def wrong_roundings(
    columns: Columns, rounds: Bools, rounding: Fraction | None, currency: str | None
) -> Iterator[WrongRounding]:
    """Find the invoices whose rounding is wrong; with a step given, every invoice has to be whole.

    `rounds` are the rounding lines. In a tie, half of the step is right either way.
    """
    step = rounding_step(currency, rounding)
    checked: list[WrongRounding] = []
    unsure: list[WrongRounding] = []
    invoices = _invoices(columns, rounds, every=rounding is not None)
    drawn = iter(columns.lines([place for places in invoices for place in places]))
    is_rounding, countable = rounds.tolist(), columns.countable.tolist()
    for places in invoices:
        own, others = list[InvoiceLine](), list[InvoiceLine]()
        for place in places:
            (own if is_rounding[place] else others).append(next(drawn))
        known = all(countable[place] for place in places)
        known = known and all(line.amount is not None for line in others)
        total = sum((Fraction(line.amount or 0) for line in others), Fraction(0)) if known else None
        invoice = WrongRounding(
            lines=in_order(own or others),
            step=step,
            rounding=exact_sum(line.net_amount for line in own),
            total=total,
        )
        states_vat = any(line.net is not None or line.vat_rate is not None for line in others)
        (checked if states_vat or rounding is not None else unsure).append(invoice)
    without_vat = len(unsure) > 1 and 2 * sum(each.is_whole for each in unsure) < len(unsure)
    checked += [replace(each, total=None) if without_vat else each for each in unsure]
    for each in checked:
        if each.is_too_large or (each.total is not None and not each.is_whole):
            yield each


def _invoices(columns: Columns, rounds: Bools, *, every: bool) -> list[list[int]]:
    """List the lines of invoices with a rounding line other than 0, or of every invoice.

    An invoice is what has one number, member and issuer; without a number, one member, issuer and
    date.
    """
    # A credit note for a part has a rounding line of 0, in the place of that of the invoice.
    chosen = rounds & (columns.units != 0) | every
    if not chosen.any():
        return []
    places = np.arange(len(columns))
    number = columns.invoice.at(places)
    day = np.where(number < 0, columns.day[places], 0)
    keys = [columns.billed_by.code[places], columns.member.code[places], number, day]
    order = np.lexsort(keys)
    changes = np.zeros(len(order) - 1, dtype=bool)
    for key in keys:
        changes |= np.diff(key[order]) != 0
    ends = [*(np.flatnonzero(changes) + 1).tolist(), len(order)]
    ordered, wanted = order.tolist(), chosen[order]
    # How many of the lines before each place, in this order, are wanted.
    before = np.concatenate([[0], np.cumsum(wanted)]).tolist()
    return [
        ordered[begin:end] for begin, end in pairwise([0, *ends]) if before[end] > before[begin]
    ]
