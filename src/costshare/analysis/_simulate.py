"""Monte Carlo on drivers: the fees of members if their figures are off."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Any

import numpy as np

from costshare.agreement import Agreement, Pool, PoolAllocation, count_units, share_pool
from costshare.amounts import Amount, read_amount
from costshare.analysis._amounts import Amounts
from costshare.analysis._figures import drivers_of
from costshare.analysis._simulation import Simulation
from costshare.apportionment import scale_to_whole
from costshare.apportionment.arrays import apportion_array
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import (
    each_once,
    find_name,
    given_as,
    given_list,
    has_names,
    read_by_name,
    read_name,
    read_percent,
)
from costshare.models import Flat, Mixed, PerCapita, Proportional, own_model

_BY_SHARES = (Flat, PerCapita, Proportional, Mixed)
_MOST_INT64 = 2**63 - 1
_MOST_RUNS = 1_000_000

Runs = Sequence[Mapping[str, Fraction]]
Drawn = Mapping[str, Runs]
"""The figures by driver, in each run by member."""


def simulate(
    agreement: Agreement,
    *,
    driver: str | Sequence[str] | None = None,
    spread: str | Mapping[str, str],
    seed: int,
    runs: int = 1000,
    pool: str | None = None,
) -> Simulation:
    """Draw drivers at random within a spread, and find how far each fee moves.

    Parameters
    ----------
    agreement : Agreement
        Today's agreement.
    driver : str or list of str, optional
        Driver with uncertain figures, or several of them; left out where `spread` names them.
    spread : str, or mapping of driver to str
        Largest difference: ``"2%"`` draws each figure evenly from those up to 2 per cent below or
        above it, independently of the others. A whole figure stays whole. One for every driver, or
        by driver: ``{"population": "1%", "pupils": "3%"}``.
    seed : int
        Seed of the random numbers. The same seed gives the same figures on every platform, and the
        first driver the same ones whatever drivers follow.
    runs : int, default 1000
        Number of runs.
    pool : str, optional
        Name of the only pool to simulate; all pools if left out.

    Returns
    -------
    Simulation
        Lowest fee, quantiles and highest fee of each member. In each run all fees sum to the
        totals of their pools, exactly.

    Raises
    ------
    CostshareError
        If no pool uses a driver, or if spread, seed, number of runs or pool is invalid.

    Examples
    --------
    >>> import costshare as cs
    >>> members = [cs.Member(name="A", population=100), cs.Member(name="B", population=300)]
    >>> pool = cs.Pool(name="office", total=1000, model=cs.PerCapita())
    >>> board = cs.Agreement(name="Board", period="2022", members=members, pools=[pool])
    >>> cs.simulate(board, driver="population", spread="10%", seed=1).to_frame()
            today  lowest   5%  25%  50%  75%  95%  highest
    member
    A         250     215  225  238  249  261  277      289
    B         750     711  723  739  751  762  775      785
    """
    given_as(Agreement, agreement, "agreement", "an Agreement")
    spreads = _spreads(driver, spread)
    begin, count = _whole(seed, "seed", 0, 2**128), _whole(runs, "runs", 1, _MOST_RUNS)
    if pool is not None:
        names = [each.name for each in agreement.pools]
        only = agreement.pools[names.index(find_name("pool", pool, names))]
        agreement = agreement.replace(pools=[only])
    for each in agreement.pools:
        if each.receives:
            msg = (
                f"pool {each.name} takes over costs that change as drivers do, which is not "
                "simulated; name a pool that takes over none: pool=…"
            )
            raise CostshareError(msg)
    today = agreement.allocate()
    used = {each.name: _drivers_read(agreement, each) for each in agreement.pools}
    moving = {
        name: [each for each in spreads if drivers is None or each in drivers]
        for name, drivers in used.items()
    }
    for name in spreads:
        if not any(name in drivers for drivers in moving.values()):
            raise _not_read(agreement, name, used)
    drawn = {
        name: list(draws(_figures(agreement, name), part, count, begin, stream=place))
        for place, (name, part) in enumerate(spreads.items())
    }
    first, *others = spreads
    return Simulation(
        today=today,
        driver=first,
        spread=spreads[first],
        others={name: spreads[name] for name in others},
        seed=begin,
        runs=count,
        pool_fees={
            record.name: _fees(
                record,
                _units(agreement, record, {name: drawn[name] for name in moving[record.name]})
                if moving[record.name]
                else _column([list(record.counts().values())] * count),
            )
            for record in today.pools
        },
    )


def _spreads(driver: object, spread: object) -> dict[str, Fraction]:
    """Read the spread of each driver."""
    if has_names(spread):
        if driver is not None:
            msg = "driver and a spread by driver are both given; leave driver out"
            raise CostshareError(msg)
        given = {
            read_name(name, what="driver"): each
            for name, each in read_by_name(spread, "spread").items()
        }
    elif driver is None:
        msg = "driver is missing; name one, or pass spread={'population': '2%'}"
        raise CostshareError(msg)
    else:
        one = isinstance(driver, str)
        listed = [driver] if one else given_list(str, driver, "driver", "names")
        names = [read_name(name, what="driver") for name in listed]
        each_once("driver", names)
        given = dict.fromkeys(names, spread)
    if not given:
        msg = "no driver is named; name one, or pass spread={'population': '2%'}"
        raise CostshareError(msg)
    return {name: _spread(each) for name, each in given.items()}


def _spread(given: Any) -> Fraction:
    """Read how far figures may be off."""
    part = read_percent(given, "spread")
    if not 0 <= part <= 1:
        msg = f"spread {given} lies outside 0% to 100%; a driver is zero or more"
        raise CostshareError(msg)
    return part


def _figures(agreement: Agreement, driver: str) -> dict[str, Fraction]:
    """Read today's figures of a driver."""
    return {
        member: read_amount(drivers[driver], f"driver {driver!r} of member {member}")
        for member, drivers in drivers_of(agreement).items()
        if driver in drivers
    }


def _fees(record: PoolAllocation, units: Any) -> dict[str, Amounts]:
    """Take the fees in every run by member from an array of units, runs × members."""
    return {
        member: Amounts.of(units[:, place].tolist(), record.unit)
        for place, member in enumerate(record.fees)
    }


def draws(
    figures: Mapping[str, Fraction], spread: Fraction, runs: int, seed: int, *, stream: int = 0
) -> Iterator[dict[str, Fraction]]:
    """Draw every figure anew in each run, evenly from the numbers within the spread.

    They are whole for a whole figure, else multiples of 1 ÷ its denominator. The first runs do not
    depend on how many follow. Each driver has a stream of its own: the same bits, so many draws
    further that no simulation gets there.

    numpy promises the raw bits of a bit generator for good, but not how a `Generator` makes
    integers or floats of them (NEP 19). So 64 bits become a number in a range here, in whole
    numbers: bits × width ÷ 2⁶⁴ (Lemire, "Fast Random Integer Generation in an Interval", 2019). The
    chance of each number differs from an even one by less than 1 in 2⁶⁴ ÷ width.
    """
    ranges = {
        name: (
            ceil(figure.numerator * (1 - spread)),
            floor(figure.numerator * (1 + spread)),
            figure.denominator,
        )
        for name, figure in figures.items()
    }
    bits = np.random.PCG64(seed)
    for _ in range(stream):
        bits = bits.jumped()
    for _ in range(runs):
        raw: list[int] = bits.random_raw(len(ranges)).tolist()
        yield {
            name: Fraction(low + ((each * (high - low + 1)) >> 64), parts)
            for each, (name, (low, high, parts)) in zip(raw, ranges.items(), strict=True)
        }


def _whole(value: Amount, name: str, least: int, most: int = _MOST_INT64) -> int:
    """Read a whole number within bounds."""
    number = read_amount(value, name)
    if number.denominator != 1 or number < least:
        msg = f"{name} {quoted(value)} must be a whole number, {least} or more"
        raise CostshareError(msg)
    if number > most:
        msg = f"{name} {quoted(value)} is more than {most}; pass a smaller number"
        raise CostshareError(msg)
    return int(number)


def _drivers_read(agreement: Agreement, pool: Pool) -> tuple[str, ...] | None:
    """Return the drivers that the model of a pool reads; None if it is a model of a user."""
    pool, facts = pool.in_period(agreement.period), agreement.facts(pool)
    share_pool(pool, facts)
    return facts.drivers_read if own_model(pool.model) is None else None


def _not_read(
    agreement: Agreement, name: str, used: Mapping[str, tuple[str, ...] | None]
) -> CostshareError:
    """Return the error of a driver that no pool goes by, or that nobody has."""
    known = dict.fromkeys(each for drivers in used.values() for each in drivers or ())
    if not _figures(agreement, name):
        return unknown_name("driver that a pool goes by:", name, known)
    pools = f"pool {next(iter(used))} does not go" if len(used) == 1 else "no pool goes"
    way_out = f"pass one of {', '.join(known)}" if known else "the fees do not depend on drivers"
    return CostshareError(f"{pools} by {name}; {way_out}")


def _units(agreement: Agreement, record: PoolAllocation, drawn: Drawn) -> Any:
    """Return fees in units, runs × members."""
    pool = next(each for each in agreement.pools if each.name == record.name)
    pool = pool.in_period(agreement.period)
    plain = record.method == "largest_remainder" and record.ties == "listed"
    total = pool.unit.count(record.total, "total") if plain else 0
    fits = abs(total) <= _MOST_INT64
    if type(pool.model) in _BY_SHARES and plain and total and fits:
        ((driver, figures),) = drawn.items()  # these models go by one
        return _by_weights(record, driver, total, figures)
    facts = agreement.facts(pool)
    rows = []
    for run, each in enumerate(zip(*drawn.values(), strict=True), start=1):
        try:
            by_driver = dict(zip(drawn, each, strict=True))
            counts = count_units(pool, facts.with_drivers(by_driver))
        except CostshareError as error:
            raise type(error)(f"run {run}: {error}") from error
        rows.append(list(counts.values()))
    return _column(rows)


def _by_weights(record: PoolAllocation, driver: str, total: int, drawn: Runs) -> Any:
    """Apportion all runs of a model of shares at once, by weights in whole numbers.

    With W the sum of the driver, a quota is (what does not go by it) + amount × figure ÷ W; times
    W it is a whole number once the constants are.
    """
    names = list(record.fees)
    level = dict.fromkeys(names, Fraction(0))
    amount = Fraction(0)
    for term in record.terms:
        if term.driver == driver:
            amount += term.amount
        else:
            for name, quota in term.quotas.items():
                level[name] += quota
    parts = scale_to_whole([*(abs(quota) for quota in level.values()), abs(amount)])
    common = gcd(*parts)
    *fixed, by_driver = (part // common for part in parts)
    proration = scale_to_whole([record.proration.get(name, Fraction(1)) for name in names])
    weights = []
    for figures in drawn:
        counted = [
            figure * days
            for figure, days in zip(
                scale_to_whole([figures[name] for name in names]), proration, strict=True
            )
        ]
        whole = sum(counted)
        weights.append(
            [each * whole + by_driver * own for each, own in zip(fixed, counted, strict=True)]
        )
    return apportion_array([total] * len(weights), _column(weights))


def _column(rows: list[list[int]]) -> Any:
    """Make an array of int64 where all numbers fit, else of Python's int."""
    fits = all(abs(each) <= _MOST_INT64 for row in rows for each in row)
    return np.array(rows, dtype=np.int64 if fits else object)
