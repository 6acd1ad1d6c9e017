"""Capacity: metered use at a price for each resource."""

from fractions import Fraction
from typing import Literal

from costshare.fields import NonNegative, SomeByName
from costshare.models._facts import Facts
from costshare.models._model import RuleModel
from costshare.models._priced import priced
from costshare.models._term import Term


class Capacity(RuleModel):
    """Charge metered use: quantity times price, summed over the resources.

    Where the pool has a total (the supplier's invoice) it is shared in proportion to the priced
    use. Where it has none, the priced use is the quota and the total follows. Use is what it is:
    it does not count less for who is a member for a part of the period.

    Parameters
    ----------
    prices : mapping of str to number
        Price for one unit of each resource; the resource is a driver of the members.

    Examples
    --------
    >>> use = {"A": {"vcpu": 2, "ram_gb": 10}, "B": {"vcpu": 1, "ram_gb": 0}}
    >>> model = Capacity(prices={"vcpu": "85", "ram_gb": "22"})
    >>> model.quotas(use)
    {'A': Fraction(390, 1), 'B': Fraction(85, 1)}
    >>> model.quotas(use, 950)
    {'A': Fraction(780, 1), 'B': Fraction(170, 1)}
    """

    kind: Literal["capacity"] = "capacity"
    prices: SomeByName[NonNegative]

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """A term for each resource."""
        return priced(facts, Fraction(0), self.prices, total)
