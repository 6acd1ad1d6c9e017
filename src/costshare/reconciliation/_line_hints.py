"""What may be behind a finding, looked for in the lines of a cell and not in their sum."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from costshare.apportionment import round_units
from costshare.invoices import InvoiceLine
from costshare.reconciliation._case import Case, Scene
from costshare.reconciliation._finding import Hint
from costshare.reconciliation._slips import VAT_PER_CENT, Slip, slips
from costshare.reconciliation._subset import few_that_sum
from costshare.reconciliation._words import the_line, who

# The most instalments of a year that are looked for: months.
MOST_INSTALMENTS = 12


def slips_of(line: InvoiceLine, meant: int, found: int, scene: Scene) -> Iterator[Slip]:
    """Name every slip by which the net amount of a line stands for another."""
    yield from slips(meant, found, scene.step)
    if line.vat_rate and line.net is None and line.amount is not None:
        amount = Fraction(line.amount)
        with_vat = meant * scene.step.size * (1 + Fraction(line.vat_rate))
        if amount == round_units(with_vat, "half_up") != with_vat:
            yield "rounding", "the amount with VAT is rounded to a whole number"


def swapped_in_a_line(case: Case, scene: Scene) -> Iterator[Hint]:
    """On one day two members are each invoiced the other's amount."""
    if not case.is_split:
        return
    off, told = case.cell.difference, set()
    for line, amount in zip(case.lines, case.amounts, strict=True):
        others = scene.by_line.get((case.cell.pool, -off, line.date, amount - off), ())
        for other in islice(others, 2):
            name = who(other.cell.member)
            if other is not case and (line.date, name) not in told:
                told.add((line.date, name))
                yield Hint(
                    "swapped",
                    f"in {the_line(line)}, the amounts of {who(case.cell.member)} and {name} are "
                    f"swapped: {scene.money(amount)} for {scene.money(amount - off)}",
                )


def swapped_in_lines(case: Case, scene: Scene) -> Iterator[Hint]:
    """On several days two members are each invoiced the other's instalment."""
    off = case.cell.difference
    if not case.is_split:
        return
    for low, high, _ in instalments(case, scene, len(case.lines)):
        odd = [
            (line, amount)
            for line, amount in zip(case.lines, case.amounts, strict=True)
            if amount not in {low, high}
        ]
        days = {line.date for line, _ in odd}
        # Where every line is odd, the whole fees are swapped, and that is said of the cell.
        if not 2 <= len(odd) < len(case.lines) or len(days) < len(odd) or None in days:
            continue
        for other in islice(scene.by_difference.get((case.cell.pool, -off), ()), 2):
            theirs = [
                amount
                for line, amount in zip(other.lines, other.amounts, strict=True)
                if line.date in days
            ]
            fits = len(theirs) == len(odd) and {low, high}.issuperset(theirs)
            if fits and sum(amount for _, amount in odd) - sum(theirs) == off:
                lines = " and ".join(the_line(line) for line, _ in odd)
                names = f"{who(case.cell.member)} and {who(other.cell.member)}"
                yield Hint("swapped", f"in {lines}, the amounts of {names} are swapped")
                return


def slip_in_a_line(case: Case, scene: Scene) -> Iterator[Hint]:
    """One of several lines stands for what would make the cell agree."""
    if not case.is_split:
        return
    told = set()
    before = scene.last_year.get(case.key)
    for line, amount in zip(case.lines, case.amounts, strict=True):
        meant = amount - case.cell.difference
        if not meant:
            continue
        for kind, text in slips_of(line, meant, amount, scene):
            if kind == "sign" and meant * (case.cell.expected or 0) < 0:
                continue  # the line has the sign of the fee, and is not reversed
            if kind not in told:
                told.add(kind)
                yield Hint(kind, f"in {the_line(line)}, {text}: {instead(amount, meant, scene)}")
        if before and amount * scene.step.size * (case.cell.expected or 0) == meant * before:
            money = scene.money(amount)
            yield Hint("last_year", f"in {the_line(line)}, {money} is the part of last year's fee")


def slips_in_lines(case: Case, scene: Scene) -> Iterator[Hint]:
    """Several lines have the same slip; without it the fee is split into equal instalments."""
    count = len(case.lines)
    if not case.is_split or count > MOST_INSTALMENTS:
        return
    for low, high, more in instalments(case, scene, count):
        other = [place for place in range(count) if case.amounts[place] not in {low, high}]
        higher = more - sum(each == high for each in case.amounts) if more else 0
        found = [
            {meant: set(slips_of(case.lines[place], meant, case.amounts[place], scene))
             for meant in {low, high} if meant}
            for place in other
        ]  # fmt: skip
        if len(other) < 2:
            continue
        for slip in sorted(set.intersection(*(set().union(*each.values()) for each in found))):
            only_high = sum(slip not in each.get(low, ()) for each in found)
            can_be_high = sum(slip in each.get(high, ()) for each in found) if more else 0
            if only_high <= higher <= can_be_high:
                yield Hint(slip[0], _in_lines(slip[1], other, case, scene))
                return


def vat_in_all_lines(case: Case, scene: Scene) -> Iterator[Hint]:
    """The lines, less the VAT of each, come to the fee, and no line is too many."""
    if not case.is_split:
        return
    for per_cent in VAT_PER_CENT:
        nets = [_without_vat(amount, per_cent, scene) for amount in case.amounts]
        if sum(nets) != (case.cell.expected or 0) * scene.step.size:
            continue
        if few_that_sum(case.amounts, case.cell.difference) is None:
            contains = f"the amount contains {per_cent} % VAT"
            yield Hint("vat_included", _in_lines(contains, range(len(nets)), case, scene))


def _in_lines(text: str, places: Sequence[int], case: Case, scene: Scene) -> str:
    """Name the lines that have a slip; of all of them give the sum."""
    if len(places) == len(case.lines):
        in_all = instead(case.cell.invoiced, case.cell.expected or 0, scene)
        return f"in each line, {text}: {in_all} in all"
    return f"in {' and '.join(the_line(case.lines[place]) for place in places)}, {text}"


def instalments(case: Case, scene: Scene, count: int) -> Iterator[tuple[int, int, int]]:
    """Give the two amounts of equal instalments of the fee, and how many have the higher.

    They are the same, or one step apart: the unit of the pool, or 1.
    """
    fee, whole = case.cell.expected or 0, max(1, int(1 / scene.step.size))
    if not fee % count:
        yield fee // count, fee // count, 0
    for step in sorted({case.unit, whole}):
        base, more = divmod(fee // step, count)
        if not fee % step and more:
            yield base * step, (base + 1) * step, more


def instead(found: int, meant: int, scene: Scene) -> str:
    """Write an amount that stands for another."""
    return f"{scene.money(found)} for {scene.money(meant)}"


def _without_vat(amount: int, per_cent: int, scene: Scene) -> Fraction:
    """Take the VAT out of an amount, to 0.01, halves up."""
    hundredths = amount * scene.step.size * 10_000 / (100 + per_cent)
    return Fraction(round_units(hundredths, "half_up"), 100)
