"""Match two labelled arguments by their labels, never by position."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from costshare.amounts import each_once, has_names, items_of, take_items
from costshare.errors import CostshareError, shown, some_of, unknown_name


def labelled_pairs(given: Any) -> list[tuple[Any, Any]] | None:
    """Return labels and values in pairs; None where the value has no labels."""
    return items_of(given) if has_names(given) else None


def names_and_values(given: Any, what: str) -> tuple[list[Any] | None, list[Any]]:
    """Take the names (None for a sequence) and the values apart, into lists of our own.

    Raises
    ------
    CostshareError
        If the value is neither a mapping nor a list of numbers, or a name is repeated.

    Examples
    --------
    >>> names_and_values({"Kiruna": 3}, "weights"), names_and_values((3, 4), "weights")
    ((['Kiruna'], [3]), (None, [3, 4]))
    """
    if type(given) is dict:
        return list(given), list(given.values())
    listless = not isinstance(given, Iterable) or getattr(given, "ndim", 1) != 1
    if listless or isinstance(given, str | bytes | set | frozenset):
        msg = (
            f"{what} of type {type(given).__name__} have no order or no numbers; "
            "pass a dict or a list of numbers"
        )
        raise CostshareError(msg)
    pairs = labelled_pairs(given)
    if pairs is None:
        return None, take_items(given, what)
    names = [name for name, _ in pairs]
    each_once(f"{what}:", names)
    return names, [value for _, value in pairs]


def places_of(
    known: Sequence[Hashable], given: Sequence[Hashable], what: str, where: str
) -> list[int]:
    """Find the place of each known label among the given ones.

    Parameters
    ----------
    known : sequence
        The labels of one argument; the result is in their order.
    given : sequence
        The labels of the other argument.
    what : str
        What a label names: ``"row"``.
    where : str
        What the given labels belong to: ``"weights"``.

    Raises
    ------
    CostshareError
        If the labels differ, or one of the given labels is repeated.
    """
    places = {label: place for place, label in enumerate(given)}
    names = dict.fromkeys(known)
    for label in places:
        if label not in names:
            raise unknown_name(f"{what} in {where}", label, known)
    missing = [label for label in names if label not in places]
    if missing:
        labels = some_of(list(map(shown, missing)), most=5)
        msg = f"{where} has no {what} {labels}; give every {what} a value, 0 for nothing"
        raise CostshareError(msg)
    if len(places) < len(given):
        each_once(f"{where}:", given)
    return [places[label] for label in known]


def aligned_lines(lines: Iterable[Any]) -> list[list[Any]]:
    """Take a table's lines as lists; lines with labels are put in the order of the first one."""
    taken = list(lines)
    pairs = [labelled_pairs(line) for line in taken]
    first = pairs[0] if pairs else None
    if all(each is None for each in pairs):
        return [list(line) for line in taken]
    cells = []
    for row, own in enumerate(pairs):
        if first is None or own is None:
            msg = f"row {row if own is None else 0} has no labels and others have; "
            raise CostshareError(msg + "give labels to every row, or to none")
        known = [label for label, _ in first]
        places = places_of(known, [label for label, _ in own], "column", f"row {row}")
        cells.append([own[place][1] for place in places])
    return cells
