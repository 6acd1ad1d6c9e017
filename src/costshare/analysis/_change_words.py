"""The terms of a changed fee in words, with the figures that each follows from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from costshare.agreement import (
    PoolAllocation,
    differing,
    is_charged,
    plain_data,
    rule_words,
)
from costshare.amounts import Unit, common_unit
from costshare.analysis._change_steps import Cause
from costshare.analysis._change_term import ChangeTerm
from costshare.analysis._recorded_model import other_drivers, with_drivers
from costshare.apportionment import ROUNDING_WORDS
from costshare.results import APPROXIMATELY, in_units, number, percent, that_follow
from costshare.words import Figure, Said, join, say, say_some

_PLACES = 2
_FEW = 3
HUNDREDTH = Unit("0.01")
_ARROW = " → "

CAUSES: Mapping[Cause, Said] = {
    "pool": say("pool"),
    "members": say("members"),
    "previous_fees": say("previous fees"),
    "own_total": say("own costs"),
    "total": say("pool total"),
    "driver": say("own figure"),
    "others": say("the others' figures"),
    "other_driver": say("another driver"),
    "by_date": say("values by date"),
    "rule": say("rule"),
    "rounding": say("rounding"),
}
"""What each cause is called."""

_ORDER: Sequence[Cause] = tuple(CAUSES)

Pools = tuple[PoolAllocation | None, PoolAllocation | None]


def place_of(term: ChangeTerm) -> int:
    """Say at which place a change is made; one at a level behind changes the total."""
    return _ORDER.index(term.causes[0] if term.level is None else "own_total")


def name_of(term: ChangeTerm, pools_of: Callable[[str], Pools]) -> str:
    """Name what changes, and where if that is at a level behind; a driver has its label."""
    return _at_level(term, pools_of, _name(term, pools_of(term.level or term.pool)))


def _at_level(term: ChangeTerm, pools_of: Callable[[str], Pools], what: str) -> str:
    """Say at which level behind something changes: in a pool, and in its charge to a member."""
    if term.level is None:
        return what
    pool, member = (title_of(pools_of(str(name))) for name in (term.level, term.charged))
    return say("{pool} to {member}, {change}", pool=pool, member=member, change=what)


def title_of(pools: Pools) -> str:
    """Return what people read for a pool."""
    return next(each.title for each in reversed(pools) if each is not None)


def _name(term: ChangeTerm, pools: Pools) -> str:
    """Name what changes."""
    if term.driver is None:
        return join(" + ", [_cause(cause, pools) for cause in term.causes])
    return _of_driver(term, join(_ARROW, [*dict.fromkeys(_drivers(term, pools))]))


def _of_driver(term: ChangeTerm, driver: str) -> str:
    """Say whose driver changes, or that another one takes its place."""
    if term.causes == ("others",):
        return say("the others' {driver}", driver=driver)
    if term.causes == ("other_driver",):
        return say("driver {driver}", driver=driver)
    return driver


def _cause(cause: Cause, pools: Pools) -> str:
    """Name a cause; a rule that is phased in has values by date in its own word."""
    kinds = {pool.model["kind"] for pool in pools if pool is not None}
    return say("phase-in") if cause == "by_date" and kinds == {"phased"} else CAUSES[cause]


def column_of(term: ChangeTerm) -> str:
    """Name the column of a frame that a term is in."""
    name = " + ".join(term.causes)
    if term.driver is not None:
        name = f"{name}: {term.driver_after}"
    return name if term.level is None else f"{term.level} to {term.charged}: {name}"


def _drivers(term: ChangeTerm, pools: Pools) -> list[str]:
    """Return what people read for a driver, in each of the two records."""
    names = (term.driver, term.driver_after)
    return [
        str(name) if pool is None else pool.label_of(str(name))
        for name, pool in zip(names, pools, strict=True)
    ]


def steps_of(terms: Sequence[ChangeTerm], pools_of: Callable[[str], Pools]) -> Iterator[str]:
    """Yield a line for each term; the amounts that are shown sum to the change."""
    amounts = [term.amount for term in terms]

    def add(shown: Sequence[Fraction]) -> Fraction:
        return sum(shown, Fraction(0))

    figures = that_follow(amounts, _PLACES, [(add, add(amounts), _PLACES)])
    for position, (term, figure) in enumerate(zip(terms, figures, strict=True), start=1):
        exact = not figure.startswith(APPROXIMATELY)
        unit = common_unit([pool.unit for pool in pools_of(term.pool) if pool is not None])
        amount = with_sign(money(term.amount, unit) if exact else figure, term.amount)
        what = _at_level(term, pools_of, _working(term, pools_of(term.level or term.pool)))
        yield join("", [f"  {position}. ", what, ": ", amount])


def money(amount: Fraction, unit: Unit) -> Figure:
    """Write an amount with all decimals of the unit of fees, or with two where it needs some."""
    return in_units(amount, unit if amount % unit.size == 0 else HUNDREDTH, _PLACES)


def with_sign(figure: Figure, amount: Fraction) -> Figure:
    """Write a number that is a change with its sign, also above zero."""
    if amount <= 0:
        return figure
    mark, _, digits = figure.rpartition("≈ ")
    return Figure(f"{'≈ ' if digits != figure else mark}+{digits}")


def _working(term: ChangeTerm, pools: Pools) -> str:
    """Say what changes, with what the amount follows from."""
    before, after = pools
    if before is None or after is None or term.causes == ("pool",):
        only = say("only before") if term.after is None else say("only after")
        return only if term.level is not None else join(", ", [CAUSES["pool"], only])
    what = _name(term, pools)
    same_count = term.causes == ("members",) and term.before == term.after
    if None not in {term.before, term.after} and not same_count:
        figures = [
            in_units(each or Fraction(0), pool.unit, _PLACES)
            if term.causes in {("own_total",), ("total",), ("rule",), ("previous_fees",)}
            else number(each or 0, _PLACES)
            for each, pool in ((term.before, before), (term.after, after))
        ]
        what = _with_figures(term, pools, figures)
    details = [
        *(_members(before, after) if "members" in term.causes else ()),
        *(_rounded_totals(before, after) if "total" in term.causes else ()),
        *(_rules(before, after) if "rule" in term.causes else ()),
    ]
    return join("", [what, " (", join("; ", details), ")"]) if details else what


def _with_figures(term: ChangeTerm, pools: Pools, figures: Sequence[str]) -> str:
    """Say what changes from one figure to another."""
    between = join(_ARROW, figures)
    if term.driver is not None:
        drivers = _drivers(term, pools)
        named = [join(" ", pair) for pair in zip(drivers, figures, strict=True)]
        change = join(" ", [drivers[0], between])
        if drivers[0] != drivers[1]:
            change = join(_ARROW, named)
        return _of_driver(term, change)
    if term.causes == ("rounding",):
        sizes = [number(pool.unit.size) for pool in pools if pool is not None]
        units = join(_ARROW, [*dict.fromkeys(sizes)])
        return say(
            "rounding in units of {units}, fee less quota {change}", units=units, change=between
        )
    what = _amount_word(pools) if term.causes == ("rule",) else _name(term, pools)
    return join(" ", [what, between])


def _amount_word(pools: Pools) -> str:
    """Say what an amount is that no rule was applied to: agreed, of a solution, or anything."""
    kinds = {str(pool.model["kind"]) for pool in pools if pool is not None}
    if kinds == {"fixed"}:
        return say("agreed amount")
    return say("amount by the solution") if kinds == {"solution"} else say("amount")


def _members(before: PoolAllocation, after: PoolAllocation) -> Iterator[str]:
    """Yield who joins, who leaves, and who belongs for another part of the period."""
    both = [name for name in after.fees if name in before.fees]
    days = [name for name in both if before.line(name).proration != after.line(name).proration]
    if joining := [name for name in after.fees if name not in before.fees]:
        yield say("with {members}", members=say_some(joining, _FEW))
    if leaving := [name for name in before.fees if name not in after.fees]:
        yield say("without {members}", members=say_some(leaving, _FEW))
    if len(days) > _FEW:
        yield say("other days of {members}", members=say_some(days, _FEW))
        return
    for name in days:
        was, now = (percent(pool.line(name).proration, _PLACES) for pool in (before, after))
        yield say(
            "{member} for {after} of the period instead of {before}",
            member=name,
            after=now,
            before=was,
        )


def _rounded_totals(before: PoolAllocation, after: PoolAllocation) -> Iterator[str]:
    """Yield how the totals were rounded to the unit, where one of them was before it was shared."""
    if before.solved or after.solved:
        return
    if before.unrounded_total is not None or after.unrounded_total is not None:
        yield join(_ARROW, [_total(each) for each in (before, after)])


def _total(pool: PoolAllocation) -> str:
    """Write a total, and how it was rounded to the unit."""
    total = in_units(pool.total, pool.unit, _PLACES)
    if pool.unrounded_total is None or pool.round_total is None:
        return total
    return say(
        "{exact} rounded {rounding} to {total}",
        exact=number(pool.unrounded_total, _PLACES),
        total=total,
        rounding=ROUNDING_WORDS[pool.round_total],
    )


def _rules(before: PoolAllocation, after: PoolAllocation) -> Iterator[str]:
    """Yield the settings that differ, of both rules."""
    old, new = plain_data(before.model), plain_data(after.model)
    renamed = with_drivers(old, other_drivers(old, new))
    words = [
        rule_words(differing(renamed, new), before.label_of),
        rule_words(differing(new, renamed), after.label_of),
    ]
    if words[0] != words[1]:
        yield join(_ARROW, words)
    was, now = is_charged(before), is_charged(after)
    if was and not now:
        yield say("charged before, a total is shared after")
    if now and not was:
        yield say("a total was shared before, charged after")
