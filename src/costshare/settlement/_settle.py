"""Settle the difference between what was paid for a period and its actual cost."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

from costshare.agreement import Allocation, MembersLike, labels_of, same_currency, same_period
from costshare.amounts import Amount, Unit, common_unit, is_any_frame
from costshare.budget import BudgetReport
from costshare.correction import own_fees
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as, given_list, has_names, read_by_name, read_name
from costshare.frames import AnyFrame
from costshare.invoices import NO_MEMBER, InvoiceLine
from costshare.models import refuse_member
from costshare.settlement._account import Account
from costshare.settlement._balance import Cells, add_balances
from costshare.settlement._payments import HOST, unframed
from costshare.settlement._policies import CarryForward, CoverFrom, Policy, TrueUp, read_policy
from costshare.settlement._pool import PoolSettlement, Transfer
from costshare.settlement._settlement import Settlement
from costshare.settlement._sources import Sources, facts_for

_CARRY = CarryForward()


def settle(
    allocation: Allocation,
    costs: BudgetReport | Mapping[str, Amount] | None = None,
    *,
    policy: Policy = _CARRY,
    policies: Mapping[str, Policy] | None = None,
    opening: "Settlement | Mapping[str, Any] | AnyFrame | None" = None,
    paid: "Allocation | Mapping[str, Any] | Iterable[InvoiceLine] | AnyFrame | None" = None,
    final: Allocation | None = None,
    members: "MembersLike | None" = None,
    leaving: Iterable[str] = (),
    leave_out: Iterable[str] = (),
    unit: Amount | None = None,
    member: str | None = None,
) -> Settlement:
    """Settle a period: decide what happens to the surplus or deficit of each pool.

    Four steps, each exact to the unit: the difference between income and cost is shared among the
    members; deficits are covered from other pools; members that leave take or leave their balances;
    and what the policy does not keep is returned or collected.

    Parameters
    ----------
    allocation : Allocation
        What the members were charged: fees or advances. A correction or settlement of another
        period that is included (`applied_to`) is not income of this one.
    costs : BudgetReport, or mapping of pool to amount
        Actual costs. An item of a budget report is settled as one pool with its own income; income
        above its fees belongs to no member and pays for as much of the cost. If left out, the fees
        of `final` are the costs; so they must be if costs are passed on from pool to pool.
    policy : policy, default CarryForward()
        Policy of every pool without its own: `CarryForward`, `Return`, `TrueUp` or `CoverFrom`.
    policies : mapping of str to policy, optional
        Policies by item or pool. Deficits are covered in this order.
    opening : Settlement, mapping of pool to amount or to member to amount, or frame, optional
        Balances that the period before left: a settlement must be of the same agreement, and end
        on the day before the fees begin. Amounts without members are shared like the difference.
    paid : InvoiceLines, Allocation, mapping of pool to member to amount, or frame, optional
        Payments of the members, if they are not their fees. What is not in it was not paid. A
        line that `corrects` another period is left out, and so are rounding lines. A frame of any
        library has a row for each member and a column for each pool, or the columns that
        `read_invoices` gives.
    final : Allocation, optional
        The final fees, for `TrueUp`. Other policies take no fee from them, only the cost of each
        pool where `costs` are left out.
    members : iterable of Member, mapping of name to drivers, or frame, optional
        Drivers for policies that share by a model; those that `allocation` used are known.
    leaving : iterable of str
        Members that leave at the end of the period. A member with an opening balance that takes no
        part in the pool any more has left it already.
    leave_out : iterable of str
        Pools with fees that are not settled now. Pools that the host does not bill never are.
    unit : positive number, optional
        Smallest amount that balances move by. If left out, 1, or the unit of the pools, of `final`,
        of `paid` or of `opening` if that is finer.
    member : str, optional
        Name of the column of members' names, in frames of members, payments and balances, where
        the index of a pandas frame does not have them.

    Returns
    -------
    Settlement
        With opening + income - cost + transferred - returned = closing for every pool and every
        member, and transfers that sum to zero.

    Raises
    ------
    CostshareError
        If a name is unknown, a pool has fees and no cost, or final fees and no others, an income
        does not include the fees,
        all weights of a basis are zero, an amount is not a whole multiple of the unit, payments are
        in several currencies, a budget report, final fees or payments are of another period, or
        the opening is of another agreement or not of the period before.

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
    given_as(Allocation, allocation, "allocation", "the result of allocate()")
    _refuse_costs(allocation, costs, final)
    allocation = own_fees(allocation)
    if final is not None:
        final = own_fees(given_as(Allocation, final, "final", "the Allocation of the final fees"))
    if not any(map(is_any_frame, (paid, opening, members))):
        refuse_member(member)
    paid = unframed(paid, "paid", member)
    size = _unit(allocation, opening, paid, final) if unit is None else Unit.read(unit)
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
    before = _opening(unframed(opening, "opening", member))
    if has_names(costs):
        costs = read_by_name(costs, "costs")
    facts = facts_for(allocation, members, member)
    read = Sources(
        allocation, costs, before, paid, final, left_out, size, currency, facts
    ).accounts()
    named = read_by_name(
        {} if policies is None else policies, "policies", way_out="a mapping of pool to policy"
    )
    rules = _policies(read, policy, named)
    accounts = {account.name: _with_policy(account, rules[account.name]) for account in read}
    everyone = _everyone(allocation, list(accounts.values()))
    for name in gone.difference(everyone):
        raise unknown_name("member that leaves", name, everyone)
    for account in accounts.values():
        with _naming(account):
            account.book()
    transfers = tuple(each for name in rules for each in _cover(accounts[name], accounts))
    for account in accounts.values():
        with _naming(account):
            account.settle_leavers(gone)
            account.give_back()
    return Settlement(
        name=allocation.name,
        period=allocation.period,
        currency=currency,
        unit=size,
        members=everyone,
        fees={pool.name: pool.fees for pool in allocation.pools},
        pools=tuple(map(_closed, accounts.values())),
        transfers=transfers,
        labels=labels_of(allocation.pools),
    )


def _refuse_costs(allocation: Allocation, costs: object, final: object) -> None:
    """Refuse costs by pool, and none, where they pass through several levels before they are fees.

    Raises
    ------
    CostshareError
        If fees are passed on, and `final` fees are not what is settled.
    """
    if allocation.passing_on and (costs is not None or final is None):
        none = "there are no costs, and " if costs is None else ""
        msg = (
            f"{none}costs of {allocation.name} are passed on by {allocation.passing_on[0]}, so "
            "that the cost of one pool is in the fees of others; allocate the actual costs by the "
            "same agreement, and pass that: final=…, with policy=TrueUp() where each member is to "
            "pay its final fee"
        )
        raise CostshareError(msg)


def _unit(allocation: Allocation, *others: object) -> Unit:
    """Find the unit: 1, or the largest one in which every fee and every balance is whole."""
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
    """Read a list of names; a single text is refused."""
    if isinstance(given, str):
        msg = f"{what} is the text {quoted(given)}; pass a list of names: [{quoted(given)}]"
        raise CostshareError(msg)
    return tuple(map(read_name, given_list(str, given, what, "names")))


def _opening(opening: Settlement | Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Read the opening balances by pool, and by member if they have one."""
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
    """All members in order, and after them any others that have a fee or a balance."""
    names = list(allocation.members)
    for account in accounts:
        names += [*account.members, *account.opening]
    if NO_MEMBER in names:
        msg = f"a member is called {NO_MEMBER}, the name of what belongs to no member; rename it"
        raise CostshareError(msg)
    return tuple(dict.fromkeys(names))


def _policies(
    accounts: list[Account], default: Policy, given: Mapping[str, Policy]
) -> dict[str, Policy]:
    """Choose a policy for every account: first the named ones, in the order of the caller."""
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


def _with_policy(account: Account, policy: Policy) -> Account:
    """Give an account its policy; a member that has only a final fee takes part in a true-up."""
    ruled = replace(account, policy=policy)
    true_up = isinstance(ruled.rule, TrueUp) and ruled.rule.by == "final"
    return ruled if true_up else replace(ruled, final={})


@contextmanager
def _naming(account: Account) -> Iterator[None]:
    """Put the name of the pool before the message of an error."""
    try:
        yield
    except CostshareError as error:
        raise type(error)(f"pool {account.name}: {error}") from error


def _cover(account: Account, accounts: Mapping[str, Account]) -> Iterator[Transfer]:
    """Cover a deficit from the surplus of other pools, in order, up to what the policy allows."""
    policy, unit = account.policy, account.unit
    if not isinstance(policy, CoverFrom):
        return
    need = max(-account.balance, 0)
    if policy.limit is not None:
        need = min(need, unit.count(policy.limit, "limit"))
    for name in policy.pools:
        source = accounts[name]
        most = max(source.balance, 0)
        if name in policy.limits:
            most = min(most, unit.count(policy.limits[name], f"limit of {name}"))
        units = min(need, most)
        if units and source is not account:
            source.add("transferred", source.part_of_balances(units), -1)
            account.add("transferred", account.part_of_balances(-units), -1)
            need -= units
            yield Transfer(name, account.name, unit.decimal(units))


def _closed(account: Account) -> PoolSettlement:
    """Write the balances of an account as a result."""
    entries, unit = account.entries(), account.unit
    opening = sum(account.opening.values()) + account.unshared

    def amounts(cells: Cells) -> dict[str, dict[str, Any]]:
        return {
            pool: {member: unit.decimal(units) for member, units in cell.items()}
            for pool, cell in cells.items()
        }

    return PoolSettlement(
        name=account.name,
        policy=account.policy.to_dict(),
        # The amounts as given, not as shared: so `check` compares the two.
        total=replace(
            add_balances(entries.values(), unit),
            opening=unit.decimal(opening),
            income=unit.decimal(account.income),
            cost=unit.decimal(account.cost),
        ),
        entries=entries,
        paid=amounts(account.paid),
        final=amounts(account.final),
        broken_ties=tuple(account.ties),
    )
