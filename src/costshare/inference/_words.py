"""Sentences and tables of an inference, made of its numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from costshare.errors import some_of
from costshare.inference._problem import Problem
from costshare.results import Table, number, percent, rounded

CAUTION = (
    "That a model reproduces the fees does not show that it was used: others may give them too."
)

# Decimals of a number in a table; where digits are left out it says so (≈).
_PLACES = 5

# So many of the fees that contradict most are named.
_MOST_NAMED = 3


def fees_text(fees: int) -> str:
    """Write how many fees."""
    return f"{fees} fee{'s' * (fees != 1)}"


def all_fees(fees: int) -> str:
    """Write that all of them are meant."""
    return f"all {fees} fees" if fees > 1 else "the fee"


def listed(names: Sequence[str]) -> str:
    """Write names in a sentence: A, B and C."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def problem_text(problem: Problem) -> str:
    """The kind of model in a line, and the fees and how they were rounded in another."""
    decimal = problem.unit.decimal
    how = problem.method or f"{problem.rounding}, each fee on its own"
    whole = "in total" if problem.stated_total is None else "shared"
    text = (
        f"{problem.headline.format(' and '.join(problem.drivers))}\n"
        f"{fees_text(len(problem.members))}, {number(decimal(problem.total))} {whole}, "
        f"in units of {number(problem.unit)}, by {how}"
    )
    if problem.left_out:
        text += f"\nLeft out, because they have no fee: {', '.join(problem.left_out)}"
    return text


def sum_text(problem: Problem) -> Iterator[str]:
    """What the fees sum to, which moves every quota."""
    decimal, excess = problem.unit.decimal, problem.excess
    if excess:
        way = "more" if excess > 0 else "less"
        total, off = number(decimal(sum(problem.units))), number(decimal(abs(excess)))
        yield f"The fees sum to {total}, {off} {way} than the total."
    elif problem.shares_total and problem.stated_total is None:
        yield (
            "The total is taken to be what the fees sum to. A misprinted fee would move every "
            "quota; pass total= where it is known."
        )


def share_range(low: Fraction, high: Fraction) -> list[str]:
    """Write two shares in per cent, with as many decimals as it takes to see that they differ."""
    places = 2
    while low != high and rounded(100 * low, places) == rounded(100 * high, places):
        places += 1
    return [f"{number(rounded(100 * share, places))} %" for share in (low, high)]


def shares_found(
    ends: tuple[Fraction, Fraction],
    closed: tuple[bool, bool],
    others: Mapping[str, Fraction | None],
) -> Table:
    """The ends of an interval, and other shares inside it, in per cent and exactly."""
    itself = ["included" if end else "excluded" for end in closed]
    rows = {f"lowest, {itself[0]}": ends[0], f"highest, {itself[1]}": ends[1], **others}
    return Table(
        header=["", "flat share", "exactly"],
        rows=[
            [name, percent(value, _PLACES - 2), str(value)]
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
        header=["", *names, "reproduces"],
        rows=[
            [f"corner {place}", *(write(value, _PLACES) for value in corner), _yes(inside)]
            for place, (corner, inside) in enumerate(zip(corners, belong, strict=True), start=1)
        ],
    )


def most_conflicts(counts: Mapping[str, int]) -> str:
    """Say which fees contradict most of the others; the counts fall, and the first is above 0."""
    others = len(counts) - 1
    values = list(counts.values())
    if values[0] == others > 1 and max(values[1:]) <= 1:
        first = next(iter(counts))
        return (
            f"{first} contradicts all {others} other fees; each of them contradicts {first} only."
        )
    # The first few, and those that contradict as many.
    least_named = max(values[:_MOST_NAMED][-1], 1)
    named = [name for name, times in counts.items() if times >= least_named]
    parts = []
    for times, same in groupby(named, key=counts.__getitem__):
        names = list(same)
        verb = "contradicts" if len(names) == 1 else "each contradict"
        which = f"{times} of the {others} other fees"
        if times == others:
            which = {1: "the other fee", 2: "both other fees"}.get(
                others, f"all {others} other fees"
            )
        who = listed(names) if len(names) <= 2 * _MOST_NAMED else some_of(names, 2 * _MOST_NAMED)
        parts.append(f"{who} {verb} {which}")
    return "; ".join(parts) + "."


def changes_found(changes: Mapping[str, tuple[Decimal, Decimal]]) -> Table:
    """The fees that differ from the model's."""
    return Table(
        header=["", "fee", "model", "difference"],
        rows=[
            [name, one, other, Fraction(other) - Fraction(one)]
            for name, (one, other) in changes.items()
        ],
    )


def _yes(inside: bool) -> str:
    return "yes" if inside else "no"
