"""Sentences and tables of an inference, made of its numbers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from costshare.apportionment import METHOD_WORDS, ROUNDING_WORDS
from costshare.fields import sum_of_others
from costshare.inference._interval import Interval
from costshare.inference._plainest import is_fraction
from costshare.inference._problem import Problem
from costshare.results import Table, number, percent, rounded
from costshare.words import join, say, say_count, say_some

CAUTION = say(
    "That a model reproduces the fees does not show that it was used: others may give them too."
)

# Decimals of a number in a table; where digits are left out it says so (≈).
_PLACES = 5

# So many of the fees that contradict most are named.
_MOST_NAMED = 3


def fees_text(fees: int) -> str:
    """Write how many fees."""
    return say_count(fees, "{count} fee", "{count} fees")


def all_fees(fees: int) -> str:
    """Write that all of them are meant."""
    return say_count(fees, "the fee", "all {count} fees")


def fits_any(found: str) -> str:
    """Write that what was found shows nothing, since it has as many free numbers as fees."""
    return say("{found}, but it fits any fees", found=found)


def listed(names: Sequence[str]) -> str:
    """Write names in a sentence: A, B and C."""
    if len(names) < 2:
        return join(", ", names)
    return say("{names} and {last}", names=join(", ", names[:-1]), last=names[-1])


def not_together_text(counts: Sequence[int]) -> str:
    """State how many drivers were not tried together."""
    return say(
        "Combinations of {counts} drivers were not tried, since that takes long; name the "
        "models to try in models=.",
        counts=listed([*map(number, counts)]),
    )


def total_row_text(tables: Iterable[Sequence[Mapping[str, Fraction]]]) -> Iterator[str]:
    """Name a member that has the sum of all others, in the fees and in each driver of each year."""
    found = {sum_of_others(columns) if len(columns) > 1 else None for columns in tables}
    name = found.pop() if len(found) == 1 else None
    if name is not None:
        yield say(
            "{member} has the sum of all others, in the fees and in each driver; leave it out if "
            "it is a total row.",
            member=name,
        )


def problem_text(problem: Problem) -> str:
    """The kind of model in a line, and the fees and how they were rounded in another."""
    total = _amount(problem, problem.total)
    whole = say("{total} in total", total=total)
    if problem.stated_total is not None:
        whole = say("{total} shared", total=total)
    lines = [
        problem.headline,
        say(
            "{fees}, {total}, in units of {unit}, by {method}",
            fees=fees_text(len(problem.members)),
            total=whole,
            unit=number(problem.unit),
            method=_how(problem),
        ),
    ]
    if problem.left_out:
        names = join(", ", problem.left_out)
        lines.append(say("Left out, because they have no fee: {members}", members=names))
    return join("\n", lines)


def _amount(problem: Problem, units: int | Fraction) -> str:
    """Write some units, with the decimals of the unit where they are a whole number of them."""
    if isinstance(units, int):
        return number(problem.unit.decimal(units))
    return number(problem.amount(units), _PLACES)


def _how(problem: Problem) -> str:
    """Write how the fees were rounded."""
    if problem.method is not None:
        return METHOD_WORDS[problem.method]
    rounding = ROUNDING_WORDS[problem.rounding or "half_up"]
    return say("rounding {rounding}, each fee on its own", rounding=rounding)


def sum_text(problem: Problem) -> Iterator[str]:
    """What the fees sum to, which moves every quota."""
    for at, fee in problem.misprints.items():
        yield say(
            "{member}: the fee of {fee} is not a multiple of {unit}, as the others are.",
            member=problem.members[at],
            fee=number(fee),
            unit=number(problem.unit),
        )
    if problem.misprints:
        return
    if problem.excess:
        yield excess_text(problem)
    elif problem.shares_total and problem.stated_total is None:
        yield say(
            "The total is taken to be what the fees sum to. A misprinted fee would move every "
            "quota; pass total= where it is known."
        )


def excess_text(problem: Problem) -> str:
    """By how much the fees sum to more or less than the total that was stated."""
    excess = problem.excess
    values = {
        "total": _amount(problem, sum(problem.units)),
        "off": _amount(problem, max(excess, -excess)),
    }
    if problem.method is None and excess > 0:
        return say(
            "The fees sum to {total}, {off} more than the total: each was rounded on its own.",
            **values,
        )
    if problem.method is None:
        return say(
            "The fees sum to {total}, {off} less than the total: each was rounded on its own.",
            **values,
        )
    if excess > 0:
        return say("The fees sum to {total}, {off} more than the total.", **values)
    return say("The fees sum to {total}, {off} less than the total.", **values)


def other_figures() -> str:
    """State that other parameters give a misprint another right figure."""
    return say(
        "Other parameters that give all other fees may give those named here another right figure."
    )


def why_deduced(deduced: str) -> str:
    """Say why a total was deduced, and what depends on it."""
    return say(
        "{deduced}: with it, fewer fees differ than with their sum. A total near it may fit as "
        "well, with other right figures for the fees that differ.",
        deduced=deduced,
    )


def share_text(share: Fraction) -> str:
    """Write a share in per cent, or as a simple fraction that has no end in decimals."""
    return str(share) if is_fraction(share) else percent(share)


def share_range(low: Fraction, high: Fraction) -> list[str]:
    """Write two shares in per cent, with as many decimals as it takes to see that they differ."""
    places = 2
    while low != high and rounded(100 * low, places) == rounded(100 * high, places):
        places += 1
    return [say("{number} %", number=number(rounded(100 * share, places))) for share in (low, high)]


def amount_range(low: Fraction, high: Fraction) -> list[str]:
    """Write two amounts with as many decimals as it takes to see that they differ."""
    places = 2
    while low != high and rounded(low, places) == rounded(high, places):
        places += 1
    return [number(rounded(value, places + (low != high))) for value in (low, high)]


def values_found(
    parameter: str,
    found: Interval,
    others: Mapping[str, Fraction | None],
    write: Callable[[Fraction, int], str],
) -> Table:
    """The ends of an interval, and other values inside it, for people and exactly."""
    lowest = say("lowest, included") if found.closed[0] else say("lowest, excluded")
    highest = say("highest, included") if found.closed[1] else say("highest, excluded")
    rows = {lowest: found.low, highest: found.high, **others}
    places = _PLACES - 2 if write is percent else _PLACES
    return Table(
        header=["", parameter, say("exactly")],
        rows=[
            [name, write(value, places), str(value)]
            for name, value in rows.items()
            if value is not None
        ],
    )


def corners_found(
    names: Sequence[str],
    corners: Sequence[tuple[Fraction, ...]],
    belong: Sequence[bool],
    write: Callable[[Fraction, int], str],
) -> Table:
    """The corners of a polygon, and whether each reproduces the fees."""
    return Table(
        header=["", *names, say("reproduces")],
        rows=[
            [
                say("corner {place}", place=number(place)),
                *(write(value, _PLACES) for value in corner),
                say("yes") if inside else say("no"),
            ]
            for place, (corner, inside) in enumerate(zip(corners, belong, strict=True), start=1)
        ],
    )


def most_conflicts(counts: Mapping[str, int]) -> str:
    """Say which fees contradict most of the others; the counts fall, and the first is above 0."""
    others = len(counts) - 1
    values = list(counts.values())
    if values[0] == others > 1 and max(values[1:]) <= 1:
        return say(
            "{member} contradicts all {others} other fees; each of them contradicts {member} only.",
            member=next(iter(counts)),
            others=number(others),
        )
    # The first few, and those that contradict as many.
    least_named = max(values[:_MOST_NAMED][-1], 1)
    named = [name for name, times in counts.items() if times >= least_named]
    parts = [
        _conflict(list(same), times, others)
        for times, same in groupby(named, key=counts.__getitem__)
    ]
    return join("", [join("; ", parts), "."])


def _conflict(names: Sequence[str], times: int, others: int) -> str:
    """Say how many other fees each of some fees contradicts."""
    several = len(names)
    who = listed(names) if several <= 2 * _MOST_NAMED else say_some(names, 2 * _MOST_NAMED)
    if times < others:
        return say_count(
            several,
            "{members} contradicts {times} of the {others} other fees",
            "{members} each contradict {times} of the {others} other fees",
            members=who,
            times=number(times),
            others=number(others),
        )
    if others == 1:
        return say_count(
            several,
            "{members} contradicts the other fee",
            "{members} each contradict the other fee",
            members=who,
        )
    if others == 2:
        return say_count(
            several,
            "{members} contradicts both other fees",
            "{members} each contradict both other fees",
            members=who,
        )
    return say_count(
        several,
        "{members} contradicts all {others} other fees",
        "{members} each contradict all {others} other fees",
        members=who,
        others=number(others),
    )


def changes_found(changes: Mapping[str, tuple[Decimal, Decimal]]) -> Table:
    """The fees that differ from the model's."""
    return Table(
        header=["", say("fee"), say("model"), say("difference")],
        rows=[
            [name, one, other, Fraction(other) - Fraction(one)]
            for name, (one, other) in changes.items()
        ],
    )
