"""Measures of fees, exact and free of scale: the spread of rates, and the distance from use.

A credit has the measures of the charge of the same size. What would divide by zero, or mixes
charges and credits where only one of them can be measured, is None.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate, pairwise

Figures = Mapping[str, Fraction]


def highest_to_lowest(fees: Figures, driver: Figures) -> Fraction | None:
    """Divide the highest rate by the lowest; a rate is a fee per one of the driver.

    The restricted range ratio of Berne, R. and Stiefel, L., *The Measurement of Equity in School
    Finance* (1984), ch. 2, without leaving out the ends.

    Examples
    --------
    >>> fees = {"A": Fraction(10), "B": Fraction(10)}
    >>> highest_to_lowest(fees, {"A": Fraction(1), "B": Fraction(4)})
    Fraction(4, 1)
    """
    rates = sorted(rates_of(fees, driver).values(), key=abs)
    if not rates or not rates[0] or _mixed(rates):
        return None
    return rates[-1] / rates[0]


def gini_of_rates(fees: Figures, driver: Figures) -> Fraction | None:
    """Return the Gini coefficient of rates, in which a member counts by its driver.

    It is the mean difference between the rates of two inhabitants, over twice the mean rate: Sen,
    A., *On Economic Inequality* (1973), section 2.9. By the area below the Lorenz curve of members
    in order of their rates, which equals the sum over all pairs.

    Examples
    --------
    >>> fees = {"A": Fraction(10), "B": Fraction(10)}
    >>> gini_of_rates(fees, {"A": Fraction(1), "B": Fraction(4)})
    Fraction(3, 10)
    """
    rates = rates_of(fees, driver)
    if not any(rates.values()) or _mixed(rates.values()):
        return None
    ordered = sorted(rates, key=lambda name: abs(rates[name]))
    sums = [Fraction(0), *accumulate(abs(fees[name]) for name in ordered)]
    whole = sum(driver[name] for name in ordered) * sums[-1]
    below = sum(
        driver[name] * (low + high)
        for name, (low, high) in zip(ordered, pairwise(sums), strict=True)
    )
    return 1 - below / whole


def paid_by_others(fees: Figures, use: Figures) -> Fraction | None:
    """Return the part of the total that would move if fees were in proportion to use.

    Half the sum of the distances between fees and shares of use, over the total: the index of
    Hoover, E. M., "The Measurement of Industrial Localization", *Review of Economics and
    Statistics* 18 (1936). A member with a fee must have a figure of use.

    Examples
    --------
    >>> fees = {"A": Fraction(10), "B": Fraction(10)}
    >>> paid_by_others(fees, {"A": Fraction(1), "B": Fraction(4)})
    Fraction(3, 10)
    """
    if any(name not in use for name in fees):
        return None
    total, used = sum(fees.values()), sum(use[name] for name in fees)
    if not total or not used:
        return None
    apart = (abs(fee / total - use[name] / used) for name, fee in fees.items())
    return sum(apart, Fraction(0)) / 2


def rates_of(fees: Figures, driver: Figures) -> dict[str, Fraction]:
    """Divide fees by the driver, where there is some of it."""
    return {name: fee / driver[name] for name, fee in fees.items() if driver.get(name)}


def _mixed(rates: Iterable[Fraction]) -> bool:
    """Whether some rates are charges and some are credits."""
    return len({rate > 0 for rate in rates if rate}) > 1
