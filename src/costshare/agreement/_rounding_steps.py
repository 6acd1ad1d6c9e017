"""The steps from a quota to a fee, or to a rounded share: floor, extra unit, bounds, ties."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import NamedTuple

from costshare.agreement._digits import PLACES, Digits, equals, result, sum_of
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rounded import unit_bounds
from costshare.apportionment import METHOD_WORDS, TIE_WORDS, RoundingRule
from costshare.models import MOST_SHARE_PLACES, BrokenTie, Term, line_quota
from costshare.results import near, number, percent, rounded
from costshare.words import Figure, Said, join, say, say_count, say_some

_METHODS: Mapping[str, Said] = {
    "webster": say(
        "rounds every quota ÷ d to the nearest unit, with the one d that gives the total"
    ),
    "jefferson": say("rounds every quota ÷ d down, with the one d that gives the total"),
    "adams": say("rounds every quota ÷ d up, with the one d that gives the total"),
    "huntington_hill": say(
        "rounds every quota ÷ d at the geometric mean √(k·(k+1)), with the one d that gives the "
        "total"
    ),
    "dean": say(
        "rounds every quota ÷ d at the harmonic mean 2k·(k+1) ÷ (2k+1), with the one d that gives "
        "the total"
    ),
    "cumulative": say(
        "rounds the running sum of the quotas in the order listed, halves up; a fee is the step "
        "from one rounded sum to the next"
    ),
}


def rounding_steps(pool: PoolAllocation, member: str, digits: Digits) -> Iterator[str]:
    """Yield the steps from a quota to a fee."""
    if pool.ties is None:
        if pool.rounding is not None:
            yield from _each_steps(pool, member, pool.rounding, digits)
        return
    if pool.total < 0:
        yield say("a credit is shared as a charge of the same size, and then negated")
    quota = pool.quotas[member]
    units = abs(quota) / pool.unit.size
    whole = floor(units)
    remainder = units - whole
    shown = rounded(units, digits.unit_places)
    yield say(
        "floor: {quota} ÷ {size} {in_units}, so {units} = {amount}, remainder {remainder} of a "
        "unit",
        quota=result(abs(quota), abs(digits.quota)),
        size=_size(pool),
        in_units=equals(units, shown),
        units=_count(whole),
        amount=number(pool.unit.decimal(whole)),
        remainder=result(remainder, shown - whole),
    )
    yield from _around_steps(pool, member)
    alone = pool.units_without_bounds
    if alone != pool.counts():
        yield _within_bounds(pool, member, alone)
    elif pool.method == "largest_remainder":
        total, has = abs(sum(pool.counts().values())), abs(pool.count(member))
        yield _why_extra(_Shared(pool.quotas, pool.unit.size, total), member, has, _count)
    else:
        method = str(pool.method)
        how = join(" ", [METHOD_WORDS[method], _METHODS[method]])
        yield join(": ", [how, _count(abs(pool.count(member)))])
    yield from _tie_steps(pool.broken_ties, str(pool.ties), member)


def share_rounding_steps(term: Term, member: str) -> Iterator[str]:
    """Yield why the share of a member was rounded up or down; nothing if it was not rounded."""
    rounding, share = term.share_rounding, term.weights[member]
    if rounding is None or share == rounding.shares.get(member, share):
        return
    unit = rounding.unit
    size = percent(unit, MOST_SHARE_PLACES)
    if rounding.method == "each":
        way = _way(rounding.rounding or "half_up", size)
        yield say("each share is rounded on its own, {way}", way=way)
        return

    def count(units: int) -> str:
        return say_count(units, "{count} unit of {size}", "{count} units of {size}", size=size)

    floor_of = rounding.shares[member] // unit
    yield join(
        "; ",
        [
            say("floor {share}", share=percent(floor_of * unit, MOST_SHARE_PLACES)),
            _why_extra(
                _Shared(rounding.shares, unit, unit.denominator), member, int(share / unit), count
            ),
        ],
    )
    yield from _tie_steps(rounding.broken_ties, str(rounding.ties), member)


def _size(pool: PoolAllocation) -> Figure:
    """Write the unit of the pool."""
    return number(pool.unit.decimal(1))


def _count(units: int) -> str:
    """Write a count of units."""
    return say_count(units, "{count} unit", "{count} units")


def _each_steps(
    pool: PoolAllocation, member: str, rounding: RoundingRule, digits: Digits
) -> Iterator[str]:
    """Say how a quota, or each line of it, is rounded on its own."""
    near_by = pool.units_without_bounds[member]
    way, fee = _way(rounding, _size(pool)), _rounded(pool, member, near_by)
    if len(digits.lines) > 1:
        yield from _line_steps(pool, member, digits)
        yield say("each line rounded {way}: {fee}", way=way, fee=fee)
    else:
        yield say("rounded {way}: {fee}", way=way, fee=fee)
    yield from _around_steps(pool, member)
    if near_by != pool.count(member):
        yield say(
            "that lies outside the bounds; the nearest multiple that they allow is {fee}",
            fee=number(pool.fees[member]),
        )


def _way(rounding: RoundingRule, size: str) -> str:
    """Say which way an amount or a share is rounded."""
    match rounding:
        case "half_up":
            return say("to the nearest multiple of {size}, halves up", size=size)
        case "half_even":
            return say("to the nearest multiple of {size}, halves to the even one", size=size)
        case "half_down":
            return say("to the nearest multiple of {size}, halves down", size=size)
        case "up":
            return say("up to a multiple of {size}", size=size)
        case "down":
            return say("down to a multiple of {size}", size=size)


def _line_steps(pool: PoolAllocation, member: str, digits: Digits) -> Iterator[str]:
    """Add up the parts of each line that has several; of a single line the quota is the sum."""
    for line in digits.lines:
        parts = [digits.part(term) for term in line if term.quotas[member]]
        if len(parts) > 1:
            quota = line_quota(line, member)
            added = sum_of(parts, quota, near(quota, digits.places))
            name = pool.label_of(line[0].line) if line[0].line else say("base")
            yield say("line {name}: {sum}", name=name, sum=added)


def _rounded(pool: PoolAllocation, member: str, units: int) -> str:
    """Write a rounded fee, as the sum of its lines where they are rounded."""
    units_of = pool.rule.lines(member, pool.quotas[member], pool.unit, pool.terms)
    fee = number(pool.unit.decimal(units))
    if len(units_of) == 1:
        return fee
    lines = join(" + ", [number(pool.unit.decimal(each)) for each in units_of])
    return join(" = ", [lines, fee])


def _around_steps(pool: PoolAllocation, member: str) -> Iterator[str]:
    """Say which two multiples are allowed where the bounds contain none."""
    bounds = pool.bounds.get(member)
    if bounds is None or not (whole := unit_bounds(bounds, pool.unit)).around:
        return
    low, high = number(bounds.lowest, PLACES), number(bounds.highest or bounds.lowest, PLACES)
    one, other = (number(pool.unit.decimal(each)) for each in (whole.lowest, whole.lowest + 1))
    its = {"size": _size(pool), "member": member, "low": low, "one": one, "other": other}
    if low == high:
        yield say(
            "no multiple of {size} lies at {low}, the bound of {member}; it may be {one} or "
            "{other}",
            **its,
        )
    else:
        yield say(
            "no multiple of {size} lies from {low} to {high}, the bounds of {member}; it may be "
            "{one} or {other}",
            high=high,
            **its,
        )


def _within_bounds(pool: PoolAllocation, member: str, alone: Mapping[str, int]) -> str:
    """Say what bounds change in what the method alone gives: fees past a bound are set to it."""
    whole = {name: unit_bounds(each, pool.unit) for name, each in pool.bounds.items()}
    past = [
        name for name, each in whole.items() if each.clamp(abs(alone[name])) != abs(alone[name])
    ]
    its = {"method": METHOD_WORDS[str(pool.method)], "units": _count(abs(pool.count(member)))}
    if member in past:
        return say(
            "{method} alone gives {past}, past a bound of {member}; the bound allows {units}",
            past=_count(abs(alone[member])),
            member=member,
            **its,
        )
    return say(
        "{method} alone takes {names} past a bound; they pay the bound, and it shares the rest: "
        "{units}",
        names=say_some(past, 3),
        **its,
    )


class _Shared(NamedTuple):
    """Amounts that largest remainders share: quotas of a pool, or shares of 100 %.

    Attributes
    ----------
    amounts : mapping of str to Fraction
        Exact amount of each member.
    size : Fraction
        Size of a unit.
    total : int
        Units that are shared.
    """

    amounts: Mapping[str, Fraction]
    size: Fraction
    total: int


def _why_extra(shared: _Shared, member: str, has: int, count: Callable[[int], str]) -> str:
    """Say whether a remainder gets one of the units that the floors leave; `has` are its units."""
    amounts, size, total = shared
    up, down = size.denominator, size.numerator
    own = abs(amounts[member]) / size
    remainder = own % 1
    floors = larger = equal = 0
    for amount in amounts.values():
        # Whole numbers, not fractions: letters to 290 members compare 290² times.
        whole, over = divmod(abs(amount.numerator) * up, amount.denominator * down)
        mine = remainder.numerator * amount.denominator * down
        floors += whole
        larger += over * remainder.denominator > mine
        equal += over * remainder.denominator == mine
    left = total - floors
    if not left:
        return say("the floors sum to the total, so nobody gets an extra unit")
    if equal > 1:
        rank = say(
            "tied for places {first} to {last} of {count}",
            first=Figure(larger + 1),
            last=Figure(larger + equal),
            count=Figure(len(amounts)),
        )
    else:
        rank = say(
            "number {first} of {count}", first=Figure(larger + 1), count=Figure(len(amounts))
        )
    return say(
        "the floors leave {left} for the largest remainders; {member} is {rank}: {verdict}",
        left=count(left),
        member=member,
        rank=rank,
        verdict=say("one extra unit") if has > own else say("no extra unit"),
    )


def _tie_steps(ties: Iterable[BrokenTie], rule: str, member: str) -> Iterator[str]:
    """Say who gets the unit in each tie that a member is in, by the tie rule."""
    for tie in ties:
        if member in tie.tied:
            its = {
                "others": join(", ", [name for name in tie.tied if name != member]),
                "by": TIE_WORDS[rule],
                "member": member,
            }
            yield (
                say("tie with {others}: it goes to {by}; {member} gets the unit", **its)
                if member in tie.won
                else say(
                    "tie with {others}: it goes to {by}; {member} does not get the unit", **its
                )
            )
