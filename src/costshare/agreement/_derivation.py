"""The derivation of one fee, in steps that a controller can follow with a calculator."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod

from costshare.agreement._digits import PLACES, Digits, equals, result, sum_of
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._quantity_words import idle_words, quantity_words
from costshare.agreement._rounding_steps import rounding_steps, share_rounding_steps
from costshare.agreement._rule import rule
from costshare.apportionment import round_units
from costshare.models import MOST_SHARE_PLACES, ShareRounding, Term
from costshare.results import (
    near,
    number,
    percent,
    places_shown,
    rounded,
    that_follow,
    with_currency,
)
from costshare.words import Figure, join, say, say_some


def part_of_period(proration: Fraction, days: int | None) -> str:
    """Write a part of the period in days where these are known: "245/365"."""
    if days is None:
        return str(proration)
    return join("/", [number(proration * days, PLACES), number(days)])


def derivation(
    pool: PoolAllocation, member: str, currency: str | None, days: int | None
) -> Iterator[str]:
    """Yield the lines of the derivation of one fee; `days` are those of the period."""
    yield rule(pool)
    digits = Digits(pool, member)
    steps = [*_term_steps(pool, member, digits, days), *rounding_steps(pool, member, digits)]
    for position, step in enumerate(steps, start=1):
        yield join("", [f"  {position}. ", step])
    fee = with_currency(number(pool.fees[member]), currency)
    yield join("", ["  ", say("Fee: {fee}", fee=fee)])


def _term_steps(
    pool: PoolAllocation, member: str, digits: Digits, days: int | None
) -> Iterator[str]:
    """Yield a step for each term, and one for their sum."""
    shown: list[Fraction] = []
    is_fixed = any(term.role == "fixed" and member in term.binding for term in pool.terms)
    terms, in_units = (pool.terms[:-1], pool.terms[-1:]) if pool.solved else (pool.terms, ())
    for term in terms:
        part = digits.part(term)
        if is_fixed and not term.quotas[member] and member not in term.binding:
            continue  # of the model by which the others share the rest
        if term.role == "fixed" and member not in term.binding:
            if pool.method is not None:
                yield _fixed_for_others(term, digits)
        elif term.role == "bound":
            yield from _bound_step(pool, term, member, digits, days)
            if member in term.binding:
                shown.append(part)
        elif term.share_rounding is not None:
            shown.append(part)
            change = _rounded_share(term, term.share_rounding, member, digits)
            yield join(": ", [term.label, change])
            yield from share_rounding_steps(term, member)
        elif term.quotas[member] or term.role not in {"taken_over", "discount"}:
            shown.append(part)
            working = _working(pool, term, member, digits, days)
            yield join(": ", [term.label, join(" ", [working, equals(term.quotas[member], part)])])
    changes = [term for term in in_units if term.quotas[member]]
    yield from (join(": ", [e.label, equals(e.quotas[member], digits.part(e))]) for e in changes)
    yield from _sum_step(pool, member, digits, [*shown, *map(digits.part, changes)])


def _sum_step(
    pool: PoolAllocation, member: str, digits: Digits, shown: Sequence[Fraction]
) -> Iterator[str]:
    """Add up the parts that are shown; one part is a sum only with its share of a total."""
    quota = pool.quotas[member]
    if pool.method is not None and pool.total:
        share = quota / pool.total
        yield say(
            "quota: {sum}; that is {ratio} of the total ({share})",
            sum=sum_of(shown, quota, digits.quota),
            ratio=join(" / ", [number(share.numerator), number(share.denominator)]),
            share=percent(share),
        )
    elif len(shown) > 1:
        yield say("quota: {sum}", sum=sum_of(shown, quota, digits.quota))


def _rounded_share(term: Term, rounding: ShareRounding, member: str, digits: Digits) -> str:
    """Say what a share was, what it is rounded to, and what that changes."""
    assert term.rate is not None  # noqa: S101 - the total
    share, change = term.weights[member], term.quotas[member]
    if not change:
        return say("{share} as it is", share=percent(share, MOST_SHARE_PLACES))
    words = {
        "exact": say("{number} %", number=_exact_share(rounding, member)),
        "share": percent(share, MOST_SHARE_PLACES),
        "total": number(term.rate, digits.places),
        "amount": number(share * term.rate, digits.places),
        "change": result(abs(change), abs(digits.part(term))),
    }
    if change * term.rate > 0:
        return say("{exact} rounded up to {share}; × {total} = {amount}, {change} more", **words)
    return say("{exact} rounded down to {share}; × {total} = {amount}, {change} less", **words)


def _exact_share(rounding: ShareRounding, member: str) -> Figure:
    """Write a share with enough digits to be rounded, or cut off, as the exact one is."""
    exact, unit = rounding.shares[member], rounding.unit
    rule = "down" if rounding.method == "largest_remainder" else rounding.rounding or "half_up"

    def units(shown: Sequence[Fraction]) -> Fraction:
        return Fraction(round_units(shown[0] / unit / 100, rule))

    check = (units, Fraction(round_units(exact / unit, rule)), 0)
    return that_follow([exact * 100], rounding.places + PLACES, [check])[0]


def _fixed_for_others(term: Term, digits: Digits) -> str:
    """Say which part of the total the member has no share of."""
    return say(
        "{fixed}: {amount} from {names}; the others share the rest",
        fixed=term.label,
        amount=number(term.amount, digits.places),
        names=say_some(list(term.binding), 3),
    )


def _bound_step(
    pool: PoolAllocation, term: Term, member: str, digits: Digits, days: int | None
) -> Iterator[str]:
    """Say what a bound changes; of a bound by a driver that does not bind, where it is."""
    parts = []
    bound = term.binding.get(member)
    proration, its_days = _days_of(pool, term, member, days)
    factors = []
    if term.driver is not None and term.rate is not None:
        factors = [term.weights[member], term.rate]
    elif its_days and bound is not None:
        factors = [bound / proration]
    if factors:

        def redone(figures: Sequence[Fraction]) -> Fraction:
            return _product(figures) * proration

        amount = _product(factors) * proration
        shown = near(amount, digits.places)
        check = (redone, shown, places_shown(amount, digits.places))
        first, *others = that_follow(factors, digits.places, [check])
        working = join(" × ", [first, *its_days, *others])
        parts.append(join(" ", [working, equals(amount, shown)]))
    if bound is not None:
        parts.append(say("binds at {bound}", bound=number(bound, digits.places)))
        parts.append(_bound_change(pool, term, member, digits))
    elif parts:
        parts.append(say("not reached"))
    if parts:
        yield join(": ", [term.label, join(", ", parts)])


def _bound_change(pool: PoolAllocation, term: Term, member: str, digits: Digits) -> str:
    """Say by how much a bound changes a quota, and who makes up for it."""
    change = term.quotas[member]
    if not change:
        return say("as it is")
    size = result(abs(change), abs(digits.part(term)))
    is_more = change * term.binding[member] > 0
    # Without a total no other member makes up for what a bound cuts off.
    others = _moved_against(pool, change) if pool.method is not None else []
    if not others:
        return say("{size} more", size=size) if is_more else say("{size} less", size=size)
    names = say_some(others, 3)
    if is_more:
        return say("{size} more, taken off {names}", size=size, names=names)
    return say("{size} less, taken over by {names}", size=size, names=names)


def _moved_against(pool: PoolAllocation, change: Fraction) -> list[str]:
    """Name the members whose fees bounds move the other way, to make up for a change."""
    moved = dict.fromkeys(pool.quotas, Fraction(0))
    for term in pool.terms:
        if term.role in {"bound", "taken_over"}:
            for name, quota in term.quotas.items():
                moved[name] += quota
    return [name for name, other in moved.items() if other * change < 0]


def _working(
    pool: PoolAllocation, term: Term, member: str, digits: Digits, days: int | None
) -> str:
    """Write the quantity, if any, and what a member's part of a term is computed from with it."""
    its = [_computed(pool, term, member, digits, days)]
    if term.idle is not None:
        its.insert(0, idle_words(term.idle))
    elif term.quantity is not None:
        is_minimum = term.role == "given"
        what = say("charged") if is_minimum else pool.label_of(str(term.driver))
        has_days = term.quantity.prorated

        def prorated(shown: Figure, end: Fraction) -> str:
            proration, part = _part_of(pool, member, days) if has_days else (Fraction(1), [])
            if not part:
                return shown
            places = len(shown.partition(".")[2])

            def redone(figures: Sequence[Fraction]) -> Fraction:
                return figures[0] * proration

            check = (redone, rounded(end, places), places)
            working = join(" × ", [*that_follow([end / proration], PLACES, [check]), *part])
            return join("", [shown, " (", working, ")"])

        if words := quantity_words(term.quantity, member, what, prorated):
            its.insert(0, words)
    return join("; ", its)


def _computed(
    pool: PoolAllocation, term: Term, member: str, digits: Digits, days: int | None
) -> str:
    """Write what a member's part of a term is computed from."""
    if term.role in {"given", "fixed"} and term.rate == 1:
        return say("as given") if term.quantity is None else say("added")
    if term.role == "discount":
        return _discount(term, member, digits)
    proration, parts = _days_of(pool, term, member, days)
    # What was scaled is shown as it was listed, with the factor.
    factor = None if term.factor == 1 or term.role in {"given", "fixed"} else term.factor or None
    amount, good = digits.part(term), digits.places_of(term)
    weight = term.weights[member]
    if term.rate is not None:
        listed = [term.rate] if factor is None else [term.rate / factor, factor]

        def charge(shown: Sequence[Fraction]) -> Fraction:
            return _product(shown) * proration

        figures, *rates = that_follow([weight, *listed], digits.places, [(charge, amount, good)])
        return join(" × ", [figures, *parts, *rates])
    whole = _whole(pool, term, member)
    if not whole:
        return say("nothing to share")
    share = weight * proration / whole
    listed = [term.amount] if factor is None else [term.amount / factor, factor]

    def ratio(shown: Sequence[Fraction]) -> Fraction:
        return shown[-2] * proration / shown[-1]

    def shared(shown: Sequence[Fraction]) -> Fraction:
        return _product(shown[:-2]) * ratio(shown)

    places = places_shown(share * 100, PLACES) + 2
    checks = [
        (shared, amount, good),
        (ratio, near(share * 100, PLACES) / 100, places),
    ]
    *amounts, mine, all_of = that_follow([*listed, weight, whole], digits.places, checks)
    working = join(" / ", [join(" × ", [*amounts, mine, *parts]), all_of])
    return join("", [working, " (", percent(share), ")"])


def _discount(term: Term, member: str, digits: Digits) -> str:
    """Write a discount as a share of what the member would pay without it."""
    weight, quantity = term.weights[member], term.quantity
    before = -term.quotas[member] / weight
    good = (digits.part(term), digits.places_of(term))
    if quantity is None or quantity.counts != "part":
        return join(" × ", that_follow([-weight, before], digits.places, [(_product, *good)]))
    has = quantity.of[member]

    def of_a_part(shown: Sequence[Fraction]) -> Fraction:
        return shown[0] * shown[1] / shown[2] * shown[3]

    values = [-quantity.share, weight / quantity.share * has, has, before]
    off, part, whole, its = that_follow(values, digits.places, [(of_a_part, *good)])
    return join(" × ", [off, join(" / ", [part, whole]), its])


def _days_of(
    pool: PoolAllocation, term: Term, member: str, days: int | None
) -> tuple[Fraction, list[str]]:
    """The part of the period that a term counts, and its words where it is not the whole."""
    return _part_of(pool, member, days) if term.prorated else (Fraction(1), [])


def _part_of(pool: PoolAllocation, member: str, days: int | None) -> tuple[Fraction, list[str]]:
    """The part of the period that a member is one, and its words where it is not the whole."""
    if member not in pool.proration:
        return Fraction(1), []
    proration = pool.proration[member]
    part = part_of_period(proration, days)
    words = (
        say("{part} of the period", part=part) if days is None else say("{part} days", part=part)
    )
    return proration, [words]


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
