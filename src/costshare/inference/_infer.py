"""The door for several candidates: kinds of models, drivers or reference dates, and steps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from costshare.amounts import Amount, Unit, take_items
from costshare.errors import CostshareError
from costshare.fields import read_word
from costshare.inference._columns import Column, read_drivers, read_fees
from costshare.inference._infer_mixed import ask
from costshare.inference._inference import Inference
from costshare.inference._question import Kind
from costshare.inference._ranking import Candidate, Ranking
from costshare.inference._units import plausible_units

if TYPE_CHECKING:
    import pandas as pd

_KINDS = tuple(kind for kind in get_args(Kind) if kind != "blend")


def infer(
    fees: Column,
    drivers: "Mapping[str, Column] | pd.DataFrame",
    *,
    models: Iterable[str] = ("flat", "proportional", "mixed", "tariff"),
    unit: Amount | None = None,
    rounding: str = "largest_remainder",
    tariff_rounding: str = "half_up",
    ties: str = "listed",
    total: Amount | None = None,
) -> Ranking:
    """Try several kinds of models on several drivers, and rank them.

    Parameters
    ----------
    fees : mapping of member to number, Series or list
        The published fees. A member without one (None, NaN, <NA>) takes no part.
    drivers : mapping of name to driver, or DataFrame
        The candidates: a population of each year, say. A DataFrame has a column for each.
    models : iterable of str
        Of ``flat``, ``proportional``, ``per_capita``, ``mixed`` and ``tariff``.
    unit : positive number, optional
        The step of the fees. Left out, their greatest common divisor and the usual steps that
        divide it are tried: 1, 2 and 5 times a power of ten, for a year, a quarter or a month.
    rounding : str, default "largest_remainder"
        The method by which a total was shared.
    tariff_rounding : str, default "half_up"
        How each fee of a price list was rounded.
    ties : str, default "listed"
        As in `apportion`.
    total : number, optional
        What was shared, where it is known; see `infer_mixed`. Price lists share none.

    Returns
    -------
    Ranking
        Those that reproduce every fee first, with fewer parameters before more; then those from
        which the fewest fees differ, and of these those where they differ least. In a tie the
        order given.

    Raises
    ------
    CostshareError
        On a model that is not known, names that do not agree, and figures that cannot be read.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = {"A": 3400, "B": 6600}
    >>> drivers = {"2018": {"A": 1, "B": 2}, "2019": {"A": 1, "B": 3}}
    >>> print(cs.infer(fees, drivers, models=["proportional", "mixed"], unit=200))
    3 of 4 candidates reproduce all 2 fees.
    <BLANKLINE>
    model         driver  step                   found
    --------------------------------------------------
    proportional    2018   200                   exact
    mixed           2018   200     flat share 0 to 0.1
    mixed           2019   200  flat share 0.32 to 0.4
    proportional    2019   200           2 fees differ
    <BLANKLINE>
    Steps tried: 200.
    <BLANKLINE>
    That a model reproduces the fees does not show that it was used: others may give them too.
    """
    read = read_fees(fees)
    given = read_drivers(drivers)
    kinds = _read_kinds(models)
    units = plausible_units(read.amounts.values()) if unit is None else (Unit.read(unit),)
    rows = []
    for kind in kinds:
        how = tariff_rounding if kind == "tariff" else rounding
        names = [None] if kind == "flat" else given
        for name in names:
            chosen = {} if name is None else {name: given[name]}
            shared = None if kind == "tariff" else total
            found = [
                ask(kind, read, chosen, unit=step, rounding=how, ties=ties, total=shared)
                for step in units
            ]
            rows.append(_candidate(kind, name, found))
    if not rows:
        msg = "there is no candidate; pass a driver, or models=['flat']"
        raise CostshareError(msg)
    return Ranking(tuple(sorted(rows, key=lambda row: row.rank)))


def _candidate(kind: Kind, name: str | None, found: Sequence[Inference]) -> Candidate:
    """Put the answers at several steps together."""
    exact = [each for each in found if each.exact]
    return Candidate(
        kind=kind,
        driver=name,
        inference=(exact or found)[0],
        tried=tuple(each.unit for each in found),
        exact_at=tuple(each.unit for each in exact),
    )


def _read_kinds(models: object) -> tuple[Kind, ...]:
    kinds = tuple(take_items(models, "models", ", ".join(_KINDS)))
    return tuple(read_word(kind, "model", _KINDS) for kind in kinds)
