"""A pool whose fees were decided elsewhere: recorded as they are, never rounded again."""

from collections.abc import Mapping
from fractions import Fraction

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import Unit, plain
from costshare.models import Term, given
from costshare.periods import MemberDays


def agreed_pool(
    name: str,
    kind: str,
    parts: Mapping[str, Mapping[str, int]],
    *,
    unit: Unit,
    billed_by: str,
    memberships: Mapping[str, MemberDays] | None = None,
    label: str | None = None,
) -> PoolAllocation:
    """Record a pool whose fees are sums of parts, in units.

    Parameters
    ----------
    name : str
        Name of the pool.
    kind : str
        Kind of the model in the record.
    parts : mapping of str to mapping of str to int
        Parts by label, then by member; a member that is not in a part has nothing of it.
    unit : Unit
        Unit of the counts.
    billed_by : str
        Issuer of the invoices.
    memberships : mapping of str to Period or Spans, optional
        Days of members for a part of the period.
    label : str, optional
        What people read for the pool.
    """
    members = list(dict.fromkeys(member for part in parts.values() for member in part))
    units = {member: sum(part.get(member, 0) for part in parts.values()) for member in members}
    quotas = {member: count * unit.size for member, count in units.items()}
    return PoolAllocation(
        name=name,
        total=sum(quotas.values(), Fraction(0)),
        unit=unit,
        method=None,
        ties=None,
        rounding=None,
        billed_by=billed_by,
        model={"kind": kind, "amounts": {key: plain(each) for key, each in quotas.items()}},
        terms=tuple(_term(said, members, part, unit) for said, part in parts.items()),
        quotas=quotas,
        fees={member: unit.decimal(count) for member, count in units.items()},
        broken_ties=(),
        memberships=memberships or {},
        label=label,
    )


def _term(said: str, members: list[str], part: Mapping[str, int], unit: Unit) -> Term:
    return given(said, {member: part.get(member, 0) * unit.size for member in members})
