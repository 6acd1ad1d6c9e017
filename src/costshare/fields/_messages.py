"""Turn pydantic's errors into sentences that name the place, the value and the way out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from costshare.errors import quoted, shown


def validation_message(error: ValidationError, root: str, data: object) -> str:
    """Put every problem on a line of its own, each with its path in the data.

    Parameters
    ----------
    error : pydantic.ValidationError
        What went wrong.
    root : str
        What the data are: a class or a file name.
    data : object
        The data as given; a location may name parts that are not in them.
    """
    problems = error.errors(include_url=False)
    # pydantic also reports a list whose items are all wrong as empty.
    wrong_inside = {
        problem["loc"][:depth] for problem in problems for depth in range(len(problem["loc"]))
    }
    return "\n".join(
        f"{root}: {_place(problem['loc'], data)}{_words(problem)}"
        for problem in problems
        if problem["type"] != "too_short" or problem["loc"] not in wrong_inside
    )


def _place(location: Sequence[int | str], data: object) -> str:
    path = ""
    here: Any = data
    for step in location:
        if isinstance(here, Mapping) and step not in here and here.get("kind") == step:
            continue  # pydantic names the chosen model here; the data have no such level
        path += f"[{step}]" if isinstance(step, int) else f".{shown(step)}" if path else shown(step)
        here = _inside(here, step)
    return f"{path}: " if path else ""


def _inside(here: Any, step: int | str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    try:
        return here[step] if isinstance(step, int) else getattr(here, step, None)
    except (IndexError, KeyError, TypeError):
        return None


# pydantic's messages name its own types; these name what to pass.
_WANTED = {
    "missing": "is missing; give it a value",
    "too_short": "is empty; give at least one",
    "too_long": "has {actual_length} items, {got}; give {max_length}",
    "tuple_type": "is {got}; pass a list",
    "dict_type": "is {got}; pass a table of names and values, like {{'population': 2785}}",
    "model_type": "is {got}; pass {class_name}(…), or a table of its fields",
    "dataclass_type": "is {got}; pass {class_name}(…), or a table of its fields",
    "unexpected_keyword_argument": "is not a known field; correct its name or remove it",
}


def _words(problem: Any) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    got = quoted(problem["input"])
    wanted = _WANTED.get(problem["type"])
    if wanted is None:
        return f"{problem['msg']} (got {got})"
    return wanted.format(got=got, **problem.get("ctx", {}))
