"""One case of a law: a function of the caller's own with a total and weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any, Self

from costshare.amounts import Unit, exact_decimal, is_any_frame, plain, read_amount, take_items
from costshare.errors import CostshareError, quoted, shown
from costshare.testing._figures import read_figures, refuse_below_zero, shortened

_MOST_SHOWN = 12


@dataclass(frozen=True)
class Case:
    """A function with a total and weights, of which a law is asserted.

    The function gets a new list of the weights in every call. What it returns is read exactly;
    where it returns something else, or raises, the failure names the law.
    """

    law: str
    function: Callable[..., Any]
    total: Any
    weights: list[Any]
    unit: Unit
    reference: Callable[..., Any] | None = None
    known: dict[str, list[Fraction]] = field(default_factory=dict)
    """Parts that the function gave; several laws on one case share them."""
    again: str = ""
    """Arguments of the `check_allocator` that made the case, for a list too long to write."""

    @classmethod
    def read(
        cls,
        law: str,
        function: Any,
        total: Any,
        weights: Any,
        *,
        unit: Any = 1,
        reference: Any = None,
    ) -> Self:
        """Read what a caller passes to a law.

        Raises
        ------
        CostshareError
            If a number cannot be read, a weight is negative, or all are zero.
        """
        callable_as(function, "function")
        read_amount(total, "total")
        if is_any_frame(weights):
            msg = "weights is a frame; pass one column of it: frame['population']"
            raise CostshareError(msg)
        if isinstance(weights, set | frozenset):
            msg = f"weights is of type {type(weights).__name__}, without an order; pass a list"
            raise CostshareError(msg)
        case = cls(law, function, total, take_items(weights, "weights"), Unit.read(unit), reference)
        refuse_below_zero(enumerate(case.exact_weights))
        if not any(case.exact_weights):
            msg = "weights are empty or all zero; pass one that is positive"
            raise CostshareError(msg)
        return case

    @cached_property
    def exact_total(self) -> Fraction:
        """The total as a fraction."""
        return read_amount(self.total, "total")

    @cached_property
    def exact_weights(self) -> list[Fraction]:
        """The weights as fractions."""
        return [read_amount(each, f"weight {place}") for place, each in enumerate(self.weights)]

    @property
    def credit(self) -> Any:
        """The total with the other sign."""
        if isinstance(self.total, str):
            return exact_decimal(-self.exact_total, "total")
        return -self.total

    def parts(self, weights: Sequence[Any] | None = None, total: Any = None) -> list[Fraction]:
        """Return what the function makes of this case, or of other weights or another total."""
        __tracebackhide__ = True
        if weights is None and total is None:
            if "parts" not in self.known:
                self.known["parts"] = self.answer()
            return self.known["parts"]
        return self.answer(weights, total)

    def answer(
        self,
        weights: Sequence[Any] | None = None,
        total: Any = None,
        *,
        given: list[Any] | None = None,
        of: str = "function",
    ) -> list[Fraction]:
        """Call the function and read the parts; `given` is the list to pass, else a new one."""
        __tracebackhide__ = True
        listed = list(self.weights if weights is None else weights) if given is None else given
        count, amount = len(listed), self.total if total is None else total
        passed = {"total": amount, "weights": list(listed)}
        function = self.reference if of == "reference" else self.function
        assert function is not None  # noqa: S101 - the law on a reference has one
        try:
            returned = function(amount, listed)
        except Exception as error:  # a function of the user's may raise anything
            # Hypothesis ends a case by an error of its own: `assume` within the function.
            if type(error).__module__.startswith("hypothesis"):
                raise
            what = f"the {of} raised {type(error).__name__}: {shown(str(error))}"
            raise self.failure(what, **passed) from error
        try:
            parts = _in_order(returned, count)
        except Exception as error:  # what it returns may refuse to be read in any way
            if not isinstance(error, CostshareError):
                msg = f"the {of} returned {quoted(returned)}, which cannot be read as parts"
                raise self.failure(msg, **passed) from error
            msg = f"the {of} returned {quoted(returned)}: {error}"
            raise self.failure(msg, **passed) from None
        return parts

    def numbered(self, parts: list[Fraction]) -> list[tuple[str, Fraction, Fraction]]:
        """Return each part with its position and weight."""
        return [
            (str(place), part, weight)
            for place, (part, weight) in enumerate(zip(parts, self.exact_weights, strict=True))
        ]

    def failure(self, wrong: str, **figures: Any) -> AssertionError:
        """Build the error that names the law, the case and the figures beside it."""
        rows = {"total": self.total, "weights": self.weights, **figures}
        texts = {name.replace("_", " "): _text(row) for name, row in rows.items()}
        listed = _as_code(self.weights)
        if listed:
            texts["weights"] = texts["weights"] if len(self.weights) <= _MOST_SHOWN else listed
        texts["repeat"] = self._call(listed)
        wide = max(map(len, texts)) + 2
        lines = [f"\n    {name:{wide}}{text}" for name, text in texts.items()]
        return AssertionError(f"assert_{self.law} fails: {wrong}{''.join(lines)}")

    def _call(self, weights: str | None) -> str:
        """Write the call that fails, as code."""
        name = getattr(self.function, "__name__", "function")
        name = name if name.isidentifier() else "function"
        if weights is None:
            if self.reference:
                return f"check_allocator({name}, laws=[], reference=reference{self.again})"
            return f"check_allocator({name}, laws=[{self.law!r}]{self.again})"
        arguments = [
            name,
            *(["reference"] if self.reference else []),
            quoted(self.total),
            weights,
            *([] if self.unit == 1 else [f"unit={str(self.unit)!r}"]),
        ]
        return f"assert_{self.law}({', '.join(arguments)})"


def callable_as(function: object, what: str) -> None:
    """Refuse what cannot be called.

    Raises
    ------
    CostshareError
        If it cannot.
    """
    if not callable(function):
        msg = f"{what} is of type {type(function).__name__}; pass a function of (total, weights)"
        raise CostshareError(msg)


def _in_order(returned: Any, count: int) -> list[Fraction]:
    """Read as many parts as there are weights, those with the labels 0, 1, 2 … by their label."""
    read = read_figures(returned, "part", in_a_row=True)
    if len(read.values) != len(read.each_label):
        missing = next(label for label in read.each_label if label not in read.labels)
        msg = f"part {shown(missing)} is missing (None or NA); return a number for each weight"
        raise CostshareError(msg)
    if len(read.values) != count:
        msg = f"a part for each of {count} weights is needed, and it has {len(read.values)}"
        raise CostshareError(msg)
    by_label = dict(zip(read.labels, read.values, strict=True))
    if read.labelled and by_label.keys() == set(range(count)):
        return [by_label[place] for place in range(count)]
    return read.values


def _as_code(weights: Sequence[Any]) -> str | None:
    """Write a list of weights as code, equal ones as one; None where it is too long."""
    if len(weights) <= _MOST_SHOWN:
        return f"[{', '.join(map(quoted, weights))}]"
    runs = [(weight, len(list(run))) for weight, run in groupby(weights)]
    if len(runs) > _MOST_SHOWN:
        return None
    return " + ".join(f"[{quoted(weight)}] * {count}" for weight, count in runs)


def _text(row: Any) -> str:
    """Write a number, or the first of a list of them."""
    if isinstance(row, list):
        return shortened(list(map(_text, row[:_MOST_SHOWN])), len(row))
    if isinstance(row, Decimal):
        return str(row)
    return plain(row) if isinstance(row, Fraction) else shown(row)
