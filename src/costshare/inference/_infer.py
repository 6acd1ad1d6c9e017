"""Infer among several candidates: kinds of models, drivers or reference dates, and units."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from costshare.amounts import Amount, Unit, common_unit, read_word, take_items
from costshare.errors import CostshareError
from costshare.frames import AnyFrame
from costshare.inference._inference import Inference
from costshare.inference._problem import Kind
from costshare.inference._ranking import Candidate, Ranking
from costshare.inference._read import (
    PROBLEMS,
    Column,
    Fees,
    read_columns,
    read_problem,
)

_KINDS = tuple(kind for kind in PROBLEMS if kind != "blend")

# A unit is 1, 2 or 5 times a power of ten for a year, or so much a quarter or a month.
_USUAL = tuple(by * times for by in (1, 2, 5) for times in (1, 4, 12))


def infer(
    fees: Column,
    drivers: "Mapping[str, Column] | AnyFrame",
    *,
    models: Iterable[str] = ("flat", "proportional", "mixed", "tariff"),
    unit: Amount | None = None,
    method: str = "largest_remainder",
    rounding: str = "half_up",
    ties: str = "listed",
    total: Amount | None = None,
    member: str | None = None,
) -> Ranking:
    """Try several kinds of models on several drivers, and rank them.

    Parameters
    ----------
    fees : mapping of member to number, Series of any library, or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    drivers : mapping of name to driver, or frame
        The candidates: a population of each year, say. A frame has a column for each.
    models : iterable of str
        Of ``flat``, ``proportional``, ``per_capita``, ``mixed`` and ``tariff``.
    unit : positive number, optional
        The unit of the fees. Left out, their greatest common divisor and the usual units that
        divide it are tried: 1, 2 and 5 times a power of ten, for a year, a quarter or a month.
    method : str, default "largest_remainder"
        How a total was shared; see `infer_mixed`.
    rounding : str, default "half_up"
        How each fee of a price list was rounded; see `infer_mixed`.
    ties : str, default "listed"
        As in `apportion`.
    total : number, optional
        The total that was shared, where it is known; see `infer_mixed`. Price lists share none.
    member : str, optional
        Name of the frame's column of members' names. The fees have these names too, where they
        come without, in the order of the frame's rows.

    Returns
    -------
    Ranking
        Those that reproduce every fee first, with fewer parameters before more; then those from
        which the fewest fees differ, and of these those where they differ least. In a tie the
        order given.

    Raises
    ------
    CostshareError
        If a model is unknown, names do not agree, or a number cannot be read.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = {"A": 3400, "B": 6600}
    >>> drivers = {"2018": {"A": 1, "B": 2}, "2019": {"A": 1, "B": 3}}
    >>> print(cs.infer(fees, drivers, models=["proportional", "mixed"], unit=200))
    3 of 4 candidates reproduce all 2 fees.
    <BLANKLINE>
    model         driver  unit                    found
    ---------------------------------------------------
    proportional    2018   200                    exact
    mixed           2018   200   flat share 0 % to 10 %
    mixed           2019   200  flat share 32 % to 40 %
    proportional    2019   200            2 fees differ
    <BLANKLINE>
    Units tried: 200.
    <BLANKLINE>
    That a model reproduces the fees does not show that it was used: others may give them too.
    """
    read, given = read_columns(fees, drivers, member)
    kinds = _read_kinds(models)
    units = _plausible_units(read) if unit is None else (Unit.read(unit),)
    rows = []
    for kind in kinds:
        for name in [None] if kind == "flat" else given:
            chosen = {} if name is None else {name: given[name]}
            problem = read_problem(
                kind,
                read,
                chosen,
                unit=units[0],
                method=method,
                rounding=rounding,
                ties=ties,
                total=total,
            )
            problems = [problem.in_unit(each) for each in units]
            found = [Inference(each, each.solve()) for each in problems]
            exact = [each for each in found if each.exact]
            exact_at = tuple(each.problem.unit for each in exact)
            rows.append(Candidate((exact or found)[0], units, exact_at))
    if not rows:
        msg = "there is no candidate; pass a driver, or models=['flat']"
        raise CostshareError(msg)
    return Ranking(tuple(sorted(rows, key=lambda row: row.rank)))


def _read_kinds(models: object) -> tuple[Kind, ...]:
    """Read the kinds of models to try."""
    kinds = tuple(take_items(models, "models", ", ".join(_KINDS)))
    return tuple(read_word(kind, "model", _KINDS) for kind in kinds)


def _plausible_units(fees: Fees) -> tuple[Unit, ...]:
    """The greatest common divisor of the fees, and the usual units that divide it; largest first.

    A divisor that is a fee itself, as where all fees are equal, counts only if it is usual.
    """
    sizes = [abs(fee) for fee in fees.amounts.values() if fee]
    # Read as units: a fee such as 1/3 has no unit with a finite decimal.
    greatest = common_unit(map(Unit.read, sizes)).size
    units = set() if greatest in sizes else {greatest}
    power = Fraction(1) if greatest.denominator == 1 else Fraction(1, 100)
    while power <= greatest:
        usual = (power * by for by in _USUAL)
        units.update(each for each in usual if (greatest / each).denominator == 1)
        power *= 10
    return tuple(Unit(each) for each in sorted(units or {greatest}, reverse=True))
