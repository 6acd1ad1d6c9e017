"""The door: settle a period's difference between what was paid and what it cost."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from costshare.agreement import Allocation, MembersLike, same_currency, same_period
from costshare.amounts import Amount, Unit, common_unit
from costshare.budget._budget_report import BudgetReport
from costshare.correction import own_fees
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as, given_list, has_names, read_by_name, read_name
from costshare.invoices import InvoiceLine
from costshare.models import Facts
from costshare.settlement._accounts import HOST, Account, Sources
from costshare.settlement._balance import NO_MEMBER, Entry
from costshare.settlement._draft import Draft
from costshare.settlement._policies import (
    CarryForward,
    CoverFrom,
    Policy,
    TrueUp,
    read_policy,
    remainder,
)
from costshare.settlement._pool import PoolSettlement
from costshare.settlement._settlement import Settlement, Transfer
from costshare.settlement._shares import Sharer, facts_for

_CARRY = CarryForward()


def settle(
    allocation: Allocation,
    costs: BudgetReport | Mapping[str, Amount] | None = None,
    *,
    policy: Policy = _CARRY,
    policies: Mapping[str, Policy] | None = None,
    opening: Settlement | Mapping[str, Any] | None = None,
    paid: Allocation | Mapping[str, Any] | Iterable[InvoiceLine] | None = None,
    final: Allocation | None = None,
    members: "MembersLike | None" = None,
    leaving: Iterable[str] = (),
    leave_out: Iterable[str] = (),
    unit: Amount | None = None,
) -> Settlement:
    """Settle a period: say what happens to each pool's surplus or deficit.

    Four steps, each exact to the unit: every member gets its part of the difference between
    income and cost; deficits are covered from other pools; members that leave take or leave
    their balances; and what the policy does not keep is returned or collected.

    Parameters
    ----------
    allocation : Allocation
        What the members were charged: the fees, or the advances. What they carry of another
        period besides (`applied_to`) is no income of this one.
    costs : BudgetReport, or mapping of pool to amount
        What the pools cost in the end. An item of a budget report is settled as one pool, and
        brings its income along; income above its fees belongs to no member and pays for as much
        of the cost. Left out, the fees of `final` are the costs.
    policy : policy, default CarryForward()
        For every pool without one of its own: `CarryForward`, `Return`, `TrueUp`, `CoverFrom`.
    policies : mapping of str to policy, optional
        By item or pool. Deficits are covered in this order.
    opening : Settlement, mapping of pool to amount, or of pool to member to amount, optional
        What the period before left: a settlement must be of the same agreement, and end on the
        day before the fees begin.
        Amounts without members are shared among them as the difference is.
    paid : InvoiceLines, Allocation, or mapping of pool to member to amount, optional
        What the members paid, where that is not their fees. What is not in it was not paid. A
        line that `corrects` another period is not of these fees and is left out.
    final : Allocation, optional
        The final fees, for `TrueUp`.
    members : iterable of Member, or mapping of name to drivers, optional
        For policies that share by a model; the drivers that `allocation` used are known.
    leaving : iterable of str
        Members that leave at the end of the period. Who has an opening balance but takes no part
        in the pool any more has left it already.
    leave_out : iterable of str
        Pools with fees that are not settled now. Those that the host does not bill never are.
    unit : positive number, optional
        The smallest step of an amount. If left out, 1, or the unit of the pools, of `final`, of
        `paid` or of `opening` where that is finer.

    Returns
    -------
    Settlement
        With opening + income - cost + transferred - returned = closing for every pool and every
        member, and transfers that sum to zero.

    Raises
    ------
    CostshareError
        On names that do not exist, a pool that has fees and no cost, income that does not hold
        the fees, a basis that nothing can be shared by, amounts that are no whole multiple of
        the unit, payments in several currencies, a budget report, final fees or payments of another
        period, and an opening that is not of the period before or of another agreement.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}}, pool="office")
    >>> first = cs.settle(fees, {"office": 90})
    >>> first.balance(member="A").closing, first.balance().closing
    (Decimal('4'), Decimal('10'))
    >>> second = cs.settle(fees, {"office": 98}, policy=cs.Return(), opening=first)
    >>> second.returned
    {'A': Decimal('5'), 'B': Decimal('4'), 'C': Decimal('3')}
    """
    given_as(Allocation, allocation, "allocation", "what allocate() returned")
    allocation = own_fees(allocation)
    if final is not None:
        final = own_fees(given_as(Allocation, final, "final", "the Allocation of the final fees"))
    step = _unit(allocation, opening, paid, final) if unit is None else Unit.read(unit)
    left_out, gone = _names(leave_out, "leave_out"), frozenset(_names(leaving, "leaving"))
    currency = allocation.currency
    for what, given in (
        ("the budget report", costs),
        ("the opening", opening),
        ("final", final),
        ("paid", paid),
    ):
        if isinstance(given, BudgetReport | Settlement | Allocation):
            currency = same_currency(currency, given.currency, what)
            if isinstance(given, Settlement):
                _settled_before(allocation, given)
            else:
                same_period(allocation, given.period, what)
    before = _opening(opening)
    if has_names(costs):
        costs = read_by_name(costs, "costs")
    accounts = Sources(allocation, costs, before, paid, final, left_out, step, currency).accounts()
    named = read_by_name(policies or {}, "policies", way_out="a mapping of pool to policy")
    rules = _policies(accounts, policy, named)
    facts = facts_for(allocation, members)
    drafts = {account.name: _draft(account, rules, facts, step) for account in accounts}
    everyone = _everyone(allocation, [draft.account for draft in drafts.values()])
    for name in gone.difference(everyone):
        raise unknown_name("member that leaves", name, everyone)
    for draft in drafts.values():
        _told(draft, draft.book)
    transfers = tuple(
        transfer
        for name in rules
        if isinstance(drafts[name].policy, CoverFrom)
        for transfer in _cover(drafts[name], drafts)
    )
    for draft in drafts.values():
        _told(draft, partial(draft.settle_leavers, gone))
        _told(draft, draft.give_back)
    return Settlement(
        name=allocation.name,
        period=allocation.period,
        currency=currency,
        unit=step,
        members=everyone,
        fees={
            pool.name: {member: Fraction(fee) for member, fee in pool.fees.items()}
            for pool in allocation.pools
        },
        pools=tuple(map(_closed, drafts.values())),
        transfers=transfers,
    )


def _unit(allocation: Allocation, *others: object) -> Unit:
    """1, or the largest unit in which every fee and every balance is whole."""
    billed = [pool.unit for pool in allocation.pools if pool.billed_by == HOST]
    known = [each.unit for each in others if isinstance(each, Allocation | Settlement)]
    return common_unit([Unit(Fraction(1)), *billed, *known])


def _settled_before(allocation: Allocation, opening: Settlement) -> None:
    """Refuse balances of another agreement, or of any period but the one before."""
    if opening.name != allocation.name:
        msg = (
            f"opening is the settlement of {opening.name}, the fees are of {allocation.name}; "
            "pass the settlement of the same agreement, or its balances: opening=last.closing"
        )
        raise CostshareError(msg)
    period, before = allocation.period, opening.period
    if period is None or before is None:
        return
    if (period.first - before.last).days != 1:
        msg = (
            f"opening is the settlement of {before}, the fees are for {period}; pass the "
            f"settlement that ends on the day before {period.first}"
        )
        raise CostshareError(msg)


def _names(given: Iterable[str], what: str) -> tuple[str, ...]:
    if isinstance(given, str):
        msg = f"{what} is the text {quoted(given)}; pass a list of names: [{quoted(given)}]"
        raise CostshareError(msg)
    return tuple(map(read_name, given_list(str, given, what, "names")))


def _opening(opening: Settlement | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if isinstance(opening, Settlement):
        return opening.closing
    if opening is None:
        return {}
    how = "the last settlement, or a mapping of pool to amount"
    return {
        pool: read_by_name(given, f"opening of {pool}", read=read_name)
        if has_names(given)
        else given
        for pool, given in read_by_name(opening, "opening", read=read_name, way_out=how).items()
    }


def _everyone(allocation: Allocation, accounts: list[Account]) -> tuple[str, ...]:
    """All members in order, and after them whoever else has a fee or a balance."""
    names = list(allocation.members)
    for account in accounts:
        names += [*account.members, *account.opening]
    if NO_MEMBER in names:
        msg = f"a member is called {NO_MEMBER}, as what belongs to none is; rename it"
        raise CostshareError(msg)
    return tuple(dict.fromkeys(names))


def _policies(
    accounts: list[Account], default: Policy, given: Mapping[str, Policy]
) -> dict[str, Policy]:
    """A policy for every account: those named first, in the order of the caller."""
    known = [account.name for account in accounts]
    rules: dict[str, Policy] = {}
    for name, policy in given.items():
        if name not in known:
            raise unknown_name("pool with a policy", name, known)
        rules[name] = read_policy(policy)
    every = read_policy(default)
    for name in known:
        rules.setdefault(name, every)
    for name, policy in rules.items():
        for source in policy.pools if isinstance(policy, CoverFrom) else ():
            if source == name and name in given:
                msg = f"pool {name} cannot cover its own deficit; name other pools"
                raise CostshareError(msg)
            if source not in known:
                raise unknown_name(f"pool that covers {name}:", source, known)
    return rules


def _draft(account: Account, rules: Mapping[str, Policy], facts: Facts, unit: Unit) -> Draft:
    policy = rules[account.name]
    rule = remainder(policy)
    if not (isinstance(rule, TrueUp) and rule.by == "final"):
        account = replace(account, final={})  # who has a final fee alone takes no part
    return Draft(account, policy, Sharer(account, facts, unit, []))


def _told(draft: Draft, step: Callable[[], None]) -> None:
    """Take a step, and put the pool's name before what goes wrong."""
    try:
        step()
    except CostshareError as error:
        raise type(error)(f"pool {draft.account.name}: {error}") from error


def _cover(draft: Draft, drafts: Mapping[str, Draft]) -> Iterator[Transfer]:
    """Cover a deficit from other pools' surpluses, in order, within the limits."""
    policy, unit = draft.policy, draft.sharer.unit
    if not isinstance(policy, CoverFrom):
        return
    need = max(-draft.balance, 0)
    if policy.limit is not None:
        need = min(need, unit.count(policy.limit, "limit"))
    for name in policy.pools:
        source = drafts[name]
        most = max(source.balance, 0)
        if name in policy.limits:
            most = min(most, unit.count(policy.limits[name], f"limit of {name}"))
        units = min(need, most)
        if units and source is not draft:
            source.add("transferred", source.sharer.by_amounts(units, source.balances), -1)
            draft.add("transferred", draft.sharer.by_amounts(-units, draft.balances), -1)
            need -= units
            yield Transfer(name, draft.account.name, units)


def _closed(draft: Draft) -> PoolSettlement:
    account, entries = draft.account, draft.entries()
    summed = sum(entries.values(), Entry())
    return PoolSettlement(
        name=account.name,
        policy=draft.policy.to_dict(),
        # What was given, not what was shared: so that `check` compares the two.
        total=replace(
            summed,
            opening=sum(account.opening.values()) + account.unshared,
            income=account.income,
            cost=account.cost,
        ),
        entries=entries,
        paid=account.paid,
        final=account.final,
        broken_ties=tuple(draft.sharer.ties),
    )
