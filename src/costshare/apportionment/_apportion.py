"""The public door of the kernel: any exact numbers in, parts in the shape of the weights out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Integral
from typing import Any, TypeVar, overload

from costshare.amounts import Amount, Labelled, Unit, read_amount
from costshare.apportionment._labels import names_and_values
from costshare.apportionment._methods import apportion_units, read_method, read_tie_rule
from costshare.apportionment._tie import tie_error
from costshare.apportionment._weights import require_weight, whole_weights
from costshare.errors import shown

K = TypeVar("K", bound=Hashable)


# The overlaps are harmless: a mapping is an iterable too, and the first signature that fits wins.
@overload
def apportion(  # type: ignore[overload-overlap]
    total: int,
    weights: Mapping[K, Amount],
    *,
    unit: int = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> dict[K, int]: ...
@overload
def apportion(
    total: int,
    weights: Sequence[Amount],
    *,
    unit: int = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> list[int]: ...
@overload
def apportion(  # type: ignore[overload-overlap]
    total: Amount,
    weights: Mapping[K, Amount],
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> dict[K, int] | dict[K, Decimal]: ...
@overload
def apportion(
    total: Amount,
    weights: Labelled[K],
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> dict[K, int] | dict[K, Decimal]: ...
@overload
def apportion(
    total: Amount,
    weights: Iterable[Amount],
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> list[int] | list[Decimal]: ...
def apportion(
    total: Amount,
    weights: Mapping[Any, Amount] | Labelled[Any] | Iterable[Amount],
    *,
    unit: Amount = 1,
    method: str = "largest_remainder",
    ties: str = "listed",
) -> Any:
    """Share a total by weights in whole units, so that the parts sum to it exactly.

    Parameters
    ----------
    total : int, Decimal, Fraction, float or str
        The amount to share, a whole multiple of `unit`. A negative total (a credit note) gives
        the negated parts of the positive one.
    weights : mapping, sequence or Series of the same kinds
        One non-negative weight for each member, not all zero unless `total` is. Any positive
        multiple of them gives the same parts.
    unit : positive number, default 1
        The smallest amount of a part: 1, 100, ``"0.01"``, 1200.
    method : str, default "largest_remainder"
        One of ``largest_remainder``, ``webster``, ``jefferson``, ``adams``,
        ``huntington_hill``, ``dean``, ``cumulative``, or a synonym (``hamilton``,
        ``sainte_lague``, ``dhondt`` …).
    ties : {"listed", "largest", "smallest", "error"}
        Which of several members with the same claim gets a unit: the first listed; the one with
        the largest or the smallest weight, then the first listed; or none, and `TieError` is
        raised. In ``cumulative`` the order is the rule, so the first three mean the same.

    Returns
    -------
    dict or list
        In the shape and order of `weights`; a Series of another library than pandas has no labels
        and gives a list. Ints where `total` and `unit` are ints, else
        Decimals with the decimals of the unit. A zero weight always gets zero, and a total of
        zero gives zeros by every method.

    Raises
    ------
    CostshareError
        If something cannot be shared exactly; the message names the value and a way out.

    References
    ----------
    Balinski, M. and Young, H. P., *Fair Representation*, 2nd ed., Brookings 2001.

    Examples
    --------
    >>> apportion(100, {"Kiruna": 1, "Luleå": 1, "Piteå": 1})
    {'Kiruna': 34, 'Luleå': 33, 'Piteå': 33}
    >>> apportion("10.00", [1, 1, 1], unit="0.01")
    [Decimal('3.34'), Decimal('3.33'), Decimal('3.33')]
    """
    method_name = read_method(method)
    tie_rule = read_tie_rule(ties)
    names, values = names_and_values(weights, "weights")
    scaled = whole_weights(values, names)
    exact_unit: Unit | None = None
    if type(total) is int and type(unit) is int and unit == 1:
        units = total
    else:
        exact_unit = Unit.read(unit)
        units = exact_unit.count(read_amount(total, "total"), "total")
    if units:
        require_weight(scaled)
    parts, broken = apportion_units(units, scaled, method=method_name, ties=tie_rule)
    if broken and tie_rule == "error":
        raise tie_error([_label(names, position) for tie in broken for position in tie.tied])
    amounts: list[Any] = parts
    if exact_unit is not None:
        if isinstance(total, Integral) and isinstance(unit, Integral):
            amounts = [part * int(unit) for part in parts]
        else:
            amounts = [exact_unit.decimal(part) for part in parts]
    return amounts if names is None else dict(zip(names, amounts, strict=True))


def _label(names: list[Any] | None, position: int) -> str:
    return f"weight {position}" if names is None else shown(names[position])
