"""The derivation of one fee, in steps that a controller can follow with a calculator."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor, prod
from typing import Any

from costshare.agreement._digits import PLACES, Digits
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rounded import unit_bounds
from costshare.errors import some_of
from costshare.models import Term, line_quota
from costshare.results import (
    APPROXIMATELY,
    digits_of,
    near,
    number,
    percent,
    places_shown,
    rounded,
    that_follow,
    with_currency,
)

_ROUNDED = {
    "half_up": "to the nearest multiple of {size}, halves up",
    "half_even": "to the nearest multiple of {size}, halves to the even one",
    "half_down": "to the nearest multiple of {size}, halves down",
    "up": "up to a multiple of {size}",
    "down": "down to a multiple of {size}",
}

_METHODS = {
    "webster": "rounds every quota ÷ d to the nearest unit, with the one d that gives the total",
    "jefferson": "rounds every quota ÷ d down, with the one d that gives the total",
    "adams": "rounds every quota ÷ d up, with the one d that gives the total",
    "huntington_hill": (
        "rounds every quota ÷ d at the geometric mean √(k·(k+1)), with the one d that gives the "
        "total"
    ),
    "dean": (
        "rounds every quota ÷ d at the harmonic mean 2k·(k+1) ÷ (2k+1), with the one d that gives "
        "the total"
    ),
    "cumulative": (
        "rounds the running sum of the quotas in the order listed, halves up; a fee is the step "
        "from one rounded sum to the next"
    ),
}

_TIE_RULES = {
    "listed": "the first in the list",
    "largest": "the largest quota, then the first in the list",
    "smallest": "the smallest quota, then the first in the list",
    "error": "nobody",
}


def rule(pool: PoolAllocation) -> str:
    """Say in one sentence what was shared, and how it was rounded."""
    kind = _model(pool.model)
    unit = f"in units of {number(pool.unit.decimal(1))}"
    alone = f"each {pool.round_each} rounded {unit} by {pool.rounding}{_off(pool)}"
    if pool.method is not None:
        way = f", {alone}" if pool.method == "each" else f" {unit} by {pool.method}"
        how = f"{_total(pool)} shared among {len(pool.fees)} members{way}"
        if any(term.factor is not None for term in pool.terms):
            how += (
                "; all charges of a price list are multiplied by one factor, so that they sum to "
                "the amount that it shares"
            )
    elif pool.rounding is not None:
        how = f"charged to {len(pool.fees)} members, {alone}"
    else:
        how = f"agreed with {len(pool.fees)} members"
    dated = "".join(f"; {driver} at {day}" for driver, day in pool.reference_dates.items())
    return f"Rule: {kind}; {how}{dated}."


def _total(pool: PoolAllocation) -> str:
    """Write the total with the decimals of the unit, or with its own where it has more."""
    units = pool.total / pool.unit.size
    if units.denominator == 1:
        return number(pool.unit.decimal(units.numerator))
    return number(pool.total, PLACES)


def _off(pool: PoolAllocation) -> str:
    """Say what rounding each fee on its own adds to the total, or takes from it."""
    off = pool.rounding_difference
    if not off:
        return ""
    return f", which {'adds' if off > 0 else 'takes'} {number(abs(off), PLACES)} in all"


def _model(model: Mapping[str, Any]) -> str:
    """Write a model as data in words; lists of one amount for each member are left out.

    A model inside another comes last, so that the rest of the sentence is its own.
    """
    settings = [
        f"{name} {_setting(value)}"
        for name, value in sorted(model.items(), key=lambda setting: setting[0] == "model")
        if name not in {"kind", "amounts", "lines", "previous", "corrections"}
    ]
    return ", ".join([str(model["kind"]), *settings])


def _setting(value: object) -> str:
    """Write one value of a model."""
    if isinstance(value, Mapping):
        if "kind" in value:
            return _model(value)
        return f"({', '.join(f'{name} {_setting(each)}' for name, each in value.items())})"
    if isinstance(value, list | tuple):
        return f"({'; '.join(map(_setting, value))})"
    return str(value)


def part_of_period(proration: Fraction, days: int | None) -> str:
    """Write a part of the period in days where these are known: "245/365"."""
    return str(proration) if days is None else f"{number(proration * days, PLACES)}/{number(days)}"


def derivation(
    pool: PoolAllocation, member: str, currency: str | None, days: int | None
) -> Iterator[str]:
    """Yield the lines of the derivation of one fee; `days` are those of the period."""
    line = pool.line(member)
    yield rule(pool)
    digits = Digits(pool, member)
    steps = [*_term_steps(pool, member, digits, days), *_rounding_steps(pool, member, digits)]
    for position, step in enumerate(steps, start=1):
        yield f"  {position}. {step}"
    yield f"  Fee: {with_currency(number(line.fee), currency)}"


def _term_steps(
    pool: PoolAllocation, member: str, digits: Digits, days: int | None
) -> Iterator[str]:
    """Yield a step for each term, and one for their sum."""
    shown = []
    for term in pool.terms:
        part = digits.part(term)
        if term.role == "bound":
            yield from _bound_step(pool, term, member, digits)
            if member in term.binding:
                shown.append(part)
        elif term.role != "taken_over" or term.quotas[member]:
            shown.append(part)
            working = _working(pool, term, member, digits, days)
            yield f"{term.label}: {working} {_equals(term.quotas[member], part)}"
    quota = pool.quotas[member]
    # A sum of one part is shown only with its share of a total.
    if pool.method is not None and pool.total:
        share = quota / pool.total
        ratio = f"{number(share.numerator)} / {number(share.denominator)}"
        added = _sum(shown, quota, digits.quota)
        yield f"quota: {added}; that is {ratio} of the total ({percent(share)})"
    elif len(shown) > 1:
        yield f"quota: {_sum(shown, quota, digits.quota)}"


def _bound_step(pool: PoolAllocation, term: Term, member: str, digits: Digits) -> Iterator[str]:
    """Say what a bound changes; of a bound by a driver that does not bind, where it is."""
    by_driver = ""
    if term.driver is not None and term.rate is not None:
        amount = term.weights[member] * term.rate
        shown = near(amount, digits.places)
        check = (_product, shown, places_shown(amount, digits.places))
        working = " × ".join(that_follow([term.weights[member], term.rate], digits.places, [check]))
        by_driver = f"{working} {_equals(amount, shown)}, "
    bound = term.binding.get(member)
    if bound is None:
        if by_driver:
            yield f"{term.label}: {by_driver}not reached"
        return
    change = term.quotas[member]
    size = _text(abs(change), abs(digits.part(term)))
    is_more = change * bound > 0
    way = f"{size} {'more' if is_more else 'less'}" if change else "as it is"
    # Without a total no other member makes up for what a bound cuts off.
    others = _moved_against(pool, change) if pool.method is not None else []
    if others:
        way += f", {'taken off' if is_more else 'taken over by'} {some_of(others, 3)}"
    yield f"{term.label}: {by_driver}binds at {number(bound, digits.places)}, {way}"


def _moved_against(pool: PoolAllocation, change: Fraction) -> list[str]:
    """Name the members whose fees bounds move the other way, to make up for a change."""
    moved = dict.fromkeys(pool.quotas, Fraction(0))
    for term in pool.terms:
        if term.role in {"bound", "taken_over"}:
            for name, quota in term.quotas.items():
                moved[name] += quota
    return [name for name, other in moved.items() if other * change < 0]


def _sum(parts: list[Fraction], exact: Fraction, shown: Fraction) -> str:
    """Write the sum of parts as shown; one part is its own sum."""
    if len(parts) == 1:
        return _text(exact, shown)
    added = " + ".join(map(number, parts))
    if max(parts) > 0:
        added = added.replace("+ -", "- ")
    return f"{added} {_equals(exact, shown)}"


def _equals(exact: Fraction, shown: Fraction) -> str:
    """Write "= 1.5", or "≈ 0.333333" where digits are left out."""
    return f"{'=' if exact == shown else APPROXIMATELY} {digits_of(exact, shown)}"


def _text(exact: Fraction, shown: Fraction) -> str:
    """Write what is shown of a number, marked where digits are left out."""
    text = digits_of(exact, shown)
    return text if shown == exact else f"{APPROXIMATELY} {text}"


def _working(
    pool: PoolAllocation, term: Term, member: str, digits: Digits, days: int | None
) -> str:
    """Write what a member's part of a term is computed from."""
    if term.role == "given" and term.rate == 1:
        return "as given"
    part, proration = "", Fraction(1)
    if term.prorated and member in pool.proration:
        proration = pool.proration[member]
        part = (
            f" × {part_of_period(proration, days)}{' of the period' if days is None else ' days'}"
        )
    # What was scaled is shown as it was listed, with the factor.
    factor = None if term.factor == 1 or term.role == "given" else term.factor or None
    result, good = digits.part(term), digits.places_of(term)
    weight = term.weights[member]
    if term.rate is not None:
        listed = [term.rate] if factor is None else [term.rate / factor, factor]

        def charge(shown: Sequence[Fraction]) -> Fraction:
            return _product(shown) * proration

        texts = that_follow([weight, *listed], digits.places, [(charge, result, good)])
        return f"{texts[0]}{part} × {' × '.join(texts[1:])}"
    whole = _whole(pool, term, member)
    if not whole:
        return "nothing to share"
    share = weight * proration / whole
    listed = [term.amount] if factor is None else [term.amount / factor, factor]

    def ratio(shown: Sequence[Fraction]) -> Fraction:
        return shown[-2] * proration / shown[-1]

    def shared(shown: Sequence[Fraction]) -> Fraction:
        return _product(shown[:-2]) * ratio(shown)

    places = places_shown(share * 100, PLACES) + 2
    checks = [
        (shared, result, good),
        (ratio, near(share * 100, PLACES) / 100, places),
    ]
    *amount, mine, all_of = that_follow([*listed, weight, whole], digits.places, checks)
    return f"{' × '.join(amount)} × {mine}{part} / {all_of} ({percent(share)})"


def _product(numbers: Sequence[Fraction]) -> Fraction:
    """Multiply exact numbers."""
    return prod(numbers, start=Fraction(1))


def _whole(pool: PoolAllocation, term: Term, member: str) -> Fraction:
    """All weights of a term, each for its part of the period."""
    quota = term.quotas[member]
    if quota:
        # The ratio is in the quota already; adding up the weights of 290 members takes its time.
        return _counted(pool, term, member) * term.amount / quota
    return sum((_counted(pool, term, name) for name in term.weights), Fraction(0))


def _counted(pool: PoolAllocation, term: Term, member: str) -> Fraction:
    """The weight by which a member shares a term: for part of the period, a part of its own."""
    proration = pool.proration.get(member, Fraction(1)) if term.prorated else Fraction(1)
    return term.weights[member] * proration


def _rounding_steps(pool: PoolAllocation, member: str, digits: Digits) -> Iterator[str]:
    """Yield the steps from a quota to a fee."""
    size = number(pool.unit.decimal(1))
    if pool.ties is None:
        if pool.rounding is not None:
            way = _ROUNDED[pool.rounding].format(size=size)
            near_by = pool.units_without_bounds[member]
            yield from _line_steps(digits, member)
            each = "each line " if len(digits.lines) > 1 else ""
            yield f"{each}rounded {way}: {_rounded(pool, member, near_by)}"
            yield from _clamped_steps(pool, member, near_by)
        return
    if pool.total < 0:
        yield "a credit is shared as a charge of the same size, and then negated"
    quota = pool.quotas[member]
    units = abs(quota) / pool.unit.size
    whole = floor(units)
    remainder = units - whole
    shown = rounded(units, digits.unit_places)
    yield (
        f"floor: {_text(abs(quota), abs(digits.quota))} ÷ {size} {_equals(units, shown)}, so "
        f"{_count(whole)} = {number(pool.unit.decimal(whole))}, "
        f"remainder {_text(remainder, shown - whole)} of a unit"
    )
    yield from _around_steps(pool, member)
    extra = abs(pool.count(member)) - whole
    alone = pool.units_without_bounds
    if alone != pool.counts():
        yield from _within_steps(pool, member, alone)
    elif pool.method == "largest_remainder":
        yield _why_extra(pool, member, remainder, extra)
    else:
        yield f"{pool.method} {_METHODS[str(pool.method)]}: {_count(abs(pool.count(member)))}"
    yield from _tie_steps(pool, member)


def _line_steps(digits: Digits, member: str) -> Iterator[str]:
    """Add up the parts of each line that has several; of a single line the quota is the sum."""
    for line in digits.lines if len(digits.lines) > 1 else ():
        parts = [digits.part(term) for term in line if term.quotas[member]]
        if len(parts) > 1:
            quota = line_quota(line, member)
            yield f"line {line[0].line or 'base'}: {_sum(parts, quota, near(quota, digits.places))}"


def _rounded(pool: PoolAllocation, member: str, units: int) -> str:
    """Write a rounded fee, as the sum of its lines where they are rounded."""
    units_of = pool.rule.lines(member, pool.quotas[member], pool.unit, pool.terms)
    fee = number(pool.unit.decimal(units))
    if len(units_of) == 1:
        return fee
    return f"{' + '.join(number(pool.unit.decimal(each)) for each in units_of)} = {fee}"


def _clamped_steps(pool: PoolAllocation, member: str, near: int) -> Iterator[str]:
    """Say which multiple the bounds allow where rounding alone passes them."""
    yield from _around_steps(pool, member)
    if near != pool.count(member):
        fee = number(pool.fees[member])
        yield f"that lies outside the bounds; the nearest multiple that they allow is {fee}"


def _around_steps(pool: PoolAllocation, member: str) -> Iterator[str]:
    """Say which two multiples are allowed where the bounds contain none."""
    bounds = pool.bounds.get(member)
    if bounds is None or not (whole := unit_bounds(bounds, pool.unit)).around:
        return
    size = number(pool.unit.decimal(1))
    low, high = number(bounds.lowest, PLACES), number(bounds.highest or bounds.lowest, PLACES)
    one, other = (number(pool.unit.decimal(each)) for each in (whole.lowest, whole.lowest + 1))
    lies = f"from {low} to {high}, the bounds" if low != high else f"at {low}, the bound"
    yield f"no multiple of {size} lies {lies} of {member}; it may be {one} or {other}"


def _within_steps(pool: PoolAllocation, member: str, alone: Mapping[str, int]) -> Iterator[str]:
    """Say what bounds change in what the method alone gives: fees past a bound are set to it."""
    near, units = alone[member], pool.count(member)
    whole = {name: unit_bounds(each, pool.unit) for name, each in pool.bounds.items()}
    past = [
        name for name, each in whole.items() if each.clamp(abs(alone[name])) != abs(alone[name])
    ]
    if member in past:
        yield (
            f"{pool.method} alone gives {_count(abs(near))}, past a bound of {member}; the bound "
            f"allows {_count(abs(units))}"
        )
    else:
        yield (
            f"{pool.method} alone takes {some_of(past, 3)} past a bound; they pay the bound, and "
            f"it shares the rest: {_count(abs(units))}"
        )


def _why_extra(pool: PoolAllocation, member: str, remainder: Fraction, extra: int) -> str:
    """Say whether a remainder gets one of the units that the floors leave."""
    up, down = pool.unit.size.denominator, pool.unit.size.numerator
    floors = larger = equal = 0
    for quota in pool.quotas.values():
        # Whole numbers, not fractions: letters to 290 members compare 290² times.
        whole, over = divmod(abs(quota.numerator) * up, quota.denominator * down)
        mine = remainder.numerator * quota.denominator * down
        floors += whole
        larger += over * remainder.denominator > mine
        equal += over * remainder.denominator == mine
    left = abs(sum(pool.counts().values())) - floors
    if not left:
        return "the floors sum to the total, so nobody gets an extra unit"
    rank = f"number {larger + 1}"
    if equal > 1:
        rank = f"tied for places {larger + 1} to {larger + equal}"
    verdict = "one extra unit" if extra else "no extra unit"
    return (
        f"the floors leave {_count(left)} for the largest remainders; {member} is {rank} "
        f"of {len(pool.quotas)}: {verdict}"
    )


def _count(units: int) -> str:
    """Write a count of units."""
    return f"{number(units)} unit{'' if units == 1 else 's'}"


def _tie_steps(pool: PoolAllocation, member: str) -> Iterator[str]:
    """Say who gets the unit in each tie that a member is in."""
    for tie in pool.broken_ties:
        if member in tie.tied:
            others = ", ".join(name for name in tie.tied if name != member)
            got = "gets" if member in tie.won else "does not get"
            by = _TIE_RULES[str(pool.ties)]
            yield f"tie with {others}: it goes to {by} (ties={pool.ties}); {member} {got} the unit"
