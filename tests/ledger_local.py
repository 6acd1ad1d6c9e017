"""Small allocations and messy invoice lines for tests."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from hypothesis import strategies as st

import costshare as cs
from costshare.invoices import InvoiceLine
from costshare.reconciliation import reconcile
from costshare.testing import agreements

CELL_KINDS = {"under", "over", "missing", "unexpected"}


def table(cells, *, units=None, period="2022", billed_by=None):
    """An allocation of agreed amounts, from ``{member: {pool: amount}}``."""
    names = list(dict.fromkeys(pool for row in cells.values() for pool in row))
    return cs.Agreement(
        name="Board",
        period=period,
        currency="SEK",
        members=[cs.Member(name=member) for member in cells],
        pools=[
            cs.Pool(
                name=name,
                unit=(units or {}).get(name, 1),
                billed_by=(billed_by or {}).get(name, "host"),
                members=[member for member, row in cells.items() if name in row],
                model=cs.Fixed(
                    amounts={member: row[name] for member, row in cells.items() if name in row}
                ),
            )
            for name in names
        ],
    ).allocate()


def line(member, pool, amount, **more):
    """An invoice line, with fewer words."""
    return InvoiceLine(member=member, pool=pool, amount=amount, **more)


def only(result):
    """The only finding."""
    assert len(result.findings) == 1, [str(finding) for finding in result.findings]
    return result.findings[0]


def cell_findings(result):
    """The findings about cells."""
    return [finding for finding in result.findings if finding.kind in CELL_KINDS]


def hints(fees, lines, member="A", pool="fee", **more):
    """The kinds of hints of one cell."""
    result = reconcile(fees, lines, **more)
    found = [
        finding
        for finding in cell_findings(result)
        if (finding.member, finding.pool) == (member, pool)
    ]
    assert len(found) == 1
    assert cs.Reconciliation.from_dict(result.to_dict()) == result
    return [hint.kind for hint in found[0].hints]


allocations = agreements(max_members=4, max_pools=3).map(lambda agreement: agreement.allocate())


def exact_instalments(pool, member, parts):
    """A fee by parts of the period before rounding; each part has the weight of its days."""
    days = pool.memberships.get(member)
    own = [part if days is None else days.common(part) for part in parts]
    weights = [
        Fraction(0 if o is None else o.days, p.days) for o, p in zip(own, parts, strict=True)
    ]
    fee = Fraction(pool.fees[member])
    return [fee * weight / sum(weights) for weight in weights]


def counts_of_parts(period):
    """Counts of equal parts of whole months that a period can be split into."""
    months = period.months or 1
    return [n for n in range(1, months + 1) if months % n == 0]


AMOUNTS = st.one_of(
    st.integers(-300, 300),
    st.decimals(-300, 300, places=2),
    st.sampled_from([0.1, 2.5, -7.25, "12.50", "1e2", 10**18 + 1, Decimal("0.001")]),
)
BAD = st.sampled_from(["76 100,00", "abc", None, float("nan"), True, Decimal("Infinity"), "1/3"])


# Strategies are made here, once: to make one anew for every draw takes longer than to draw.
FIELDS = {
    "amount": st.one_of(AMOUNTS, AMOUNTS, AMOUNTS, BAD),
    "invoice": st.sampled_from([None, "1", "2", "3", 1, "2 "]),
    "date": st.sampled_from(
        [None, "2022-05-01", "2022-05-01T10:00:00", "2021-12-31", "2023-13-01", "soon"]
    ),
    "billed_by": st.sampled_from([None, "host", "supplier"]),
    "vat_rate": st.sampled_from([None, None, "0.25", 0.06, 25, 0]),
    "net": st.sampled_from([None, None, 10, "7.5", "x"]),
    "currency": st.sampled_from([None, "SEK", "EUR"]),
    "corrects": st.sampled_from(
        [None, None, "2022-01", "2021-12", "2022-01-01/2022-01-31", "2099", "often"]
    ),
}


@lru_cache
def raw_lines(members, pools):
    """Invoice lines as people have them: fields of any kind, some of them wrong."""
    named = {
        "member": st.sampled_from([*members, "Nobody", " " + members[0], None, ""]),
        "pool": st.sampled_from([*pools, "nothing", None]),
    }
    return st.lists(st.fixed_dictionaries(named | FIELDS), max_size=8)


UNITS = st.sampled_from([1, 100, "0.01", "0.25"])
SIGNS = st.sampled_from([1, -1])
SOME_POOLS = st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True)


@lru_cache
def some_cells(pools):
    """Fees by member and pool; None where a member takes no part."""
    hundreds = st.none() | st.sampled_from([0, 100, 200, 300])
    row = st.fixed_dictionaries(dict.fromkeys(pools, hundreds))
    return st.dictionaries(st.sampled_from("ABC"), row, min_size=1, max_size=3)


@st.composite
def ledgers(draw):
    """An allocation of agreed amounts, and raw lines for it."""
    pools = draw(SOME_POOLS)
    sign = draw(SIGNS)
    cells = draw(some_cells(tuple(pools)))
    for pool in pools:  # somebody takes part in each
        next(iter(cells.values()))[pool] = 100
    allocation = table(
        {
            member: {pool: sign * fee for pool, fee in fees.items() if fee is not None}
            for member, fees in cells.items()
        },
        units=dict.fromkeys(pools, draw(UNITS)),
        billed_by={pools[-1]: "supplier"},
    )
    names = tuple(pool.name for pool in allocation.pools)
    return allocation, draw(raw_lines(tuple(allocation.members), names))


FEES_TO_BILL = allocations.filter(
    lambda each: any(fee for pool in each.final_fees().pools for fee in pool.fees.values())
)


@st.composite
def own_ledgers(draw):
    """An allocation with its own lines, at least one of them."""
    allocation = draw(FEES_TO_BILL)
    months = draw(st.sampled_from(counts_of_parts(allocation.period)[:3]))
    dates = [allocation.period.first + timedelta(days=9 * month) for month in range(months)]
    per = draw(st.sampled_from(["member", "member_pool"]))
    return allocation, allocation.invoice_lines(per=per, instalments=months, date=dates)
