"""Split yearly fees into periods: each year and each period exact, and nobody ever far ahead."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from numbers import Integral
from typing import Any, TypeVar, overload

from costshare.amounts import Amount, Unit, read_amount
from costshare.apportionment._weights import whole_weights
from costshare.apportionment.tables._rounded_flow import Edge, rounded_flow
from costshare.apportionment.tables._shape import read_line
from costshare.errors import CostshareError

M = TypeVar("M", bound=Hashable)


@overload
def instalments(
    fees: Mapping[M, Amount],
    periods: int | Sequence[Any],
    *,
    unit: Amount = 1,
    weights: Any = None,
) -> dict[M, dict[Any, Any]]: ...
@overload
def instalments(
    fees: Sequence[Amount],
    periods: int | Sequence[Any],
    *,
    unit: Amount = 1,
    weights: Any = None,
) -> list[list[Any]]: ...
def instalments(fees: Any, periods: Any, *, unit: Amount = 1, weights: Any = None) -> Any:
    """Split each member's fee into periods, in whole units, with both sums exact.

    Parameters
    ----------
    fees : mapping, Series or sequence
        Each member's fee for all periods together, a whole multiple of `unit`. A credit is
        negative.
    periods : int or sequence of names
        How many periods, named 1, 2, 3 …; or their names in order.
    unit : positive number, default 1
        The smallest step of an instalment: 1, 100, ``"0.01"``.
    weights : mapping or sequence, optional
        How much of the fee belongs to each period, such as its days. Equal without them.

    Returns
    -------
    dict of dicts or list of lists
        Members × periods; a sequence of fees gives a list for each. Ints where all fees and
        `unit` are ints, else Decimals with the decimals of the unit.

    Raises
    ------
    CostshareError
        On a fee that is no whole multiple of the unit, and on periods or weights that are none.

    Notes
    -----
    Four numbers are each the floor or the ceiling of their exact value, in units: a member's
    instalment; what a member has paid up to and with any period; a period's total; and the total
    of the periods up to and with it. So a member's extra units are spread over the periods, and
    nobody is ever a whole unit ahead or behind. Such a split always exists, since each member's
    running sums, and the periods' running totals, are nested (Hoffman and Kruskal 1956). Which
    of several it is depends on the order of the members.

    References
    ----------
    Hoffman, A. J. and Kruskal, J. B. (1956), "Integral Boundary Points of Convex Polyhedra", in
    *Linear Inequalities and Related Systems*, Princeton, 223-246.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.instalments({"Kiruna": 1000, "Luleå": 500}, 4, unit=100)
    {'Kiruna': {1: 200, 2: 300, 3: 300, 4: 200}, 'Luleå': {1: 200, 2: 100, 3: 100, 4: 100}}
    """
    names, values = _members(fees)
    labels = _periods(periods)
    exact_unit = Unit.read(unit)
    shares = [1] * len(labels)
    if weights is not None:
        given = read_line(weights, labels, "weight")
        shares = whole_weights(given, labels)
    units = [
        exact_unit.count(read_amount(value, f"fee of {name}"), f"fee of {name}")
        for name, value in zip(names or range(len(values)), values, strict=True)
    ]
    parts = _split(units, shares)
    amounts: list[list[Any]]
    if isinstance(unit, Integral) and all(isinstance(value, Integral) for value in values):
        amounts = [[part * int(unit) for part in line] for line in parts]
    else:
        amounts = [[exact_unit.decimal(part) for part in line] for line in parts]
    if names is None:
        return amounts
    return {
        name: dict(zip(labels, line, strict=True))
        for name, line in zip(names, amounts, strict=True)
    }


def _members(fees: Any) -> tuple[list[Any] | None, list[Any]]:
    """Take the names (None for a sequence) and the fees apart."""
    if hasattr(fees, "iloc") and hasattr(fees, "columns"):
        msg = "fees are a DataFrame; pass one of its columns, or the sum of them"
        raise CostshareError(msg)
    if hasattr(fees, "items") and hasattr(fees, "keys"):
        names = [name for name, _ in fees.items()]
        return names, read_line(fees, list(dict.fromkeys(names)), "fee")
    if isinstance(fees, Sequence) and not isinstance(fees, str | bytes):
        return None, list(fees)
    msg = f"fees of type {type(fees).__name__} are no fees; pass a dict or a list of numbers"
    raise CostshareError(msg)


def _periods(periods: Any) -> list[Any]:
    """Name the periods."""
    if isinstance(periods, Integral) and not isinstance(periods, bool):
        labels = list(range(1, int(periods) + 1))
    elif isinstance(periods, Sequence) and not isinstance(periods, str | bytes):
        labels = list(periods)
    else:
        msg = f"periods {periods!r} are no periods; pass how many, or a list of their names"
        raise CostshareError(msg)
    if not labels:
        msg = f"periods {periods!r} are none; a fee needs at least one period"
        raise CostshareError(msg)
    for position, label in enumerate(labels):
        if not isinstance(label, Hashable):
            msg = f"period {label!r} is no name; name the periods by text or number"
            raise CostshareError(msg)
        if label in labels[:position]:
            msg = f"period {label} stands twice; name each period once"
            raise CostshareError(msg)
    return labels


def _split(fees: Sequence[int], shares: Sequence[int]) -> list[list[int]]:
    """Split fees, in units; credits as their mirror image (sign symmetry)."""
    first = sum(fees) or next((fee for fee in fees if fee), 0)
    if first < 0:
        return [[-part for part in line] for line in _split([-fee for fee in fees], shares)]
    edges = list(_edges(fees, shares))
    parts = rounded_flow(edges, sum(shares))
    size = len(shares)
    return [parts[member * size : (member + 1) * size] for member in range(len(fees))]


def _edges(fees: Sequence[int], shares: Sequence[int]) -> Iterator[Edge]:
    """Draw the split as a flow, the instalments first.

    Every member has a node for each period: what it has paid until then comes in, and leaves as
    this period's instalment and what it had paid before. Every period has two nodes: its
    instalments come in at one, leave together to the other, and with all earlier ones to the
    next period's. What the ends hold, the fees and their sum, is whole, so they need no edges.
    """
    size = len(shares)
    running = list(accumulate(shares))
    collected = len(fees) * size
    for member, fee in enumerate(fees):
        for period, share in enumerate(shares):
            yield Edge(member * size + period, collected + period, fee * share)
    for member, fee in enumerate(fees):
        for before, after in pairwise(range(size)):
            yield Edge(member * size + after, member * size + before, fee * running[before])
    total = sum(fees)
    for period, share in enumerate(shares):
        yield Edge(collected + period, collected + size + period, total * share)
    for before, after in pairwise(range(size)):
        yield Edge(collected + size + before, collected + size + after, total * running[before])
