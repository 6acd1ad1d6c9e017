"""The one line for scripts and notebooks: one pool, no agreement."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from costshare.agreement._agreement import Agreement
from costshare.agreement._allocation import Allocation
from costshare.agreement._member import Member
from costshare.agreement._pool import Pool
from costshare.agreement._share import share_pool
from costshare.amounts import Amount, is_any_frame, take_items
from costshare.errors import CostshareError
from costshare.fields import read_currency
from costshare.frames import AnyFrame
from costshare.models import Facts, Model, Party, read_facts, read_frame, refuse_member
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd


MembersLike: TypeAlias = "Facts | Iterable[Party] | Mapping[str, Mapping[str, object]] | AnyFrame"
"""What a user passes for members: `Member` objects, drivers by name, or a frame of them."""


def allocate(
    total: Amount | None,
    model: Model,
    members: MembersLike,
    *,
    unit: Amount = 1,
    method: str | None = None,
    ties: str | None = None,
    rounding: str | None = None,
    round_total: str | None = None,
    round_each: str = "fee",
    pool: str = "fee",
    member: str | None = None,
    currency: str | None = None,
    period: PeriodLike | None = None,
) -> Allocation:
    """Share one total among members by a model.

    Parameters
    ----------
    total : int, Decimal, Fraction, float, str or None
        Amount to share, a whole multiple of `unit` unless `method` is ``"each"`` or `round_total`
        is given. None for a
        price list or agreed amounts: the total is then the sum of the fees.
    model : model
        `Flat`, `PerCapita`, `Mixed` …
    members : iterable of Member, mapping of name to drivers, or frame
        A frame of any library (pandas, Polars, PyArrow, DuckDB …) or a list of dicts has a row
        for each member and a column for each driver. The column that `member` names has the
        members' names, or the index of a pandas frame.
    unit : positive number, default 1
        Smallest amount that fees move by.
    method : str, optional
        Method that turns quotas into fees: a method of `apportion`, ``"largest_remainder"`` where
        left out, or ``"each"``, which rounds each quota on its own by `rounding`. The fees may
        then miss the total by the `rounding_difference` of the pool.
    ties : str, optional
        Rule that breaks ties, as in `apportion`; ``"listed"`` where left out.
    rounding : str, optional
        Rule that rounds each quota where there is no total, or by ``method="each"``; ``"half_up"``
        where left out.
    round_total : str, optional
        Rule that rounds a total that is not a multiple of the unit: the quotas are shares of the
        total as it is, and the fees sum to the rounded one.
    round_each : {"fee", "line"}
        Amount that is rounded there: each fee, or each of the lines that it is the sum of.
    pool : str, default "fee"
        Name of the only column of the result.
    member : str, optional
        Name of the frame's column of members' names, where the index of a pandas frame does not
        have them.
    currency : str, optional
        Currency of all amounts, as an ISO 4217 code.
    period : str, Period or two dates, optional
        Period of the fees, as in an `Agreement`. Prices by date need it, and `Member` objects that
        join or leave are prorated by its days.

    Returns
    -------
    Allocation
        With one pool. Its ``to_frame()`` has the index of the pandas frame that came in, or the
        column of names as its index.

    Raises
    ------
    CostshareError
        If members, drivers or total do not fit the model, or a setting would have no effect, such
        as `rounding` where a method shares the total. If a frame has the row of a total: a name
        for it, and in each column of numbers the sum of all other rows.

    Examples
    --------
    >>> import pandas as pd
    >>> import costshare as cs
    >>> members = pd.DataFrame({"population": [22_867, 78_105]}, index=["Kiruna", "Luleå"])
    >>> fees = cs.allocate(100_000, cs.Mixed(flat_share="0.4"), members, unit=100)
    >>> print(fees)
    fee
    <BLANKLINE>
                fee
    ---------------
    Kiruna   33 600
    Luleå    66 400
    ---------------
    total   100 000
    >>> members.join(fees.to_frame())
            population    fee
    Kiruna       22867  33600
    Luleå        78105  66400

    A file or a database gives a column of names, and an index that only numbers the rows:

    >>> table = members.rename_axis("municipality").reset_index()
    >>> fees = cs.allocate(100, cs.PerCapita(), table, member="municipality")
    >>> table.join(fees.to_frame(), on="municipality")
      municipality  population  fee
    0       Kiruna       22867   23
    1        Luleå       78105   77
    """
    when = None if period is None else Period.read(period)
    declared: dict[str, Any] = {
        "method": method,
        "ties": ties,
        "rounding": rounding,
        "round_total": round_total,
        "round_each": round_each,
    }
    only = Pool(name=pool, total=total, model=model, unit=unit, **declared)
    parties: Any = members
    listed = isinstance(parties, Iterable) and not isinstance(parties, Mapping)
    if when is not None and listed and not is_any_frame(parties):
        parties = take_items(parties, "members", "Members")
        if parties and all(isinstance(party, Member) for party in parties):
            # Only an agreement knows the days of a member, and its drivers by date.
            refuse_member(member)
            board: dict[str, Any] = {"name": pool, "currency": currency, "members": parties}
            return Agreement(**board, period=when, pools=[only]).allocate()
    facts, labels = read_members(parties, when, member)
    return Allocation(
        name=only.name,
        period=when,
        currency=read_currency(currency),
        members=facts.names,
        pools=(share_pool(only, facts),),
        labels=labels,
    )


def read_members(
    members: object, period: Period | None = None, member: str | None = None
) -> "tuple[Facts, pd.Index[Any] | None]":
    """Read members of any readable kind; those of a frame come with their labels.

    Raises
    ------
    CostshareError
        If members cannot be read, or `member` is given and they are not a frame.
    """
    if is_any_frame(members):
        return read_frame(members, period, member)
    if period is None and isinstance(members, Iterable) and not isinstance(members, Mapping | str):
        members = take_items(members, "members", "Members")
        for each in members:
            if isinstance(each, Member) and (each.joined or each.left or each.memberships):
                when = f"joined {each.joined}" if each.joined else f"left {each.left}"
                when = when if each.memberships is None else "has memberships"
                msg = f"member {each.name} {when}, and no period is given to count its days in; "
                raise CostshareError(msg + "pass period=, or leave the date out")
    return read_facts(members, period, member), None
