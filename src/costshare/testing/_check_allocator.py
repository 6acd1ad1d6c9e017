"""Every law on a function of the user's own, over generated cases, with the smallest that fails."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from costshare.amounts import Amount, Unit
from costshare.apportionment import apportion
from costshare.errors import CostshareError, shown, unknown_name
from costshare.fields import given_as, given_list
from costshare.testing._case import Case, callable_as
from costshare.testing._cases import KINDS, Draft, Limits, regimes
from costshare.testing._laws import CREDIT, EVERY_LAW, LAWS, SAME_AS
from costshare.testing._smallest import smallest

_MOST_UNITS = 10**18
_MOST_WEIGHT = 10**18
_MOST_ASKED = 10**30


def check_allocator(
    function: Callable[..., Any],
    *,
    laws: Iterable[str] = LAWS,
    reference: Callable[..., Any] | None = None,
    unit: Amount = 1,
    kinds: Iterable[str] = ("int", "float"),
    min_units: int = -_MOST_UNITS,
    max_units: int = _MOST_UNITS,
    max_weight: int = _MOST_WEIGHT,
    max_size: int = 1_200,
    max_examples: int = 100,
    seed: int = 0,
) -> None:
    """Check a function that shares a total by weights against every law, on generated cases.

    Totals have up to 18 digits and either sign; there are 1 to 1200 weights, small and large,
    equal ones, zeros and decimals. With 2 to 12 weights, remainders nearly tie: they differ by as
    little as 1e-16 of a unit.

    Parameters
    ----------
    function : callable
        ``function(total, weights) -> parts``. It gets a list of weights, and returns a part for
        each: a list, tuple, array or Series. A Series with the labels 0, 1, 2 … is read by label.
    laws : collection of str, default `LAWS`
        Names of the laws: ``sums``, ``nothing_for_nothing``, ``repeatable``,
        ``credit_mirrors_charge``, ``within_quota``, ``monotone``, ``order_free``,
        ``scale_free``; each is ``assert_`` with its name. A divisor method is checked with
        ``LAWS - {"within_quota"}``, cumulative rounding with
        ``LAWS - {"order_free", "monotone"}``.
    reference : callable, optional
        Another function of (total, weights), which must give the same parts (``same_as``).
    unit : positive number, default 1
        The smallest amount of a part. Totals are whole multiples of it: ints where it is
        whole, else Decimals.
    kinds : sequence of {"int", "float", "decimal", "fraction"}, default ("int", "float")
        Types of weights; one list has one of them. A float means the decimal that it prints.
    min_units, max_units : int, default -(10**18) and 10**18
        Bounds of the totals, in units. ``min_units=0`` leaves credits out, and their law.
    max_weight : int, default 10**18
        The largest weight. Lower it, with the bounds of the totals, for a script that is right for
        real figures alone, such as one in NumPy: ``max_weight=10**6``.
    max_size : int, default 1200
        How many weights at most.
    max_examples : int, default 100
        How many cases, up to 10 000; another seed gives more.
    seed : int, default 0
        Another number gives other cases. The same one gives the same cases.

    Raises
    ------
    AssertionError
        Naming the first of the laws, in this order, that fails, with the smallest case found.
    CostshareError
        If an argument cannot be read, or a law is unknown.

    Examples
    --------
    >>> import costshare as cs
    >>> check_allocator(cs.apportion)
    >>> def rounded(total, weights):
    ...     return [round(total * weight / sum(weights)) for weight in weights]
    >>> check_allocator(rounded)
    Traceback (most recent call last):
    AssertionError: assert_sums fails: parts sum to 0, not to the total 1: 1 too little
        total    1
        weights  [1, 1]
        parts    [0, 0]
        repeat   assert_sums(rounded, 1, [1, 1])
    """
    __tracebackhide__ = True
    callable_as(function, "function")
    if reference is not None:
        callable_as(reference, "reference")
    limits = Limits(
        Unit.read(unit),
        _known("kind of weight", kinds, "kinds", KINDS),
        _count(min_units, "min_units", -_MOST_ASKED, _MOST_ASKED),
        _count(max_units, "max_units", -_MOST_ASKED, _MOST_ASKED),
        _count(max_size, "max_size", 1),
        _count(max_weight, "max_weight", 1, _MOST_ASKED),
    )
    if limits.min_units > limits.max_units:
        msg = f"min_units {min_units} is more than max_units {max_units}; swap them"
        raise CostshareError(msg)
    names = _known("law", laws, "laws", EVERY_LAW)
    if reference is not None:
        names.append(SAME_AS)
    elif SAME_AS in names:
        msg = "law same_as needs a reference; pass reference=, a function of (total, weights)"
        raise CostshareError(msg)
    if limits.min_units >= 0:
        names = [name for name in names if name != CREDIT]
    if not names:
        msg = f"laws has none to check; pass one or more of {', '.join(sorted(LAWS))}"
        raise CostshareError(msg)
    random = Random(given_as(int, seed, "seed", "a whole number"))  # noqa: S311 - no secrets
    sorts = regimes(limits)
    counts = apportion(_count(max_examples, "max_examples", 1), [share for share, _ in sorts])
    drafts = [
        make(random, limits)
        for (_, make), count in zip(sorts, counts, strict=True)
        for _ in range(count)
    ]
    asked = {
        "unit": (unit, 1),
        "kinds": (list(limits.kinds), ["int", "float"]),
        "min_units": (min_units, -_MOST_UNITS),
        "max_units": (max_units, _MOST_UNITS),
        "max_weight": (max_weight, _MOST_WEIGHT),
        "max_size": (max_size, 1_200),
        "max_examples": (max_examples, 100),
        "seed": (seed, 0),
    }
    again = [f", {name}={value!r}" for name, (value, usual) in asked.items() if value != usual]
    search = _Search(function, reference, limits, drafts, "".join(again))
    for name, law in EVERY_LAW.items():
        if name in names:
            failure = search.failure(name, law)
            if failure:
                raise failure


class _Search:
    """The search for a case in which a law fails; laws share what the function gave."""

    def __init__(
        self,
        function: Callable[..., Any],
        reference: Callable[..., Any] | None,
        limits: Limits,
        drafts: Sequence[Draft],
        again: str,
    ) -> None:
        self._again = again
        self._function, self._reference, self._limits = function, reference, limits
        self._drafts = [(draft, dict[str, list[Fraction]]()) for draft in drafts]

    def failure(self, name: str, law: Callable[[Case], None]) -> AssertionError | None:
        """Return the failure of the smallest case found, or None where the law holds."""
        found: list[AssertionError] = []

        def fails(draft: Draft, known: dict[str, list[Fraction]] | None = None) -> bool:
            if not self._limits.allow(draft):
                return False
            total, unit = self._limits.total(draft.units), self._limits.unit
            reference = self._reference if name == SAME_AS else None
            shared = {} if known is None else known
            case = Case(
                name, self._function, total, draft.weights, unit, reference, shared, self._again
            )
            try:
                law(case)
            except AssertionError as error:
                found.append(error)
                return True
            return False

        for draft, known in self._drafts:
            if fails(draft, known):
                smallest(draft, fails)
                return found[-1].with_traceback(None)
        return None


def _known(what: str, given: Iterable[str], argument: str, known: Iterable[str]) -> list[str]:
    """Read words, each of them one that is known."""
    words = given_list(str, given, argument, "names")
    for word in words:
        if word not in known:
            raise unknown_name(what, word, known)
    if not words and argument == "kinds":
        msg = f"{argument} is empty; pass one or more of {', '.join(known)}"
        raise CostshareError(msg)
    return words


def _count(value: object, name: str, least: int, most: int = 10_000) -> int:
    """Read a whole number within bounds."""
    count = given_as(int, value, name, "a whole number")
    if not least <= count <= most:
        msg = f"{name} is {shown(count)}; pass {least} to {most}"
        raise CostshareError(msg)
    return count
