"""Possible causes of a finding, looked for in the lines of a cell and not in their sum."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from costshare.apportionment import round_units
from costshare.invoices import InvoiceLine, member_label
from costshare.reconciliation._context import Context, Difference
from costshare.reconciliation._finding import Hint
from costshare.reconciliation._slips import (
    VAT_PER_CENT,
    Slip,
    contains_vat,
    few_that_sum,
    places_of_slips,
    slips,
)
from costshare.reconciliation._words import chain, line_label
from costshare.words import say

# The most instalments of a year that are looked for: months.
MOST_INSTALMENTS = 12


def slips_of(line: InvoiceLine, found: int, meant: int, context: Context) -> Iterator[Slip]:
    """Yield every slip by which the net amount of a line stands for another."""
    yield from slips(meant, found, context.unit)
    if line.vat_rate and line.net is None and line.amount is not None:
        amount = Fraction(line.amount)
        with_vat = meant * context.unit.size * (1 + Fraction(line.vat_rate))
        if amount == round_units(with_vat, "half_up") != with_vat:
            yield "rounding", say("the amount with VAT is rounded to a whole number")


def swapped_in_a_line(difference: Difference, context: Context) -> Iterator[Hint]:
    """On one day two members are each invoiced the other's amount."""
    if not difference.is_split:
        return
    off, seen = difference.excess, set()
    member, pool = difference.key
    theirs = context.by_line(pool, -off)
    if not theirs:
        return
    for line, amount in zip(difference.lines, difference.amounts, strict=True):
        for other in islice(theirs.get((line.date, amount - off), ()), 2):
            name = member_label(other.cell.member)
            if other is not difference and (line.date, name) not in seen:
                seen.add((line.date, name))
                message = say(
                    "in {lines}, the amounts of {member} and {other} are swapped: {instead}",
                    lines=line_label(line),
                    member=member_label(member),
                    other=name,
                    instead=instead(amount, amount - off, context),
                )
                yield Hint("swapped", message)


def swapped_in_lines(difference: Difference, context: Context) -> Iterator[Hint]:
    """On several days two members are each invoiced the other's instalment."""
    off = difference.excess
    member, pool = difference.key
    others = context.by_excess.get((pool, -off), ())[:2]
    if not others or not difference.is_split:
        return
    for low, high, _ in instalments(difference, context, len(difference.lines)):
        apart = [
            (line, amount)
            for line, amount in zip(difference.lines, difference.amounts, strict=True)
            if amount not in {low, high}
        ]
        days = {line.date for line, _ in apart}
        # If no line is an instalment, the whole fees are swapped, which is a hint for the cell.
        if not 2 <= len(apart) < len(difference.lines) or len(days) < len(apart) or None in days:
            continue
        for other in others:
            theirs = [
                amount
                for line, amount in zip(other.lines, other.amounts, strict=True)
                if line.date in days
            ]
            fits = len(theirs) == len(apart) and {low, high}.issuperset(theirs)
            if fits and sum(amount for _, amount in apart) - sum(theirs) == off:
                message = say(
                    "in {lines}, the amounts of {member} and {other} are swapped",
                    lines=chain(line_label(line) for line, _ in apart),
                    member=member_label(member),
                    other=member_label(other.cell.member),
                )
                yield Hint("swapped", message)
                return


def slip_in_a_line(difference: Difference, context: Context) -> Iterator[Hint]:
    """One of several lines stands for what would make the cell agree."""
    if not difference.is_split:
        return
    seen = set()
    before = context.last_year.get(difference.key)
    for place in sorted(_changed(difference, context, before)):
        line, amount = difference.lines[place], difference.amounts[place]
        meant = amount - difference.excess
        if not meant:
            continue
        for kind, text in slips_of(line, amount, meant, context):
            if kind == "sign" and meant * difference.expected < 0:
                continue  # the line has the sign of the fee, and is not reversed
            if kind not in seen:
                seen.add(kind)
                message = say(
                    "in {lines}, {slip}: {instead}",
                    lines=line_label(line),
                    slip=text,
                    instead=instead(amount, meant, context),
                )
                yield Hint(kind, message)
        if before and amount * context.unit.size * difference.expected == meant * before:
            message = say(
                "in {lines}, {amount} is the same part of last year's fee",
                lines=line_label(line),
                amount=context.money(amount),
            )
            yield Hint("last_year", message)


def _changed(difference: Difference, context: Context, before: Fraction | None) -> set[int]:
    """Find the lines that may stand for what would make the cell agree."""
    off, size = difference.excess, context.unit.size
    places = places_of_slips(difference.amounts, off, context.unit)
    # The rounding of an amount with VAT changes the net amount by less than 1.
    if abs(off) * size <= 1:
        places |= {place for place, line in enumerate(difference.lines) if line.vat_rate}
    growth = before and size * difference.expected - before
    if before and growth:
        part = -off * before / growth  # of last year's fee, as the line that was meant is of this
        places |= {place for place, amount in enumerate(difference.amounts) if amount == part}
    return places


def slips_in_lines(difference: Difference, context: Context) -> Iterator[Hint]:
    """Several lines have the same slip; without it the fee is split into equal instalments."""
    count = len(difference.lines)
    if not difference.is_split or count > MOST_INSTALMENTS:
        return
    for low, high, more in instalments(difference, context, count):
        other = [place for place in range(count) if difference.amounts[place] not in {low, high}]
        higher = more - sum(each == high for each in difference.amounts) if more else 0
        if len(other) < 2:
            continue
        found: list[dict[int, set[Slip]]] = []
        common: set[Slip] = set()
        for place in other:
            line, amount = difference.lines[place], difference.amounts[place]
            each = {m: set(slips_of(line, amount, m, context)) for m in {low, high} if m}
            here = set[Slip]().union(*each.values())
            common = common & here if found else here
            found.append(each)
            if not common:
                break
        for slip in sorted(common):
            only_high = sum(slip not in each.get(low, ()) for each in found)
            can_be_high = sum(slip in each.get(high, ()) for each in found) if more else 0
            if only_high <= higher <= can_be_high:
                yield Hint(slip[0], _in_lines(slip[1], other, difference, context))
                return


def vat_in_all_lines(difference: Difference, context: Context) -> Iterator[Hint]:
    """The lines without their VAT sum to the fee, and no line is too many."""
    if not difference.is_split:
        return
    size, count = context.unit.size, len(difference.lines)
    for per_cent in VAT_PER_CENT:
        # Each net amount is rounded by 0.005 at most.
        off = 100 * difference.invoiced - (100 + per_cent) * difference.expected
        if 200 * abs(off) * size.numerator > count * (100 + per_cent) * size.denominator:
            continue
        hundredths = size * 10_000 / (100 + per_cent)
        nets = [round_units(amount * hundredths, "half_up") for amount in difference.amounts]
        if sum(nets) != difference.expected * size * 100:
            continue
        if few_that_sum(difference.amounts, difference.excess) is None:
            slip = contains_vat(per_cent)
            yield Hint("vat_included", _in_lines(slip, range(len(nets)), difference, context))


def _in_lines(slip: str, places: Sequence[int], difference: Difference, context: Context) -> str:
    """Name the lines that have a slip, or give the sum if all of them have it."""
    if len(places) == len(difference.lines):
        in_all = instead(difference.invoiced, difference.expected, context)
        return say("in each line, {slip}: {instead} in all", slip=slip, instead=in_all)
    lines = chain(line_label(difference.lines[place]) for place in places)
    return say("in {lines}, {slip}", lines=lines, slip=slip)


def instalments(
    difference: Difference, context: Context, count: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the two amounts of equal instalments of the fee, and how many have the higher.

    They are the same, or differ by one unit: that of the pool, or 1.
    """
    fee, whole = difference.expected, max(1, int(1 / context.unit.size))
    if not fee % count:
        yield fee // count, fee // count, 0
    for unit in sorted({difference.pool_unit, whole}):
        base, more = divmod(fee // unit, count)
        if not fee % unit and more:
            yield base * unit, (base + 1) * unit, more


def instead(found: int, meant: int, context: Context) -> str:
    """Write an amount, and the one that it stands for."""
    return say("{amount} for {meant}", amount=context.money(found), meant=context.money(meant))
