"""Infer one rule from fees of several years: its parameters and reference years."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from costshare.amounts import Unit
from costshare.fields import ReadOnly
from costshare.inference._not_tried import NotTried, not_tried
from costshare.inference._off_unit import count_units, off_unit
from costshare.inference._phase_search import PhaseSearch, phased
from costshare.inference._problem import Kind
from costshare.inference._read import PROBLEMS, Fees
from costshare.inference._year_search import Tried, YearSearch
from costshare.inference._year_table import YearTable, naming
from costshare.inference._yearly_ranking import YearlyRanking
from costshare.inference._yearly_rule import YearlyRule
from costshare.inference._yearly_shares import shares_rounded_first


def infer_years(
    table: YearTable,
    kinds: Collection[Kind],
    tried: Tried,
    coarse: tuple[Unit, ...],
    *,
    phases: bool,
    not_together: tuple[int, ...],
) -> YearlyRanking:
    """Try several kinds of models on the drivers of a table of years, and rank them.

    Coarse units are those of all fees but a few, which are misprints.
    """
    left = tuple(not_tried(table))
    if left and len(left) == len(table.drivers):
        raise left[0].error
    if not tried.attempts().each:
        tried = tried._replace(units=_units_for(table, tried.units))
    _refuse_off_unit(table, tried.units[0])
    rows = _every_rule(table, kinds, tried, not_together, phases=phases)
    if coarse and not any(row.exact for row in rows):
        in_coarse = tried._replace(units=coarse)
        others = _every_rule(table, kinds, in_coarse, not_together, phases=phases)
        rows += [row for row in others if row.almost]
    rows.sort(key=lambda row: row.order)
    rows = [row for at, row in enumerate(rows) if not any(_says(other, row) for other in rows[:at])]
    if rows and not rows[0].exact:
        left += (NotTried(None, bounds="years"),)
    return YearlyRanking(tuple(rows), left, not_together, table.read_as_one)


def _every_rule(
    table: YearTable,
    kinds: Collection[Kind],
    tried: Tried,
    not_together: Collection[int],
    *,
    phases: bool,
) -> list[YearlyRule]:
    """The rules in some units: of each kind of model, of keys that move, by rounded shares."""
    rows = [*_rules(table, kinds, tried, not_together)]
    if phases:
        rows = [phased(row) or row for row in rows]
        # Between too many drivers no moving key is looked for either.
        moving = replace(table, fixed=ReadOnly()) if 2 in not_together else table
        search = PhaseSearch(moving, tried)
        rows += [*search.shared(kinds), *search.rounded()]
    if phases or "rounded_shares" in kinds:
        rows += shares_rounded_first(table, kinds, tried, rows, phases=phases)
    return rows


def _says(better: YearlyRule, row: YearlyRule) -> bool:
    """Whether a key that moves is found twice, as by a method and with each amount rounded.

    Shares that were rounded first are another rule, where that is exact as well.
    """
    if (better.kind, {*better.drivers}) != (row.kind, {*row.drivers}):
        return False
    return not row.exact or better.places == row.places


def _rules(
    table: YearTable, kinds: Iterable[Kind], tried: Tried, not_together: Collection[int]
) -> Iterator[YearlyRule]:
    """Each kind of model on each driver that it takes, and on each two or three of them."""
    for kind in kinds:
        if kind == "rounded_shares":
            continue
        ways = tried.methods if PROBLEMS[kind].shares_total else tried.roundings
        for count in PROBLEMS[kind].drivers_taken:
            if ways and count not in not_together:
                for names in combinations(table.drivers, count):
                    rule = YearSearch(table, kind, names, tried).rule()
                    if rule is not None:
                        yield rule


def all_fees_of(table: YearTable) -> Fees:
    """The fees of all years, by member and year."""
    amounts = {
        f"{name} {year}": fee for year, own in table.fees.items() for name, fee in own.items()
    }
    return Fees(amounts, (), named=True)


def _refuse_off_unit(table: YearTable, unit: Unit) -> None:
    """Refuse fees that are not a multiple of the unit, unless they are few in the whole table."""
    few = off_unit([*all_fees_of(table).amounts.values()], unit)
    for year, fees in table.fees.items():
        with naming(year):
            count_units(fees, unit, most=len(few))


def _units_for(table: YearTable, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units that divide every total that is known, or all where none does."""
    kept = tuple(
        unit
        for unit in units
        if all((total / unit.size).denominator == 1 for total in table.totals.values())
    )
    return kept or units
