"""The public rules: how an estate that does not meet all claims is shared.

Thomson, W., *How to Divide When There Isn't Enough*, Cambridge University Press 2019, has all of
them, with the axioms that each satisfies.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from costshare.fairness.claims._award import ClaimsRule, claims_rule
from costshare.fairness.claims._orders import share_by_arrival
from costshare.fairness.claims._shares import (
    Shares,
    share_by_constrained_egalitarian,
    share_by_piniles,
    share_by_reverse_talmud,
    share_by_talmud,
    share_equally,
    share_losses_equally,
    share_proportionally,
    share_with_least_overlap,
)


@claims_rule
def proportional(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate in proportion to the claims.

    Parameters
    ----------
    estate : amount
        What there is to share, zero or more and at most the sum of the claims.
    claims : mapping, sequence, Series or frame of amounts
        Claim of each claimant, zero or more; of a frame the one column beside the names.
    unit : amount, optional
        Smallest amount of an award. With it awards are whole units that sum to the estate.

    Returns
    -------
    dict or list
        Award of each claimant in the shape of `claims`, as Fractions that sum to the estate. With
        `unit` ints where `estate` and `unit` are ints, else Decimals.

    Raises
    ------
    CostshareError
        If an amount is not a number or is below zero, if the estate is more than the sum of the
        claims, and if it is not a multiple of `unit`.

    Examples
    --------
    >>> proportional(200, {"A": 100, "B": 200, "C": 300}, unit=1)
    {'A': 33, 'B': 67, 'C': 100}
    """
    return share_proportionally(estate, claims)


@claims_rule
def cea(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by constrained equal awards: the same for each, but at most its claim.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    Examples
    --------
    >>> cea(100, {"A": 10, "B": 200, "C": 300})
    {'A': Fraction(10, 1), 'B': Fraction(45, 1), 'C': Fraction(45, 1)}
    """
    return share_equally(estate, claims)


@claims_rule
def cel(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by constrained equal losses: each loses the same, but at most its claim.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    Examples
    --------
    >>> cel(200, {"A": 100, "B": 200, "C": 300})
    {'A': Fraction(0, 1), 'B': Fraction(50, 1), 'C': Fraction(150, 1)}
    """
    return share_losses_equally(estate, claims)


@claims_rule
def talmud(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by the Talmud rule: equal awards up to half of each claim, then equal losses.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    References
    ----------
    Aumann, R. J. and Maschler, M., Game theoretic analysis of a bankruptcy problem from the
    Talmud, *Journal of Economic Theory* 36 (1985), 195-213.

    Examples
    --------
    >>> talmud(200, {"A": 100, "B": 200, "C": 300})
    {'A': Fraction(50, 1), 'B': Fraction(75, 1), 'C': Fraction(75, 1)}
    """
    return share_by_talmud(estate, claims)


@claims_rule
def random_arrival(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by random arrival: the mean over all orders in which claimants can come.

    Each takes its claim, or what is left of the estate. The mean is exact. It is computed from the
    sums of subsets: for 17 claimants with any claims, and for up to some 200 claimants whose
    claims have few different sums.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`, and if the claims have too many different sums.

    References
    ----------
    O'Neill, B., A problem of rights arbitration from the Talmud, *Mathematical Social Sciences* 2
    (1982), 345-371.

    Examples
    --------
    >>> random_arrival(200, [100, 200, 300])
    [Fraction(100, 3), Fraction(250, 3), Fraction(250, 3)]
    """
    return share_by_arrival(estate, claims)


@claims_rule
def minimal_overlap(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate so that claims on its parts overlap as little as possible.

    Each part is split equally among those who claim it. Where a claim is as large as the estate,
    this is the rule of Ibn Ezra.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`, and if there are more than 2000 claimants.

    References
    ----------
    O'Neill, B., A problem of rights arbitration from the Talmud, *Mathematical Social Sciences* 2
    (1982), 345-371.

    Examples
    --------
    >>> minimal_overlap(200, [100, 200, 300])
    [Fraction(100, 3), Fraction(250, 3), Fraction(250, 3)]
    """
    return share_with_least_overlap(estate, claims)


@claims_rule
def piniles(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by Piniles' rule: equal awards up to half of each claim, then once more.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    References
    ----------
    Piniles, H. M., *Darkah shel Torah*, Forster, Vienna 1861, as cited by Aumann and Maschler
    (1985).

    Examples
    --------
    >>> piniles(400, [100, 200, 300])
    [Fraction(250, 3), Fraction(400, 3), Fraction(550, 3)]
    """
    return share_by_piniles(estate, claims)


@claims_rule
def reverse_talmud(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by the reverse Talmud rule: equal losses on half claims, then equal awards.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    References
    ----------
    Chun, Y., Schummer, J. and Thomson, W., Constrained egalitarianism: a new solution to
    bankruptcy problems, *Seoul Journal of Economics* 14 (2001), 269-297.

    Examples
    --------
    >>> reverse_talmud(400, [100, 200, 300])
    [Fraction(250, 3), Fraction(400, 3), Fraction(550, 3)]
    """
    return share_by_reverse_talmud(estate, claims)


@claims_rule
def constrained_egalitarian(estate: int, claims: Sequence[int]) -> Shares:
    """Share an estate by the constrained egalitarian rule: awards as equal as half claims allow.

    Up to half of all claims as `talmud`. Beyond that each keeps half of its claim, and the smallest
    awards are raised to one level, each up to its claim.

    Parameters
    ----------
    estate, claims, unit
        As in `proportional`.

    Returns
    -------
    dict or list
        As from `proportional`.

    Raises
    ------
    CostshareError
        As `proportional`.

    References
    ----------
    Chun, Y., Schummer, J. and Thomson, W., Constrained egalitarianism: a new solution to
    bankruptcy problems, *Seoul Journal of Economics* 14 (2001), 269-297.

    Examples
    --------
    >>> constrained_egalitarian(400, [100, 200, 300])
    [Fraction(100, 1), Fraction(150, 1), Fraction(150, 1)]
    """
    return share_by_constrained_egalitarian(estate, claims)


RuleName = Literal[
    "proportional",
    "cea",
    "cel",
    "talmud",
    "random_arrival",
    "minimal_overlap",
    "piniles",
    "constrained_egalitarian",
    "reverse_talmud",
]

RULES: Mapping[str, ClaimsRule] = {
    "proportional": proportional,
    "cea": cea,
    "cel": cel,
    "talmud": talmud,
    "random_arrival": random_arrival,
    "minimal_overlap": minimal_overlap,
    "piniles": piniles,
    "constrained_egalitarian": constrained_egalitarian,
    "reverse_talmud": reverse_talmud,
}
