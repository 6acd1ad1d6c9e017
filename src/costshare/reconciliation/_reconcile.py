"""`reconcile`: an allocation and invoice lines in, a reconciliation out."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from costshare.agreement import Allocation, labels_of, same_currency, same_period
from costshare.amounts import (
    Amount,
    Unit,
    common_unit,
    is_any_frame,
    plain,
    read_amount,
    take_items,
)
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as, read_by_name
from costshare.files import Mark, check_day_first, check_mark
from costshare.frames import AnyFrame, as_pandas
from costshare.invoices import (
    NO_TYPES,
    InvoiceLine,
    InvoiceLines,
    LineType,
    read_types,
    rounding_step,
)
from costshare.periods import Period, PeriodLike
from costshare.reconciliation._cell import Issuer
from costshare.reconciliation._columns import Columns, Ints, columns_of_lines, in_order, line_key
from costshare.reconciliation._duplicates import duplicates
from costshare.reconciliation._finding import Finding
from costshare.reconciliation._findings import cell_findings, line_findings
from costshare.reconciliation._plan import Plan, check_names, read_plan
from costshare.reconciliation._reconciliation import Reconciliation
from costshare.reconciliation._tally import Key, Tally, tally
from costshare.reconciliation._words import Wording

if TYPE_CHECKING:
    import pandas as pd

_KINDS = (
    *("under", "over", "missing", "unexpected"),
    *("unreadable", "contradictory", "wrong_rounding", "duplicate", "wrong_period"),
)


def reconcile(
    allocation: Allocation,
    invoices: "Iterable[InvoiceLine] | AnyFrame",
    *,
    budget: "Mapping[str, Any] | pd.Series[Any] | AnyFrame | Allocation | None" = None,
    tolerance: Amount = 0,
    last_year: "Mapping[str, Any] | AnyFrame | Allocation | None" = None,
    period: PeriodLike | None = None,
    rounding: Amount | None = None,
    columns: Mapping[str, str] | None = None,
    member: str = "member",
    pool: str = "pool",
    amount: str = "amount",
    invoice: str = "invoice",
    date: str = "date",
    billed_by: str = "billed_by",
    vat_rate: str = "vat_rate",
    net: str = "net",
    currency: str = "currency",
    corrects: str = "corrects",
    types: Mapping[str, LineType] = NO_TYPES,
    decimal: Mark | None = None,
    day_first: bool | None = None,
) -> Reconciliation:
    """Compare what was invoiced with the fees, cell by cell of members × pools.

    Nothing is skipped. Every line is counted in exactly one cell, whatever it names; only lines
    whose amount is unknown are not counted, and they are listed. So for each member, for each pool
    and in all: allocated + differences = invoiced, exactly.

    Parameters
    ----------
    allocation : Allocation
        The fees, without VAT.
    invoices : frame or iterable of InvoiceLine
        The lines; any number for each member and pool, credit notes below zero. Amounts are read
        exactly; a float is read as the decimal that it prints. A frame may be of any library
        (pandas, Polars, PyArrow, DuckDB …), or a list of dicts.
    budget : mapping, Series, frame or Allocation, optional
        Amounts by pool, ``{pool: amount}``; or by member and pool: ``{member: {pool: amount}}``
        or ``{pool: {member: amount}}``, a frame with a row for each member and a column for
        each pool, or an allocation. Members are named by the column that `member` names, or by
        the index of a pandas frame.
    tolerance : number, default 0
        Largest difference at which a fee counts as matched. The difference is still in every sum.
    last_year : mapping, frame or Allocation, optional
        Last year's fees by member and pool, for the hint that one of them was invoiced again.
    period : str or two dates, optional
        Period of the lines; that of the allocation by default. A line dated outside it that does
        not correct it is flagged, and still counted.
    rounding : positive number, optional
        Step to which every invoice is rounded, such as 1. If left out, only invoices with a
        rounding line are checked: against 0.05 in CHF, and 1 in other currencies. Lines whose pool
        is ``"rounding"`` or a word such as ``"Öresavrundning"`` are rounding lines, unless the
        agreement has such a pool; they are for no fee and in no finding, unless the rounding is
        wrong. If no line of an invoice states VAT, and less than half of several such invoices
        come to a multiple, then their amounts are taken to be without VAT, and only the size of
        the rounding is checked.
    columns : mapping of str to str, optional
        Names of a frame's columns by field, such as ``{"member": "Kommun", "pool": "Tjänst"}``;
        the same as the following arguments. ``{"type": "Fakturatyp"}`` names the column that says
        what is a credit note, in a list that has their amounts without a minus sign.
    member, pool, amount, invoice, date, billed_by, vat_rate, net, currency, corrects : str
        Names of the columns of a frame. Those after `amount` may be absent.

        A line is compared by its `net` amount if it has one; else, if it has a `vat_rate`, by its
        amount without the VAT, to 0.01; else by its amount. A line whose amount, net amount and
        rate contradict one another is compared by its net amount, and has a finding.
    types : mapping of value to {"invoice", "credit"}
        Meaning of values in the type column, as for `read_invoices`.
    decimal, day_first
        As for `read_invoices`, for the texts in a frame. Needed only if a column of amounts
        or dates does not settle what its texts mean.

    Returns
    -------
    Reconciliation
        Every cell, every finding with its hints, and the sums.

    Raises
    ------
    CostshareError
        If a column is unknown, the tolerance is below zero, or a budget cannot be read. An error
        in a line is a finding, and raises nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> import costshare as cs
    >>> fees = cs.allocate(200, cs.Flat(), {"Kiruna": {}, "Luleå": {}}, pool="office")
    >>> lines = pd.DataFrame({
    ...     "member": ["Kiruna", "Luleå", "Luleå"],
    ...     "pool": "office",
    ...     "amount": [100, 50, "40.00"],
    ... })
    >>> result = cs.reconcile(fees, lines, budget={"office": 210})
    >>> print(result.findings[0].message)
    Luleå, office: 90 is invoiced, 10 less than the fee of 100.
    >>> result.to_frame(by="pool")
         pool  budget  expected  invoiced  difference  lines
    0  office     210       200       190         -10      3
    """
    given_as(Allocation, allocation, "allocation", "what allocate() returned")
    whole, allocation = allocation, allocation.final_fees()
    step = None if rounding is None else rounding_step(None, rounding, "rounding").size
    limit = read_amount(tolerance, "tolerance")
    if limit < 0:
        msg = f"tolerance {plain(limit)} is below zero; pass 0 or more"
        raise CostshareError(msg)
    names = {
        "member": member,
        "pool": pool,
        "amount": amount,
        "invoice": invoice,
        "date": date,
        "billed_by": billed_by,
        "vat_rate": vat_rate,
        "net": net,
        "currency": currency,
        "corrects": corrects,
        "type": "type",
    }
    _rename(names, columns)
    member = names["member"]
    check_mark(decimal)
    check_day_first(day_first)
    how = {"decimal": decimal, "day_first": day_first, "types": read_types(types)}
    lines = _columns(invoices, names, allocation.currency, how)
    pools = [each.name for each in allocation.pools]
    plan = Plan() if budget is None else read_plan(budget, "budget", pools, member)
    before = Plan() if last_year is None else read_plan(last_year, "last_year", pools, member)
    members = allocation.members
    in_currency = allocation.currency
    for what, given, read in (("budget", budget, plan), ("last_year", last_year, before)):
        if isinstance(given, Allocation):
            in_currency = same_currency(in_currency, given.currency, what)
            if what == "budget":
                same_period(allocation, given.period, what)
        check_names(read, what, members, pools)
    if before.pools and not before.cells:
        msg = "last_year has amounts by pool only; pass {member: {pool: amount}} or a DataFrame"
        raise CostshareError(msg)
    during = allocation.period if period is None else Period.read(period)
    return _compare(
        allocation=allocation,
        internal=_members_of(whole.internal_fees()) if whole.passing_on else {},
        columns=lines,
        plan=plan,
        before=before,
        limit=limit,
        period=during,
        rounding=step,
    )


def _rename(names: dict[str, str], columns: Mapping[str, str] | None) -> None:
    """Name the columns of some fields, which no other argument may name too."""
    if columns is None:
        return
    for field, column in read_by_name(columns, "columns", name="field of columns").items():
        if field not in names:
            raise unknown_name("field of columns", field, names)
        if names[field] != field and names[field] != column:
            msg = f"the column for {field} is {quoted(names[field])} by {field}= and "
            raise CostshareError(f"{msg}{quoted(column)} by columns=; pass one of them")
        names[field] = column


def _columns(
    invoices: Any,
    names: Mapping[str, str],
    currency: str | None,
    how: Mapping[str, Any],
) -> Columns:
    """Lay out the lines in columns."""
    if not isinstance(invoices, InvoiceLines) and is_any_frame(invoices):
        from costshare.reconciliation._frame import columns_of_frame

        frame = as_pandas(invoices, "invoices")
        return columns_of_frame(frame, names, currency, **how)
    if how["types"]:
        msg = "types is about a column of a frame, and invoices are lines; leave types out"
        raise CostshareError(msg)
    lines = take_items(
        invoices, "invoices", "InvoiceLines, or a DataFrame with a row for each line"
    )
    return columns_of_lines(lines, currency)


def _members_of(allocation: Allocation) -> dict[str, frozenset[str]]:
    """Name the members of each pool."""
    return {pool.name: frozenset(pool.fees) for pool in allocation.pools}


def _compare(
    *,
    allocation: Allocation,
    internal: Mapping[str, frozenset[str]],
    columns: Columns,
    plan: Plan,
    before: Plan,
    limit: Fraction,
    period: Period | None,
    rounding: Fraction | None,
) -> Reconciliation:
    """Count everything in one unit, add up the lines, and make the findings."""
    finest = {Unit(Fraction(1, each.denominator)) for each in plan.amounts}
    unit = common_unit([allocation.unit, columns.unit, *finest])
    if not unit.is_whole:
        unit = common_unit([unit, Unit(Fraction(1, 100))])  # öre are written with two decimals
    columns = columns.in_unit(unit)
    members, pools = allocation.members, [pool.name for pool in allocation.pools]
    fees: dict[Key, int] = {
        (name, pool.name): count
        for pool in allocation.pools
        for name, count in pool.counts(unit).items()
    }
    tallied = tally(
        columns=columns,
        members=members,
        pools=pools,
        fees=fees,
        budget={key: unit.count(each, "budget") for key, each in plan.cells.items()},
        tolerance=floor(limit / unit.size),
    )
    groups = duplicates(columns, tallied)
    wording = Wording(allocation.currency, labels_of(allocation.pools))
    findings: list[Finding] = [
        *cell_findings(
            allocation=allocation,
            internal=internal,
            columns=columns,
            tallied=tallied,
            groups=groups,
            last_year=before.cells,
            period=period,
        ),
        *line_findings(columns, tallied, groups, period, wording, rounding=rounding),
    ]
    result = Reconciliation(
        name=allocation.name,
        period=period,
        currency=allocation.currency,
        unit=unit,
        tolerance=limit,
        members=members,
        pools=tuple(pools),
        cells=tallied.cells,
        findings=_sorted(findings, tallied),
        lines=len(columns),
        uncounted=in_order(columns.lines_where(~columns.countable)),
        issuers=_issuers(allocation, columns, fees),
        budget={pool: unit.decimal(unit.count(each, "budget")) for pool, each in plan.pools.items()}
        or None,
        labels=wording.labels,
    )
    result.check()
    return result


def _sorted(findings: list[Finding], tallied: Tally) -> tuple[Finding, ...]:
    """Put the greatest difference first, then by kind, member and pool."""
    rows = {name: position for position, name in enumerate(tallied.members)}
    columns = {name: position for position, name in enumerate(tallied.pools)}

    def key(finding: Finding) -> tuple[object, ...]:
        """Sort key of a finding."""
        return (
            finding.difference.copy_abs().copy_negate(),
            finding.expected is None,
            _KINDS.index(finding.kind),
            rows[finding.member],
            columns[finding.pool],
            [line_key(line, line.net_amount) for line in finding.lines]
            if finding.expected is None
            else [],
        )

    return tuple(sorted(findings, key=key))


def _issuers(
    allocation: Allocation,
    columns: Columns,
    fees: Mapping[Key, int],
) -> tuple[Issuer, ...]:
    """Add up by issuer: the host first, then by alphabet."""
    expected: dict[str, int] = {}
    for pool in allocation.pools:
        owed = sum(fees[name, pool.name] for name in pool.fees)
        expected[pool.billed_by] = expected.get(pool.billed_by, 0) + owed
    codes: Ints = columns.billed_by.code
    names = list(columns.billed_by.names)
    sums: npt.NDArray[Any] = np.zeros(len(names), dtype=columns.units.dtype)
    np.add.at(sums, codes, columns.units)
    lines = np.bincount(codes[columns.countable], minlength=len(names)).tolist()
    amounts = dict(zip(names, sums.tolist(), strict=True))
    counts = dict(zip(names, lines, strict=True))
    ordered = sorted({*expected, *names}, key=lambda name: (name != "host", name))
    write = columns.unit.decimal
    return tuple(
        Issuer(name, write(expected.get(name, 0)), write(amounts.get(name, 0)), counts.get(name, 0))
        for name in ordered
    )
