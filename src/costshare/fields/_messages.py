"""Turn pydantic's errors into sentences that name the place, the value and the way out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError


def validation_message(error: ValidationError, root: str, data: object) -> str:
    """Put every problem on a line of its own, each with its path in the data.

    Parameters
    ----------
    error : pydantic.ValidationError
        What went wrong.
    root : str
        What the data are: a class or a file name.
    data : object
        The data as given; they tell which parts of a location are really in them.
    """
    return "\n".join(
        f"{root}: {_place(problem['loc'], data)}{_words(problem)}"
        for problem in error.errors(include_url=False)
    )


def _place(location: Sequence[int | str], data: object) -> str:
    path = ""
    here: Any = data
    for step in location:
        if isinstance(here, Mapping) and step not in here and here.get("kind") == step:
            continue  # pydantic names the chosen model here; the data have no such level
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
        try:
            here = getattr(here, str(step)) if hasattr(here, str(step)) else here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return f"{path}: " if path else ""


def _words(problem: Any) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "missing":
        return "is missing; give it a value"
    message = str(problem["msg"])
    return f"{message} (got {problem['input']!r})"
