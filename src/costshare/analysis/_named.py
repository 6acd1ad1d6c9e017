"""Values by name, as a mapping or a Series holds them."""

from collections.abc import Mapping
from typing import Any

from costshare.errors import CostshareError
from costshare.fields import each_once, name_of_label


def named_values(given: Any, what: str) -> dict[str, Any]:
    """Read names, each once; the values stay as they are.

    Raises
    ------
    CostshareError
        On what has no names, and on a name that stands twice.
    """
    # A pandas Series is no Mapping, but has names all the same.
    if not (isinstance(given, Mapping) or (hasattr(given, "items") and hasattr(given, "keys"))):
        msg = f"{what} of type {type(given).__name__}; pass them by name, like {{'Kiruna': …}}"
        raise CostshareError(msg)
    pairs = [(name_of_label(name, what=f"name in {what}"), value) for name, value in given.items()]
    each_once(f"name in {what}:", [name for name, _ in pairs])
    return dict(pairs)
