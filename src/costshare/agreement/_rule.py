"""The rule of a pool in one sentence: its model, what was shared, and how it was rounded."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from costshare.agreement._digits import PLACES
from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rule_words import rule_words
from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS
from costshare.results import in_units, number
from costshare.words import Figure, join, say, say_all, say_count


def rule(pool: PoolAllocation) -> str:
    """Say in one sentence what was shared, and how it was rounded."""
    return say("Rule: {rule}.", rule=join("; ", [*_parts(pool)]))


def _parts(pool: PoolAllocation) -> Iterator[str]:
    """Yield the parts of the rule."""
    yield rule_words(pool.model, pool.label_of)
    yield join(", ", [*_sharing(pool)])
    if pool.method is not None and any(term.factor is not None for term in pool.terms):
        yield say(
            "all charges of a price list are multiplied by one factor, so that they sum to the "
            "amount that it shares"
        )
    for driver, days in pool.dates.items():
        yield say("{driver} at {day}", driver=pool.label_of(driver), day=say_days(days))


def say_days(days: Sequence[date]) -> str:
    """Name the date of a driver, or the dates of which it is the mean."""
    listed = say_all([str(day) for day in days])
    return listed if len(days) == 1 else say("{days} (mean)", days=listed)


def _sharing(pool: PoolAllocation) -> Iterator[str]:
    """Yield what was shared or charged, and how it was rounded."""
    count, size = len(pool.fees), number(pool.unit.decimal(1))
    if pool.rounding is None:
        if pool.method is None and pool.model["kind"] == "fixed":
            yield say_count(count, "agreed with {count} member", "agreed with {count} members")
        elif pool.method is None:
            yield say_count(count, "amounts for {count} member", "amounts for {count} members")
        else:
            yield say_count(
                count,
                "{total} shared among {count} member in units of {size} by {method}",
                "{total} shared among {count} members in units of {size} by {method}",
                total=_total(pool),
                size=size,
                method=METHOD_WORDS[pool.method],
            )
        return
    if pool.method is None:
        yield say_count(count, "charged to {count} member", "charged to {count} members")
    else:
        yield say_count(
            count,
            "{total} shared among {count} member",
            "{total} shared among {count} members",
            total=_total(pool),
        )
    way = ROUNDING_WORDS[pool.rounding]
    if pool.round_each == "fee":
        yield say("each fee rounded {rounding} in units of {size}", size=size, rounding=way)
    else:
        yield say("each line rounded {rounding} in units of {size}", size=size, rounding=way)
    if off := pool.rounding_difference:
        amount = number(abs(off), PLACES)
        # Of a credit, less is what is nearer to zero.
        is_more = (off > 0) == (Fraction(pool.amount) >= off)
        yield (
            say("which is {amount} more in all", amount=amount)
            if is_more
            else say("which is {amount} less in all", amount=amount)
        )


def _total(pool: PoolAllocation) -> str:
    """Write the total with the decimals of the unit, or with its own where it has more."""
    if pool.solved and pool.exact_total != pool.total:
        return say(
            "{exact}, in whole units {total},",
            exact=number(pool.exact_total, PLACES),
            total=_amount(pool),
        )
    if pool.exact_total != pool.total and pool.round_total is not None:
        return say(
            "{exact}, rounded {rounding} to {total},",
            exact=number(pool.exact_total, PLACES),
            total=_amount(pool),
            rounding=ROUNDING_WORDS[pool.round_total],
        )
    return _amount(pool)


def _amount(pool: PoolAllocation) -> Figure:
    """Write the total that the fees sum to."""
    return in_units(pool.total, pool.unit, PLACES)
