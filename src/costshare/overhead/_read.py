"""Read costs by department, and what each support department serves the others."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from costshare.amounts import (
    AmountByName,
    exact_values,
    is_any_frame,
    is_pandas,
    plain,
    read_amount,
)
from costshare.errors import CostshareError, shown, some_of, unknown_name
from costshare.fields import (
    AmountsLike,
    each_once,
    find_name,
    is_percent,
    name_of_label,
    read_amounts_by_name,
    read_by_name,
    read_share,
)
from costshare.frames import AnyFrame, as_pandas, is_missing, is_numbered, take_labels

if TYPE_CHECKING:
    import pandas as pd

ByDepartment: TypeAlias = Mapping[str, Fraction]
Services: TypeAlias = Mapping[str, ByDepartment]

ServicesLike: TypeAlias = "Mapping[str, AmountByName] | AnyFrame"
"""What a user passes for services: by giver and receiver, or a frame of them."""

LONG = ("giver", "receiver", "quantity")
_WAY_OUT = "quantities by giver and receiver, like {'IT': {'Schools': 5}}, or a frame"


def read_costs(given: AmountsLike) -> dict[str, Fraction]:
    """Read the costs of departments, which may be negative."""
    pairs = _by_department(given, "costs", "{'IT': 100}")
    return {name: _number(value, f"costs of {name}") for name, value in pairs.items()}


def _by_department(given: object, what: str, example: str) -> Mapping[str, object]:
    """Read amounts by department."""
    way_out = f"amounts by department, like {example}"
    return read_amounts_by_name(given, what, name=f"department in {what}", way_out=way_out)


def _number(value: object, what: str) -> Fraction:
    """Read a number that must be there, also where it is 0."""
    if is_missing(value):
        msg = f"{what} has no value; write it, 0 where there is nothing"
        raise CostshareError(msg)
    return read_amount(value, what)


def read_fixed(
    given: "AmountsLike | str", costs: ByDepartment, givers: Iterable[str]
) -> ByDepartment:
    """Read the fixed part of the costs of support departments; 0 where it is left out.

    Text in per cent is a share of the costs: of each department, or one for all.
    """
    fixed = dict.fromkeys(givers, Fraction(0))
    if is_percent(given):
        share = read_share(given, "fixed")
        return {name: share * costs[name] for name in fixed}
    pairs = _by_department(given, "fixed", "{'IT': 60}, or '40%'")
    for name, value in pairs.items():
        if name in costs and name not in fixed:
            msg = f"fixed names {name}, which is an operating department and passes nothing on; "
            raise CostshareError(f"{msg}leave it out")
        known, what = find_name("department in fixed", name, fixed), f"fixed costs of {name}"
        if is_percent(value):
            fixed[known] = read_share(value, what) * costs[known]
        else:
            fixed[known] = read_amount(value, what)
    for name, part in fixed.items():
        low, high = sorted((Fraction(0), costs[name]))
        if not low <= part <= high:
            msg = f"fixed costs of {name} are {plain(part)}, and its costs are {plain(costs[name])}"
            raise CostshareError(f"{msg}; pass the part of its costs that is fixed")
    return fixed


def read_services(given: object, what: str, columns: Sequence[str | None]) -> Services:
    """Read quantities by giver and receiver: a mapping of mappings, or a frame.

    `columns` are the names of the columns of givers, receivers and quantities where they are
    stated.
    """
    if is_any_frame(given):
        lines = _frame_lines(given, what, columns)
    elif any(each is not None for each in columns):
        named = some_of([name for name, each in zip(LONG, columns, strict=True) if each])
        msg = f"{named} names a column, and {what} is not a frame; leave it out"
        raise CostshareError(msg)
    else:
        by_giver = read_by_name(given, what, name=f"giver in {what}", way_out=_WAY_OUT)
        lines = [
            (giver, read_by_name(own, f"{what} of {giver}", way_out="quantities by receiver"))
            for giver, own in by_giver.items()
        ]
    if not lines:
        msg = f"{what} is empty; pass {_WAY_OUT}"
        raise CostshareError(msg)
    each_once(f"giver in {what}:", [giver for giver, _ in lines])
    return {giver: _quantities(giver, own, what) for giver, own in lines}


def _quantities(giver: str, own: Mapping[str, object], what: str) -> dict[str, Fraction]:
    """Read what one department serves the others."""
    read = {name: _number(each, f"{what} of {giver} to {name}") for name, each in own.items()}
    for name, quantity in read.items():
        if quantity < 0:
            msg = f"{what} of {giver} to {name} is {plain(quantity)}; a quantity is zero or more"
            raise CostshareError(msg)
    return read


def _frame_lines(
    given: Any, what: str, columns: Sequence[str | None]
) -> list[tuple[str, dict[str, object]]]:
    """Read a frame: a row for each giver and a column for each receiver, or a row for each pair."""
    giver, receiver, quantity = columns
    table = as_pandas(given, what)
    if receiver is None and quantity is None and {*LONG} - {giver} <= {*table.columns}:
        receiver, quantity = LONG[1:]
    if receiver is not None or quantity is not None:
        return _long_lines(table, what, columns)
    if giver is None and is_numbered(table):
        giver = _column_of_names(table)
    if giver is None and not is_pandas(given):
        msg = f"the rows of {what} have no names; pass giver= with the name of the column of givers"
        raise CostshareError(msg)
    way_out = "pass giver={column!r}"
    if table.shape[1] == len(LONG):
        pair = [f"{word}={name!r}" for word, name in zip(LONG, table.columns, strict=True)]
        way_out += f", or for a row for each pair {', '.join(pair)}"
    labels, frame = take_labels(table, giver, way_out=way_out, allow_numbers=True)
    givers = _names(labels, f"giver in {what}")
    receivers = _names(frame.columns, f"receiver in {what}")
    each_once(f"receiver in {what}:", receivers)
    cells = [exact_values(frame.iloc[:, at]) for at in range(len(receivers))]
    # Where a row meets its own column an empty cell stands for no service, and nothing is lost.
    return [
        (
            name,
            {
                receiver: each
                for receiver, each in zip(receivers, row, strict=True)
                if receiver != name or not is_missing(each)
            },
        )
        for name, *row in zip(givers, *cells, strict=True)
    ]


def _column_of_names(table: "pd.DataFrame") -> str | None:
    """Find the column of givers: the one of that name, or the first where only it has words."""
    if LONG[0] in table.columns:
        return LONG[0]
    words = [at for at in range(table.shape[1]) if not _is_numbers(table.iloc[:, at])]
    return table.columns[0] if words == [0] else None


def _is_numbers(column: "pd.Series[Any]") -> bool:
    """Say whether every value of a column can be read as a number, or is missing."""
    try:
        for value in exact_values(column):
            if not is_missing(value):
                read_amount(value, LONG[2])
    except CostshareError:
        return False
    return True


def _names(labels: "pd.Index[Any] | pd.Series[Any]", what: str) -> list[str]:
    """Read the names of departments."""
    return [name_of_label(label, what=what) for label in labels]


def _long_lines(
    frame: "pd.DataFrame", what: str, columns: Sequence[str | None]
) -> list[tuple[str, dict[str, object]]]:
    """Read a frame with a row for each giver and receiver."""
    values = []
    for word, column in zip(LONG, columns, strict=True):
        name = column or word
        times = list(frame.columns).count(name)
        if times == 0:
            raise unknown_name(f"column of {what}, for {word}=:", name, frame.columns)
        if times > 1:
            msg = f"column {shown(name)} occurs {times} times in {what}; keep one"
            raise CostshareError(msg)
        values.append(frame[name])
    givers, receivers, quantities = values
    lines: dict[str, dict[str, object]] = {}
    for giver, receiver, quantity in zip(
        _names(givers, f"giver in {what}"),
        _names(receivers, f"receiver in {what}"),
        exact_values(quantities),
        strict=True,
    ):
        own = lines.setdefault(giver, {})
        if receiver in own:
            msg = f"{what} has two rows of {giver} to {receiver}; add them up first"
            raise CostshareError(msg)
        own[receiver] = quantity
    return list(lines.items())


def all_departments(costs: ByDepartment, services: Iterable[Services]) -> dict[str, Fraction]:
    """Add the receivers that have no costs of their own, where none of their kind has any.

    Costs name all operating departments or none, so that a misspelt name is found.
    """
    listed = list(services)
    givers = dict.fromkeys(name for each in listed for name in each)
    for name in givers:
        if name not in costs:
            msg = f"costs has no support department {name}, which services names; pass its costs"
            raise CostshareError(f"{msg}, or 0")
    receivers = dict.fromkeys(
        name for each in listed for own in each.values() for name in own if name not in givers
    )
    new = [name for name in receivers if name not in costs]
    if new and len(costs) > len(givers):
        unknown = unknown_name("receiver in services, not in costs:", new[0], costs)
        msg = f"{unknown}; pass costs of every operating department, 0 for nothing, or of none"
        raise CostshareError(msg)
    return {**costs, **dict.fromkeys(new, Fraction(0))}
