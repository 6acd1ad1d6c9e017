"""From what a board sets on the page to costshare's own objects; costshare does the arithmetic."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import costshare as cs
from costshare.results import number, with_currency

PERCENT = Fraction(1, 100)
# A way out that names an argument of Python: max_increase='113.41%'.
_LIMIT = re.compile(r"max_(increase|decrease)='([0-9.]+)%'")


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of the controls of the page.

    Parameters
    ----------
    total : str
        The amount to share, as it was typed.
    flat_share : Fraction
        The part of it that all members share equally.
    driver : str
        Driver that the rest is shared by.
    members : tuple of str
        Members that take part.
    minimum, maximum : Fraction or None
        The least and the most that a member pays.
    max_increase, max_decrease : Fraction or None
        How much more or less than today a member pays at most, as a share of today's fee.
    """

    total: str
    flat_share: Fraction
    driver: str
    members: tuple[str, ...]
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    max_increase: Fraction | None = None
    max_decrease: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """One pool of an agreement as it is today, to compare a proposal with.

    Parameters
    ----------
    agreement : Agreement
        Agreement with only that pool.
    fees : Allocation
        Fees of the members.
    """

    agreement: cs.Agreement
    fees: cs.Allocation

    @classmethod
    def of(cls, agreement: cs.Agreement, pool: str) -> "Today":
        """Select one pool of an agreement, as it is in the period, and compute its fees."""
        found = next(each for each in agreement.pools if each.name == pool)
        only = agreement.replace(pools=[found.in_period(agreement.period)])
        return cls(only, only.allocate())

    @property
    def pool(self) -> cs.Pool:
        """The pool."""
        return self.agreement.pools[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Members that can take part: those of the agreement in its period."""
        return tuple(self._drivers)

    @property
    def drivers(self) -> tuple[str, ...]:
        """Drivers that a total can be shared by."""
        return tuple(dict.fromkeys(name for own in self._drivers.values() for name in own))

    @property
    def flat_share(self) -> Fraction | None:
        """Part of the total that is shared equally; None if the rule has no such part."""
        shared = self.fees.pools[0]
        known = isinstance(self.pool.model, cs.Flat | cs.Mixed | cs.Proportional | cs.PerCapita)
        if not known or not shared.total:
            return None
        flat = (each.amount for each in shared.terms if each.label == "flat")
        return sum(flat, Fraction(0)) / shared.total

    @property
    def settings(self) -> Settings:
        """Controls at the start: today's rule, or half flat if they cannot express it."""
        shared = self.fees.pools[0]
        used = [each.driver for each in shared.terms if each.driver in self.drivers]
        return Settings(
            total=str(number(shared.amount)),
            flat_share=Fraction(1, 2) if self.flat_share is None else self.flat_share,
            driver=next(iter(used or reversed(self.drivers)), "population"),
            members=tuple(shared.fees),
        )

    @property
    def _drivers(self) -> dict[str, Mapping[str, object]]:
        facts = self.agreement.facts(cs.Pool(name="everyone", model=cs.Flat()))
        return {member: facts.of(member) for member in facts.names}


def first_pool(agreement: cs.Agreement) -> str:
    """Return the pool to show first: a mixed one, if there is one."""
    mixed = (pool.name for pool in agreement.pools if isinstance(pool.model, cs.Mixed))
    return next(mixed, agreement.pools[0].name)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal compared with today.

    Parameters
    ----------
    comparison : Comparison
        Today's fees and, if they exist, those of the proposal.
    fees : Allocation or None
        Fees of the proposal; None if its settings cannot be met.
    message : str
        Why they cannot be met.
    """

    comparison: cs.Comparison
    fees: cs.Allocation | None
    message: str = ""


def consider(today: Today, settings: Settings) -> Proposal:
    """Compute the fees of a proposal and compare them with today."""
    scenarios: dict[str, cs.Agreement | cs.Allocation] = {"today": today.agreement}
    fees, message = None, ""
    try:
        fees = scenarios["proposal"] = propose(today, settings).allocate()
    except cs.CostshareError as error:
        message = _LIMIT.sub(r"at most \2 % on every \1", str(error))
    driver = settings.driver if settings.driver in today.drivers else None
    return Proposal(cs.compare(scenarios, driver=driver), fees, message)


def propose(today: Today, settings: Settings) -> cs.Agreement:
    """Build the agreement that the settings describe.

    Raises
    ------
    CostshareError
        If no member takes part, and if the total is not a number or not a multiple of the unit.
    """
    if not settings.members:
        msg = "Nobody takes part. Switch on at least one member."
        raise cs.CostshareError(msg)
    pool = today.pool.replace(
        total=_total(today, settings.total),
        model=_model(today, settings),
        members=settings.members,
        exempt=(),
    )
    return today.agreement.replace(pools=[pool])


def _total(today: Today, text: str) -> Decimal:
    """Read the total; an error is written for a board."""
    try:
        total = cs.read_number(text)
    except cs.CostshareError as error:
        msg = f"The total {text!r} cannot be read. Write it as 937 200 or 937200,50."
        raise cs.CostshareError(msg) from error
    unit = today.fees.pools[0].unit
    below = math.floor(Fraction(total) / unit.size)
    if below * unit.size != total:
        step, *totals = (number(unit.decimal(units)) for units in (1, below, below + 1))
        size = with_currency(step, today.fees.currency)
        msg = f"Fees of this pool are multiples of {size}, so the total must be one too. "
        raise cs.CostshareError(f"{msg}Write {' or '.join(totals)}.")
    return total


def _model(today: Today, settings: Settings) -> cs.Mixed | cs.Bounded | cs.Damped:
    model: cs.Mixed | cs.Bounded | cs.Damped
    model = cs.Mixed(flat_share=settings.flat_share, driver=settings.driver)
    minimum, maximum = settings.minimum, settings.maximum
    if minimum is not None or maximum is not None:
        model = cs.Bounded(model=model, minimum=minimum, maximum=maximum)
    up, down = settings.max_increase, settings.max_decrease
    paid = {member: today.fees.fee(member, today.pool.name) for member in settings.members}
    previous = {member: abs(fee) for member, fee in paid.items() if fee is not None}
    if previous and (up is not None or down is not None):
        model = cs.Damped(model=model, previous=previous, max_increase=up, max_decrease=down)
    return model
