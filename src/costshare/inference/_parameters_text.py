"""The parameters that reproduce the fees, in sentences and tables."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._polygon import Polygon
from costshare.inference._problem import Problem
from costshare.inference._region import Region
from costshare.inference._simplest import shortest_decimal, simplest_fraction
from costshare.inference._words import amount_range, corners_found, share_range, values_found
from costshare.results import Block, Table, number, percent
from costshare.words import say


def interval_text(problem: Problem, found: Interval, fees: str) -> Iterator[Block]:
    """The values of one parameter that reproduce the fees."""
    if problem.settled:
        yield say("It reproduces {fees}.", fees=fees)
        return
    (name,) = problem.parameters
    write = _writer(problem)
    if found.low == found.high:
        yield say(
            "The {parameter} {value} reproduces {fees}, and no other does.",
            parameter=name,
            value=write(found.low, 4),
            fees=fees,
        )
        return
    range_of = share_range if problem.shares_total else amount_range
    low, high = range_of(found.low, found.high)
    yield say(
        "Every {parameter} from {low} up to {high} reproduces {fees}, and no other does.",
        parameter=name,
        low=low,
        high=high,
        fees=fees,
    )
    others: dict[str, Fraction | None] = {
        say("simplest fraction"): simplest_fraction(found),
        say("shortest decimal"): shortest_decimal(found),
    }
    yield values_found(name, found, others, write)


def polygon_text(
    problem: Problem, found: Polygon, fees: str, simplest: Point | None
) -> Iterator[Block]:
    """The pairs of parameters that reproduce the fees."""
    names = problem.parameters
    shapes = {1: say("this point"), 2: say("the line between these points")}
    where = shapes.get(len(found.vertices), say("the polygon with these corners"))
    values = {"one": names[0], "other": names[1], "place": where, "fees": fees}
    if problem.shares_total:
        yield say(
            "Every {one} and {other} inside {place} reproduces {fees}, and none outside does.",
            **values,
        )
    else:
        yield say(
            "Every {one} and {other} inside {place} reproduces {fees}, and none of zero or "
            "more outside does.",
            **values,
        )
    yield corners_found(names, found.vertices, found.corners, _writer(problem))
    yield from _simplest(problem, simplest)


def region_text(
    problem: Problem, found: Region, fees: str, simplest: Point | None
) -> Iterator[Block]:
    """The range of each of several parameters that reproduce the fees."""
    yield say("Some values in these ranges reproduce {fees}, and none outside do.", fees=fees)
    write = _writer(problem)
    ends = zip(problem.parameters, found.lowest, found.highest, strict=True)
    yield Table(
        header=["", say("lowest"), say("highest")],
        rows=[[name, write(low, 5), write(high, 5)] for name, low, high in ends],
    )
    yield from _simplest(problem, simplest)


def _simplest(problem: Problem, point: Point | None) -> Iterator[Block]:
    """The parameters with the fewest digits, where they are known."""
    if point is not None:
        yield say("The simplest: {model}.", model=problem.in_words(point))


def _writer(problem: Problem) -> Callable[[Fraction, int], str]:
    """How a parameter is written: a share in per cent, a price as a number."""
    return percent if problem.shares_total else number
