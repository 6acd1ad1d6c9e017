"""One account while it is settled: every step adds to a column, and closes at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from costshare.errors import CostshareError
from costshare.settlement._accounts import Account
from costshare.settlement._balance import NO_MEMBER, Entry
from costshare.settlement._policies import CarryForward, Policy, Return, TrueUp, remainder
from costshare.settlement._shares import Sharer


@dataclass(slots=True)
class Draft:
    """An account, its policy, and what each holder has so far.

    Parameters
    ----------
    account : Account
        What is settled.
    policy : Policy
        By which rule.
    sharer : Sharer
        Shares the account's amounts.
    """

    account: Account
    policy: Policy
    sharer: Sharer
    _columns: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def rule(self) -> CarryForward | Return | TrueUp:
        """The policy for what is not covered from elsewhere."""
        return remainder(self.policy)

    @property
    def balances(self) -> dict[str, int]:
        """What each holder has now."""
        return {holder: self._entry(holder).closing for holder in self._columns}

    @property
    def balance(self) -> int:
        """What the account has now."""
        return sum(self.balances.values())

    def add(self, column: str, amounts: Mapping[str, int], sign: int = 1) -> None:
        """Add amounts by holder to a column of the balance."""
        for holder, amount in amounts.items():
            row = self._columns.setdefault(holder, {})
            row[column] = row.get(column, 0) + sign * amount

    def _entry(self, holder: str) -> Entry:
        open_ = Entry(**self._columns[holder])
        return Entry(**self._columns[holder], closing=-open_.off)

    def entries(self) -> dict[str, Entry]:
        """Every holder's balance; who belongs to no member is left out where it has nothing."""
        entries = {holder: self._entry(holder) for holder in self._columns}
        if entries.get(NO_MEMBER) == Entry() and len(entries) > 1:
            del entries[NO_MEMBER]
        return entries

    def book(self) -> None:
        """Enter opening, income and cost for each member, so that its difference is its own."""
        account, members = self.account, self.account.members
        self.add("opening", account.opening)
        paid = {member: account.paid_by(member) for member in members}
        outside = {NO_MEMBER: account.income - sum(paid.values())}
        self.add("income", paid)
        if not members:
            # Nobody can own the difference; it stays with the pool itself.
            self.add("opening", {NO_MEMBER: account.unshared})
            self.add("income", outside)
            self.add("cost", {NO_MEMBER: account.cost})
            return
        if any(outside.values()):
            # Income that is no fee pays for as much of the cost.
            self.add("income", outside)
            self.add("cost", outside)
        self.add("cost", self._costs(paid, account.cost - outside[NO_MEMBER]))
        self.add("opening", self._share(account.unshared))

    def _costs(self, paid: dict[str, int], cost: int) -> dict[str, int]:
        if not isinstance(self.rule, TrueUp):
            surplus = self._share(sum(paid.values()) - cost)
            return {member: amount - surplus[member] for member, amount in paid.items()}
        if self.rule.by != "final":
            return self._share(cost)
        for pool in self.account.paid:
            if pool not in self.account.final:
                msg = f"there are no final fees for {pool}; pass final=…, or true up by 'shares'"
                raise CostshareError(msg)
        fees = {member: self.account.final_of(member) for member in paid}
        rest = self._share(cost - sum(fees.values()))
        return {member: fee + rest[member] for member, fee in fees.items()}

    def _share(self, amount: int) -> dict[str, int]:
        return self.sharer.by(self.rule.by, amount, self.account.members)

    def settle_leavers(self, leaving: frozenset[str]) -> None:
        """Let those who leave take their balance, or leave it to the others.

        Who has an opening balance but takes no part any more has left.
        """
        members = dict.fromkeys(self.account.members)
        balances = self.balances
        gone = {
            holder: own
            for holder, own in balances.items()
            if holder != NO_MEMBER and (holder in leaving or holder not in members)
        }
        if not any(gone.values()):
            return
        if self.rule.leavers == "take":
            self.add("returned", gone)
            return
        staying = [member for member in members if member not in gone]
        if not staying:
            msg = f"{', '.join(gone)} left, and nobody stays to take over; use leavers='take'"
            raise CostshareError(msg)
        self.add("transferred", gone, -1)
        self.add("transferred", self.sharer.by(self.rule.by, sum(gone.values()), staying))

    def give_back(self) -> None:
        """Return or collect what the policy does not keep."""
        rule, balance = self.rule, self.balance
        if isinstance(rule, CarryForward) or not _acts(rule, balance):
            return
        keep = self.sharer.unit.count(rule.keep, "amount to keep") if rule.kind == "return" else 0
        kept = min(abs(balance), keep)
        amount = balance - kept if balance > 0 else balance + kept
        if amount and not self.account.members:
            word = "return to" if amount > 0 else "collect from"
            msg = f"there are no members to {word}; carry it forward, cover it, or name its pools"
            raise CostshareError(msg)
        if keep:
            self.add("returned", self.sharer.by_amounts(amount, self.balances))
        else:  # every member's balance goes to zero, credits and debits alike
            self.add("returned", self.balances)


def _acts(rule: Return | TrueUp, balance: int) -> bool:
    if isinstance(rule, TrueUp) or rule.only is None:
        return True
    return balance > 0 if rule.only == "surplus" else balance < 0
