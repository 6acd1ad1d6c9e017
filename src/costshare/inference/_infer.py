"""Infer among several candidates: kinds of models, drivers or reference dates, and units."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from costshare.amounts import Amount, Unit, read_amount, read_word, take_items
from costshare.apportionment import (
    METHODS,
    ROUNDINGS,
    MethodName,
    RoundingRule,
    read_method,
    read_rounding,
    read_tie_rule,
)
from costshare.errors import CostshareError, quoted
from costshare.frames import AnyFrame
from costshare.inference._attempt import Attempts
from costshare.inference._candidate import Candidate
from costshare.inference._fees_frame import open_frames
from costshare.inference._infer_years import all_fees_of, infer_years
from costshare.inference._not_tried import NotTried
from costshare.inference._off_unit import greatest_unit, units_of_most
from costshare.inference._problem import Kind, Problem
from costshare.inference._ranking import Ranking
from costshare.inference._read import (
    PROBLEMS,
    Column,
    Fees,
    read_columns,
    read_drivers,
    read_each,
    read_problem,
    rounded_first,
)
from costshare.inference._rounded_shares import RoundedSharesProblem
from costshare.inference._shares_read import RULES, SharesReadProblem
from costshare.inference._year_search import Tried
from costshare.inference._year_table import YearTable, is_nested, is_table, is_year, read_table
from costshare.inference._yearly_ranking import YearlyRanking

if TYPE_CHECKING:
    import pandas as pd

_KINDS: tuple[Kind, ...] = tuple(kind for kind in PROBLEMS if kind != "per_capita")

_Columns: TypeAlias = "Mapping[str, tuple[Fraction, ...]]"

_PHASED, _ROUNDED = "phased", "rounded_shares"
_NO_PHASES = (
    "no key moves between these drivers; pass total= for each year, or other models as well"
)
_NO_SHARES = (
    "shares rounded first give the fees with no number of decimals tried; pass other models, or "
    "leave models out"
)
_NO_CANDIDATE = "no model can be tried on these drivers; pass a driver, or models=['flat']"

# A unit is 1, 2 or 5 times a power of ten for a year, or so much a quarter or a month.
_USUAL = tuple(by * times for by in (1, 2, 5) for times in (1, 4, 12))

# Drivers are tried together unasked where all combinations have no more than so many columns, and
# these no more than so many numbers: some seconds. In a table of years no more than two are.
_MOST_COLUMNS, _MOST_NUMBERS = 90, 9000
_MOST_IN_YEARS = 2


@overload
def infer(  # type: ignore[overload-overlap]  # a table of years is a mapping too
    fees: "pd.DataFrame | Mapping[Any, Mapping[str, Amount | None] | pd.Series[Any]]",
    drivers: "Mapping[Any, Any] | AnyFrame",
    *,
    models: Iterable[str] = ...,
    unit: Amount | None = None,
    method: str | None = None,
    rounding: str | None = None,
    ties: str = "listed",
    total: "Mapping[Any, Amount] | pd.Series[Any] | None" = None,
    member: str | None = None,
) -> YearlyRanking: ...


@overload
def infer(
    fees: Column,
    drivers: "Mapping[str, Column] | AnyFrame",
    *,
    models: Iterable[str] = ...,
    unit: Amount | None = None,
    method: str | None = None,
    rounding: str | None = None,
    ties: str = "listed",
    total: Amount | None = None,
    member: str | None = None,
) -> Ranking: ...


def infer(
    fees: Any,
    drivers: Any,
    *,
    models: Iterable[str] = _KINDS,
    unit: Amount | None = None,
    method: str | None = None,
    rounding: str | None = None,
    ties: str = "listed",
    total: Any = None,
    member: str | None = None,
) -> Ranking | YearlyRanking:
    """Try several kinds of models on several drivers, and rank them.

    Parameters
    ----------
    fees : mapping of member to number, Series of any library, or list
        The published fees. A member without one (None, NaN, <NA>) takes no part. A frame with one
        column of amounts is that column. Or a table of years: a frame of members × years, one
        with columns ``year`` and ``member``, or a mapping of year to fees by member.
    drivers : mapping of name to driver, or frame
        The candidates: a population of each year, say. A frame has a column for each. For a table
        of years a driver may have figures of several years: a mapping of driver to year to member
        to number, or of driver to a frame with a column for each year; or the shapes that
        `project` takes, year to driver to member to number, and a frame with columns ``year`` and
        ``member``. Names that differ by the year alone, such as ``pct_2022`` and ``pct_2023``, are
        one driver with figures of these years, and the ranking says so.
    models : iterable of str
        Of ``flat``, ``proportional``, ``per_capita``, ``rate``, ``rounded_shares`` (listed only
        where it gives all fees but a few, and the shares themselves do not; of ``mixed``, ``keys``
        and ``blend`` too), ``mixed``, ``tariff``; and of two or three drivers together ``keys``,
        ``rates``, ``blend``, ``prices``. Left out, all but
        ``per_capita``, and drivers are not tried together where there are too many combinations;
        the ranking says so. For a table of years also ``phased``, a key that moves from one to
        another, and unasked no more than two drivers are tried together.
    unit : positive number, optional
        The unit of the fees. Left out, their greatest common divisor and the usual units that
        divide it are tried: 1, 2 and 5 times a power of ten, for a year, a quarter or a month.
        So are those of which all fees but three at most are multiples; these three are misprints.
    method : str, optional
        How a total was shared; see `infer_mixed`. Left out, every method is tried.
    rounding : str, optional
        How each fee of a price list was rounded; see `infer_mixed`. Left out, every way is tried.
        So was each part of a total that is given, unless a method is asked for.
    ties : str, default "listed"
        As in `apportion`.
    total : number, optional
        The total that was shared, where it is known; see `infer_mixed`. Price lists share none.
        Left out, it is what the fees sum to; where a few of them are wrong, it is deduced. For a
        table of years a mapping of year to number. A total that is not a whole number of units
        counts where each amount was rounded on its own; a method shares the whole number beside it
        that the fees sum to. (In a table of years none does.)
    member : str, optional
        Name of the column of members' names in a frame of drivers, of fees, or of both. Fees that
        come without names have those of the drivers, in the order of the frame's rows.

    Returns
    -------
    Ranking or YearlyRanking
        Those that reproduce every fee first, with fewer free numbers before more, and shorter ones
        before longer; then those that are exact but for a few named fees, the fewest first; then
        the others by the mean relative difference. In a tie the order given. For
        a table of years a `YearlyRanking`, of which each row is one rule for all years.

    Raises
    ------
    CostshareError
        If a model is unknown, names do not agree, or a number cannot be read.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = {"A": 3400, "B": 6600}
    >>> drivers = {"2018": {"A": 1, "B": 2}, "2019": {"A": 1, "B": 3}}
    >>> models = ["proportional", "mixed"]
    >>> print(cs.infer(fees, drivers, models=models, unit=200, method="largest_remainder"))
    3 of 4 candidates reproduce all 2 fees.
    <BLANKLINE>
    model         driver  unit           rounding                    found  mean difference
    ---------------------------------------------------------------------------------------
    proportional    2018   200  largest remainder                    exact
    mixed           2018   200  largest remainder   flat share 0 % to 10 %
    mixed           2019   200  largest remainder  flat share 32 % to 40 %
    proportional    2019   200  largest remainder            2 fees differ          17.83 %
    <BLANKLINE>
    Units tried: 200.
    <BLANKLINE>
    That a model reproduces the fees does not show that it was used: others may give them too.
    """
    fees, drivers, member = open_frames(fees, drivers, member, is_year)
    if is_table(fees):
        table = read_table(fees, drivers, total, member)
        every = all_fees_of(table)
        tried = Tried(*_ways(every, unit, method, rounding), read_tie_rule(ties))
        coarse = () if unit is not None else _coarse_units(every, table.totals.values())
        return _over_years(table, models, tried, coarse)
    read, given = read_columns(fees, drivers, member)
    kinds = _read_kinds(models)
    if models is _KINDS:
        kinds = _that_may_fit(kinds, read.amounts.values())
    _refuse_years(given)
    columns, left = _that_charge(read_drivers(read, given, zero=True))
    members = len(read.amounts)
    too_many = _too_many(len(columns), members) if models is _KINDS else ()
    known = () if total is None else (read_amount(total, "total"),)
    coarse = _coarse_units(read, known) if unit is None else ()
    attempts = Attempts(*_ways(read, unit, method, rounding), coarse)
    rows: list[Candidate] = []
    for problem in _problems(kinds, read, columns, attempts, too_many, ties=ties, total=total):
        if isinstance(problem, RoundedSharesProblem | SharesReadProblem):
            rows.extend(_rounded_first(problem, rows, attempts, deduce=total is None))
        elif attempts.ways(problem):
            rows.append(attempts.try_on(problem, deduce=total is None).with_roundings())
    if not rows:
        raise CostshareError(_NO_SHARES if _ROUNDED in kinds and columns else _NO_CANDIDATE)
    rows.sort(key=lambda row: row.rank)
    if not (rows[0].exact or rows[0].almost) and _ROUNDED in kinds:
        left += (NotTried(None, bounds="shares"),)
    return Ranking(tuple(rows), too_many, left)


def _rounded_first(
    problem: RoundedSharesProblem | SharesReadProblem,
    rows: Sequence[Candidate],
    attempts: Attempts,
    *,
    deduce: bool,
) -> list[Candidate]:
    """Try shares that were rounded first, unless the shares themselves give as many fees."""
    if isinstance(problem, SharesReadProblem):
        by = [row for row in rows if {*row.drivers} <= {*problem.drivers}]
    else:
        alone = {"proportional", "rate"}
        by = [row for row in rows if row.kind in alone and row.driver == problem.driver]
    # A total of so many units of its own may be the size of a rounded share.
    by = [row for row in by if not row.exact or any(map(_is_usual, row.exact_at))]
    same = min((row.rank[:2] for row in by), default=None)
    if same is not None and not same[0]:
        return []
    if isinstance(problem, SharesReadProblem):
        found = attempts.try_shares_read(problem, deduce=deduce)
    else:
        found = attempts.try_shares(problem, deduce=deduce)
        if not any(row.exact for row in found):
            read = rounded_first(problem, "proportional")
            found += attempts.try_shares_within(read, deduce=deduce)
            found = sorted(found, key=lambda row: row.rank)[:1]
    return [row for row in found if same is None or row.rank[:2] < same]


def _refuse_years(drivers: Mapping[str, object]) -> None:
    """Refuse figures of several years beside fees of one."""
    for name, each in drivers.items():
        if is_nested(each):
            msg = f"driver {name} has figures of several years, and fees are of one; pass fees as "
            msg += "a mapping year -> fees, or a driver for each year, such as "
            raise CostshareError(msg + quoted(f"{name} 2023"))


def _ways(
    fees: Fees, unit: Amount | None, method: str | None, rounding: str | None
) -> tuple[tuple[Unit, ...], tuple[MethodName, ...], tuple[RoundingRule, ...]]:
    """The units, methods and roundings to try."""
    return (
        _plausible_units(fees) if unit is None else (Unit.read(unit),),
        tuple(map(read_method, METHODS)) if method is None else (read_method(method),),
        tuple(map(read_rounding, ROUNDINGS)) if rounding is None else (read_each(rounding),),
    )


def _that_may_fit(kinds: tuple[Kind, ...], amounts: Iterable[Fraction]) -> tuple[Kind, ...]:
    """Leave price lists out for credits: they charge, and cannot have made these."""
    if min(amounts) >= 0:
        return kinds
    return tuple(kind for kind in kinds if PROBLEMS[kind].shares_total)


def _that_charge(columns: _Columns) -> tuple[_Columns, tuple[NotTried, ...]]:
    """The drivers that can charge a member, and the others; an error if all are zero."""
    left = tuple(NotTried(name) for name, column in columns.items() if not any(column))
    if left and len(left) == len(columns):
        raise left[0].error
    return {name: column for name, column in columns.items() if any(column)}, left


def _over_years(
    table: YearTable, models: Iterable[str], tried: Tried, coarse: tuple[Unit, ...]
) -> YearlyRanking:
    """Infer from a table of years."""
    asked = models is not _KINDS
    words = [*take_items(models, "models", ", ".join([*PROBLEMS, _PHASED]))]
    kinds = _read_kinds([word for word in words if word != _PHASED])
    if not asked:
        kinds = _that_may_fit(kinds, all_fees_of(table).amounts.values())
    too_many = () if asked else _too_many(len(table.drivers), table.cells, _MOST_IN_YEARS)
    phases = not asked or _PHASED in words
    found = infer_years(table, kinds, tried, coarse, phases=phases, not_together=too_many)
    if not found.rows:
        shares = _NO_SHARES if _ROUNDED in kinds else _NO_CANDIDATE
        raise CostshareError(shares if kinds else _NO_PHASES)
    return found


def _too_many(drivers: int, fees: int, most_together: int = 3) -> tuple[int, ...]:
    """The numbers of drivers of which there are too many combinations to try unasked."""
    most = min(_MOST_COLUMNS, _MOST_NUMBERS // max(fees, 1))
    return tuple(
        count
        for count in PROBLEMS["keys"].drivers_taken
        if (combinations_ := comb(drivers, count))
        and (count > most_together or count * combinations_ > most)
    )


def _problems(
    kinds: Collection[Kind],
    fees: Fees,
    columns: _Columns,
    attempts: Attempts,
    too_many: tuple[int, ...],
    **given: Any,
) -> Iterator[Problem]:
    """Each kind of model on each driver that it takes, and on each two or three of them."""
    stated = Fraction(0) if given["total"] is None else read_amount(given["total"], "total")
    # A total that is not a whole number of units was not shared by a method.
    each = attempts.each and (stated / attempts.units[0].size).denominator > 1
    # Shares of rules with parameters that were rounded first come last: where no other rule fits.
    rounded = RULES if _ROUNDED in kinds else ()
    for kind, first in [*((kind, False) for kind in kinds), *((kind, True) for kind in rounded)]:
        for count in [count for count in PROBLEMS[kind].drivers_taken if count not in too_many]:
            for names in combinations(columns, count):
                problem = read_problem(
                    kind,
                    fees,
                    {name: columns[name] for name in names},
                    unit=attempts.units[0],
                    method=None if each else "largest_remainder",
                    rounding=attempts.roundings[0],
                    **given,
                )
                yield rounded_first(problem, kind) if first else problem


def _read_kinds(models: object) -> tuple[Kind, ...]:
    """Read the kinds of models to try."""
    known = tuple(PROBLEMS)
    kinds = tuple(take_items(models, "models", ", ".join(known)))
    return tuple(read_word(kind, "model", known) for kind in kinds)


def _plausible_units(fees: Fees) -> tuple[Unit, ...]:
    """The greatest common divisor of the fees, and the usual units that divide it; largest first.

    A divisor that is a fee itself, as where all fees are equal, counts only if it is usual.
    """
    sizes = [abs(fee) for fee in fees.amounts.values() if fee]
    greatest = greatest_unit(sizes).size
    units = set() if greatest in sizes else {greatest}
    units.update(each for each in _usual(greatest) if (greatest / each).denominator == 1)
    return tuple(Unit(each) for each in sorted(units or {greatest}, reverse=True))


def _coarse_units(fees: Fees, totals: Iterable[Fraction]) -> tuple[Unit, ...]:
    """Units of all fees but a few, and of the totals that are known; largest first."""
    amounts = list(fees.amounts.values())
    usual = map(Unit, _usual(max(map(abs, amounts))))
    found = {each.size for each in units_of_most(amounts, usual)}
    whole = [each for each in found if all((total / each).denominator == 1 for total in totals)]
    return tuple(Unit(each) for each in sorted(whole, reverse=True))


def _is_usual(unit: Decimal) -> bool:
    """Whether a unit is 1, 2 or 5 times a power of ten, for a year, a quarter or a month."""
    size = Fraction(unit)
    return size in _usual(size)


def _usual(most: Fraction) -> Iterator[Fraction]:
    """The usual units up to an amount."""
    power = Fraction(1) if most.denominator == 1 else Fraction(1, 100)
    while power <= most:
        yield from (power * by for by in _USUAL)
        power *= 10
