"""Amounts from giver to receiver, each with what it follows from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from costshare.fields import Exact, Name
from costshare.overhead._passes import Pass
from costshare.overhead._read import Services


@dataclass(frozen=True, slots=True)
class Flow:
    """Amount that one department passes on to another: ``passed_on · quantity / of``.

    Attributes
    ----------
    giver, receiver : str
        Names of the departments.
    part : str or None
        "fixed" or "variable"; None if there is one rate.
    passed_on : Fraction
        All that the giver passes on with the same receivers.
    quantity, of : Fraction
        What the giver serves this receiver, and what it serves all of these receivers.
    amount : Fraction
        Exact amount.
    """

    giver: Name
    receiver: Name
    part: Name | None
    passed_on: Exact
    quantity: Exact
    of: Exact
    amount: Exact

    @property
    def follows(self) -> bool:
        """Whether the amount is what the other numbers give."""
        return self.amount * self.of == self.passed_on * self.quantity


def flows_of(
    passes: Iterable[Pass], services: Services, capacity: Services | None
) -> Iterator[Flow]:
    """Derive each flow; what one department passes on in several rounds counts as one amount."""
    alike: dict[tuple[str, str | None, tuple[str, ...]], Fraction] = {}
    for each in passes:
        key = (each.giver, each.part, tuple(each.to))
        alike[key] = alike.get(key, Fraction(0)) + each.amount
    for (giver, part, receivers), passed_on in alike.items():
        own = (capacity if part == "fixed" and capacity is not None else services)[giver]
        of = sum((own[name] for name in receivers), Fraction(0))
        rate = passed_on / of
        for name in receivers:
            yield Flow(giver, name, part, passed_on, own[name], of, rate * own[name])
