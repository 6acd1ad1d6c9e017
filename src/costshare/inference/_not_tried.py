"""What was not tried: drivers without figures or of zeros, and bounds in some tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from costshare.errors import CostshareError, some_of
from costshare.fields import NO_OTHER_FIELDS, Name
from costshare.inference._year_table import YearTable
from costshare.words import say, say_some

# So many of the members without a figure are named.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class NotTried:
    """A driver that cannot be tried, or bounds that were not, and why.

    Attributes
    ----------
    driver : str or None
        Its name; None where caps, floors and exemptions were not tried.
    year : str or None
        The year of fees for which no figures can be used; None for fees of one year.
    members : tuple of str
        Those who have a fee in this year and no figure; empty where the figures are all zero.
    bounds : str or None
        Where bounds were not tried: ``years`` in a table of years, where shares that were rounded
        first are tried by one driver or two; ``shares`` together with shares that are rounded
        first, beside misprints or where these are not in proportion to one driver.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    driver: Name | None
    year: Name | None = None
    members: tuple[Name, ...] = ()
    bounds: Literal["years", "shares"] | None = None

    def __str__(self) -> str:
        if self.bounds == "shares":
            return say(
                "Shares rounded first were tried, and so were caps, floors and exemptions, but not "
                "both together beside misprints, or where shares are not in proportion to one "
                "driver."
            )
        if self.bounds is not None:
            return say(
                "Caps, floors and exemptions were not tried, since the fees are of several years; "
                "pass those of one year to try them. Shares rounded first were tried in proportion "
                "to a driver, with a flat part of all years, and between two keys; beside "
                "misprints only where totals are given."
            )
        values = {"driver": self.driver or "", "year": self.year or ""}
        if self.members:
            return say(
                "{driver} was not tried: in {year} it has no figure for {members}.",
                members=say_some(self.members, _MOST_NAMED),
                **values,
            )
        if self.year is None:
            return say("{driver} was not tried: it is zero for all members.", **values)
        return say("{driver} was not tried: in {year} it is zero for all members.", **values)

    @property
    def error(self) -> CostshareError:
        """The error where no other driver can be tried either."""
        place = "" if self.year is None else f" for the fees of {self.year}"
        if self.members:
            msg = (
                f"{self.driver} has no figure{place} for {some_of(self.members)}; add it, or pass "
            )
            return CostshareError(msg + "None as the fee of a member that takes no part")
        msg = f"{self.driver} is zero for all members{place}, so it cannot charge any of them"
        return CostshareError(msg)


def not_tried(table: YearTable) -> Iterator[NotTried]:
    """The drivers without figures that can be used for a year, each with the first such year."""
    for driver in table.drivers:
        for year, own in table.fees.items():
            references = table.usable(driver, year)
            if not any(table.column(driver, each, tuple(own)) for each in references):
                latest = table.figures(driver, references[0])
                yield NotTried(driver, year, tuple(name for name in own if name not in latest))
                break
