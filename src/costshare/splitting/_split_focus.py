"""Charges of a FOCUS bill split over the users of what is shared.

Columns and rules are those of FOCUS 1.3: "Data Generator-Calculated Split Cost Allocation
Handling" among the attributes, and AllocatedMethodId, AllocatedMethodDetails, AllocatedResourceId
and AllocatedTags among the columns of Cost and Usage.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from costshare.amounts import Amount, Unit, plain, read_amount, read_word
from costshare.errors import CostshareError
from costshare.fields import read_name
from costshare.frames import AnyFrame, as_pandas, is_missing, like
from costshare.splitting._columns import require_columns
from costshare.splitting._focus import METRICS, in_json, read_focus, refuse_missing
from costshare.splitting._split import Unused
from costshare.splitting._splitter import Splitter, Unmatched, Zeros

if TYPE_CHECKING:
    import pandas as pd

_NEW = ("AllocatedMethodId", "AllocatedMethodDetails", "AllocatedResourceId", "AllocatedTags")
_RATIO = "AllocatedRatio"
_RATIO_UNIT = "0.000000000001"
# Quantities are often whole, and their parts are not.
_LEAST_PLACES = 6


def split_focus(
    bill: AnyFrame,
    drivers: AnyFrame,
    *,
    method_id: str,
    on: str | Sequence[str] = "ResourceId",
    weight: str = "UsageQuantity",
    usage_unit: str | None = None,
    unit: Amount | None = None,
    unmatched: Unmatched = "keep",
    unused: Unused = "ignore",
    zeros: Zeros = "error",
    method: str = "largest_remainder",
) -> Any:
    """Split the charges of a FOCUS bill over the users of shared resources.

    Parameters
    ----------
    bill : frame
        A bill as `read_focus` gives it, or a frame that it reads; a file is read by that first.
    drivers : frame
        A row for each user of a resource: the columns of `on`, ``AllocatedResourceId``, which
        names the user, and the weight. All others become tags of what is allocated.
    method_id : str
        What ``AllocatedMethodId`` is to be: the name under which you describe this split.
    on : str or list of str, default "ResourceId"
        Key columns. Where the drivers are of a currency or a period, such as
        ``BillingPeriodStart``, it belongs here.
    weight : str, default "UsageQuantity"
        Column of the drivers by which charges are split.
    usage_unit : str, optional
        What the weight measures, for ``AllocatedMethodDetails``: ``"vCPU-Hours"``, say.
    unit : positive number, optional
        Smallest amount that costs and quantities move by. Where it is left out, it is a decimal
        place: the last that a column has, or the sixth.
    unmatched, unused, zeros, method
        As in `split`; charges without drivers are kept by default.

    Returns
    -------
    frame
        Frame of the library of the bill, in which every charge with drivers is replaced by its
        parts. Each cost and each quantity is conserved exactly, charge by charge; all other
        columns are those of the charge. ``AllocatedMethodId``, ``AllocatedMethodDetails``,
        ``AllocatedResourceId`` and ``AllocatedTags`` say how and to whom it was allocated, and
        are null for a charge that was kept. The ratios of a charge sum to exactly 1.

    Raises
    ------
    CostshareError
        As in `split` and `read_focus`; if the bill has such columns already, or a driver has no
        ``AllocatedResourceId``.

    Examples
    --------
    >>> import costshare as cs
    >>> bill = [{
    ...     "ResourceId": "cluster-1", "BilledCost": "10.00", "ConsumedQuantity": 1,
    ...     "BillingCurrency": "EUR", "BillingPeriodStart": "2026-01-01T00:00:00Z",
    ...     "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    ... }]
    >>> drivers = [
    ...     {"ResourceId": "cluster-1", "AllocatedResourceId": name, "UsageQuantity": hours}
    ...     for name, hours in [("shop", 100), ("search", 50)]
    ... ]
    >>> parts = cs.split_focus(bill, drivers, method_id="hours", usage_unit="Hours")
    >>> for part in parts:
    ...     print(part["AllocatedResourceId"], part["BilledCost"], part["ConsumedQuantity"])
    shop 6.666667 0.666667
    search 3.333333 0.333333
    >>> import json
    >>> json.loads(parts[1]["AllocatedMethodDetails"])["Elements"]
    [{'AllocatedRatio': 0.333333333333, 'UsageUnit': 'Hours', 'UsageQuantity': 50}]
    """
    read_name(method_id, what="method_id")
    if usage_unit is not None:
        read_name(usage_unit, what="usage_unit")
    import pandas as pd

    given = as_pandas(bill, "bill").reset_index(drop=True)
    charges = read_focus(given)
    users = as_pandas(drivers, "drivers")
    require_columns(list(users.columns), "drivers", ["AllocatedResourceId"])
    refuse_missing(users["AllocatedResourceId"], "AllocatedResourceId", "drivers")
    for name in (*_NEW, _RATIO):
        if name in charges:
            msg = f"the bill has a column {name} already; drop it, or split the bill it came from"
            raise CostshareError(msg)
    metrics = [name for name in METRICS if name in charges]
    absent = {name: charges[name].isna().to_numpy() for name in metrics}
    filled = charges.copy(deep=False)
    for name in metrics:
        filled[name] = charges[name].where(~absent[name], Decimal(0))
    filled[_RATIO] = pd.Series([Decimal(1)] * len(charges), dtype=object)
    units = {name: _unit(filled[name], unit) for name in metrics}
    splitter = Splitter(
        users,
        on=on,
        amount=[*metrics, _RATIO],
        weight=weight,
        unit={**units, _RATIO: _RATIO_UNIT},
        unmatched=unmatched,
        zeros=zeros,
        method=method,
    )
    matched = splitter.match(filled)
    if read_word(unused, "rule for unused drivers", Unused) == "error":
        splitter.refuse_unused(splitter.used(matched.groups))
    rows = splitter.rows(matched)
    lines = np.repeat(np.arange(len(charges)), matched.sizes)
    kept = matched.groups[lines] < 0
    parts = given.take(lines).reset_index(drop=True)
    for name in metrics:
        parts[name] = rows[f"allocated_{name}"].where(~absent[name][lines], None)
    rows["AllocatedMethodId"] = method_id
    rows["AllocatedMethodDetails"] = _details(rows, weight, usage_unit)
    known = {*splitter.on, "AllocatedResourceId", weight}
    rows["AllocatedTags"] = _new_tags(rows, [name for name in users.columns if name not in known])
    for name in _NEW:
        parts[name] = rows[name].astype(object).where(~kept, None)
    return like(parts, bill)


def _unit(column: "pd.Series[Any]", unit: Amount | None) -> Amount:
    """Return the unit that is asked for, or the last decimal place that a column has."""
    if unit is not None:
        return unit
    places = max((-int(each.as_tuple().exponent) for each in column), default=0)
    return Unit(Fraction(1, 10 ** max(_LEAST_PLACES, places)))


def _details(rows: "pd.DataFrame", weight: str, usage_unit: str | None) -> list[str]:
    """Write what decided each part, as the JSON that FOCUS asks for."""
    found = []
    named = "" if usage_unit is None else f', "UsageUnit": {in_json(usage_unit)}'
    for ratio, used in zip(rows[f"allocated_{_RATIO}"], rows[weight], strict=True):
        quantity = ""
        if usage_unit is not None and not is_missing(used):
            quantity = f', "UsageQuantity": {plain(read_amount(used, weight))}'
        element = f'{{"AllocatedRatio": {ratio:f}{named}{quantity}}}'
        found.append(f'{{"Elements": [{element}]}}')
    return found


def _new_tags(rows: "pd.DataFrame", names: Sequence[str]) -> list[str | None]:
    """Write the tags of the users that the charge does not have, as JSON."""
    found: list[str | None] = []
    of_charges = rows["Tags"] if "Tags" in rows else [None] * len(rows)
    columns = [rows[name] for name in names]
    for tags, *values in zip(of_charges, *columns, strict=True):
        known = {} if is_missing(tags) else json.loads(tags)
        new = {
            name: bool(value) if isinstance(value, bool | np.bool_) else str(value)
            for name, value in zip(names, values, strict=True)
            if not is_missing(value) and name not in known
        }
        found.append(in_json(new) if new else None)
    return found
