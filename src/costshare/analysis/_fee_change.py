"""Why fees changed: the difference between two allocations, change by change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from costshare.agreement import Allocation, same_currency
from costshare.amounts import EXACT, common_unit, exact_sum
from costshare.analysis._change_table import added, effect_table
from costshare.analysis._change_term import ChangeTerm
from costshare.analysis._change_terms import change_terms
from costshare.analysis._change_words import Pools, column_of, name_of, place_of, steps_of, title_of
from costshare.analysis._fees import fees_to_explain, members_of, pools_of
from costshare.errors import ConservationError, CostshareError
from costshare.fields import Exact, Name, find_name
from costshare.results import (
    Block,
    Cell,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    exact_column,
    number,
    same_column,
    signed,
    text_column,
    to_pandas,
    with_currency,
)
from costshare.words import join, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

KnownDrivers = Mapping[str, Mapping[str, Exact]]


@dataclass(frozen=True, repr=False)
class FeeChange(Result):
    """Why fees changed from one allocation to another. Iterating over it yields the terms.

    Attributes
    ----------
    before, after : Allocation
        The two allocations; of a cascade, with the levels before those who pay.
    drivers_before, drivers_after : mapping of str to mapping of str to Fraction
        Drivers by member that are known besides those that the two allocations used.
    names : tuple of two str, or None
        What the two are called, if that is stated.
    member : str or None
        Member whose fees are explained; None if everybody's are.
    pool : str or None
        Pool that is explained; None if all are.
    terms : tuple of ChangeTerm
        What each change adds to each fee, by pool, then by member, then in the order in which the
        changes are made.
    """

    format = "costshare.fee_change/1"

    before: Allocation
    after: Allocation
    drivers_before: KnownDrivers
    drivers_after: KnownDrivers
    names: tuple[Name, Name] | None
    member: str | None
    pool: str | None
    terms: tuple[ChangeTerm, ...]

    def __iter__(self) -> Iterator[ChangeTerm]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def currency(self) -> str | None:
        """Currency of every amount; None if neither allocation states it."""
        return self.before.currency or self.after.currency

    @property
    def titles(self) -> tuple[str, str]:
        """What people read for the two allocations."""
        return self.names or (say("before"), say("after"))

    @property
    def members(self) -> tuple[str, ...]:
        """Members whose fees are explained, in the order in which they come."""
        if self.member is not None:
            return (self.member,)
        paying = {name for pool in self.pools for fees in self._fees(pool) for name in fees}
        return tuple(name for name in members_of(self._paid) if name in paying)

    @property
    def pools(self) -> tuple[str, ...]:
        """Pools that are explained, in the order in which they come."""
        return pools_of(self._paid) if self.pool is None else (self.pool,)

    def fees(self, member: str, pool: str | None = None) -> tuple[Decimal | None, Decimal | None]:
        """Return what a member pays before and after; None where it takes no part.

        Parameters
        ----------
        member : str
            Name of a member that is explained.
        pool : str, optional
            One pool; the sum over those that are explained if left out.

        Raises
        ------
        CostshareError
            If the member or the pool is unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> now, then = (cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}) for total in (10, 14))
        >>> cs.explain_change(now, then).fees("A")
        (Decimal('5'), Decimal('7'))
        """
        name = find_name("member", member, members_of(self._paid))
        chosen = self.pools if pool is None else (find_name("pool", pool, self.pools),)
        before, after = (
            [fee for each in chosen if (fee := self._fees(each)[at].get(name)) is not None]
            for at in (0, 1)
        )
        return (
            exact_sum(before) if before else None,
            exact_sum(after) if after else None,
        )

    def check(self) -> None:
        """Prove both allocations again, and explain the change again.

        Raises
        ------
        ConservationError
            If something does not add up, or the terms are not what the allocations give.
        CostshareError
            If the member or the pool is unknown, or the currencies differ.
        """
        for title, each in zip(("before", "after"), self._both, strict=True):
            try:
                each.check()
            except CostshareError as error:
                raise type(error)(f"{title}: {error}") from error
        same_currency(self.before.currency, self.after.currency, "after")
        if self.member is not None:
            find_name("member", self.member, members_of(self._both))
        if self.pool is not None:
            find_name("pool", self.pool, pools_of(self._both))
        known = self.drivers_before, self.drivers_after
        if self.terms != change_terms(*self._both, known, self.member, self.pool):
            msg = "the terms are not what the two allocations give; explain the change again"
            raise ConservationError(msg)

    def plot(
        self, ax: "Axes | None" = None, *, member: str | None = None, lang: str = "en"
    ) -> "Axes":
        """Draw the terms of one member's change; see `costshare.plotting.fee_change`.

        Raises
        ------
        CostshareError
            If the member or the language is unknown, or matplotlib is missing.
        """
        from costshare import plotting

        return plotting.fee_change(self, ax=ax, member=member, lang=lang)

    def effects(self, member: str) -> dict[str, Fraction]:
        """Add up the terms of one member over the pools, by what people read for the change.

        Returns
        -------
        dict of str to Fraction
            In the order in which the changes are made; they sum to the change of the fee.

        Raises
        ------
        CostshareError
            If the member is unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> now, then = (cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}) for total in (10, 15))
        >>> cs.explain_change(now, then).effects("A")
        {'pool total': Fraction(5, 2), 'rounding': Fraction(1, 2)}
        """
        name = find_name("member", member, self.members)
        own = (term for term in self._ordered() if term.member == name)
        return added((name, self._name_of(term), term.amount) for term in own).get(name, {})

    @property
    def _both(self) -> tuple[Allocation, Allocation]:
        """The two allocations."""
        return self.before, self.after

    @cached_property
    def _paid(self) -> tuple[Allocation, Allocation]:
        """The two allocations of what is paid in the end, or is passed on by the member."""
        return fees_to_explain(*self._both, self.member, self.pool)

    def _fees(self, pool: str) -> list[Mapping[str, Decimal]]:
        """Return what is paid in the end for a pool, before and after."""
        records = [[each for each in side.pools if each.name == pool] for side in self._paid]
        return [each[0].fees if each else {} for each in records]

    def _sides(self, pool: str) -> Pools:
        """Return the records of a pool; None where an allocation has no such pool."""
        before, after = (
            next((each for each in side.pools if each.name == pool), None) for side in self._both
        )
        return before, after

    def _title(self, pool: str) -> str:
        """Return what people read for a pool."""
        return title_of(self._sides(pool))

    def _name_of(self, term: ChangeTerm) -> str:
        """Return what people read for what changes."""
        return name_of(term, self._sides)

    def _about(self) -> str:
        whose = counted(len(self.members), "member") if self.member is None else self.member
        before, after = self.titles
        return f"{before} → {after}: {whose}, {counted(len(self.pools), 'pool')}"

    def _blocks(self) -> Iterator[Block]:
        """Lay out the terms: of one member in sentences, of all in tables."""
        terms: dict[str, list[ChangeTerm]] = {pool: [] for pool in self.pools}
        for term in self._ordered():
            if term.amount:
                terms[term.pool].append(term)
        moved = [pool for pool in self.pools if terms[pool]]
        if self.member is None:
            yield self._table(self._ordered(), None)
            # A pool of one side needs no table: the fees are the terms.
            for pool in moved if len(self.pools) > 1 else ():
                if None not in self._sides(pool):
                    yield self._table(terms[pool], pool)
        else:
            if len(self.pools) > 1:
                yield self._by_pool(self.member)
            for pool in moved:
                steps = steps_of(terms[pool], self._sides)
                yield join("\n", [self.change_in_words(self.member, pool), *steps])
        if not moved:
            yield say("Nothing has changed.")
            return
        yield join(" ", [*self._notes()])

    def _notes(self) -> Iterator[str]:
        """Yield what the amounts are, and what their names stand for."""
        yield say(
            "Each amount is what a change adds after those before it. They sum to the difference."
        )
        if self.before.step_down is not None:
            labels = {pool: self._title(pool) for pool in self.before.pool_totals}
            yield from self.before.step_down.change_in_words(self.after.step_down, labels)
        behind = next((term for term in self.terms if term.level is not None), None)
        if behind is not None:
            yield say(
                "{pool} to {member}: a change in what {pool} charges {member}, whose own pool "
                "passes it on.",
                pool=self._title(str(behind.level)),
                member=self._title(str(behind.charged)),
            )
        kinds = {pool.model["kind"] for side in self._both for pool in side.pools}
        if "instalment" in kinds:
            yield say(
                "An instalment is a part of a fee; explain the fees of the whole periods to see "
                "what is behind it."
            )
        if any(len(term.causes) > 1 for term in self.terms):
            yield say(
                "Changes that are named together cannot be separated: the records do not give the "
                "fees between them."
            )

    def _heading(self, of: str | None) -> str:
        """Name what changes, between what."""
        between = join(" → ", self.titles)
        return with_currency(
            join(": ", [say("Why fees changed") if of is None else of, between]),
            self.currency,
            ", ",
        )

    def _table(self, terms: Iterable[ChangeTerm], pool: str | None) -> Table:
        """Lay out members × what changes, from the fee before to the fee after."""
        which = self.pool if pool is None else pool
        moved = [(each.member, self._name_of(each), each.amount) for each in terms if each.amount]
        paid = {member: self.fees(member, pool) for member in self.members}
        return effect_table(
            list(dict.fromkeys(name for _, name, _ in moved)),
            added(moved),
            {member: fees for member, fees in paid.items() if fees != (None, None)},
            self.titles,
            unit=common_unit([each.unit for each in self._both]),
            caption=self._heading(None if which is None else self._title(which)),
            sheet=say("Why fees changed") if which is None else self._title(which),
        )

    def _by_pool(self, member: str) -> Table:
        """Lay out one member's fees, pool by pool."""
        rows: list[list[Cell]] = []
        for pool in self.pools:
            before, after = self.fees(member, pool)
            if (before, after) != (None, None):
                rows.append([self._title(pool), before, after, _change(before, after)])
        before, after = self.fees(member)
        return Table(
            header=["", *self.titles, say("change")],
            rows=rows,
            totals=[say("total"), before, after, _change(before, after)],
            caption=self._heading(member),
            sheet=member,
        )

    def change_in_words(self, member: str, pool: str | None = None) -> str:
        """Say how a fee changed, in one sentence.

        Parameters
        ----------
        member : str
            Name of a member.
        pool : str, optional
            One pool; the sum over those that are explained if left out.

        Raises
        ------
        CostshareError
            If the member or the pool is unknown.

        Examples
        --------
        >>> import costshare as cs
        >>> now, then = (cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}) for total in (10, 14))
        >>> cs.explain_change(now, then).change_in_words("A")
        'A pays 2 more for fee: 5 → 7'
        """
        before, after = self.fees(member, pool)
        chosen = self.pools if pool is None else (pool,)
        its = {
            "member": member,
            "pool": self._title(chosen[0]) if len(chosen) == 1 else say("all pools"),
        }
        if before is None and after is None:
            return say("{member} takes part in no pool", member=member)
        if before is None or after is None:
            fee = with_currency(number(after or before or Decimal(0)), self.currency)
            if before is None:
                return say("{member} pays {fee} for {pool}, and nothing before", fee=fee, **its)
            return say("{member} paid {fee} for {pool}, and nothing after", fee=fee, **its)
        its |= {"before": number(before), "after": with_currency(number(after), self.currency)}
        size = number(EXACT.abs(EXACT.subtract(after, before)))
        if after > before:
            return say("{member} pays {size} more for {pool}: {before} → {after}", size=size, **its)
        if after < before:
            return say("{member} pays {size} less for {pool}: {before} → {after}", size=size, **its)
        return say("{member} pays the same for {pool}: {after}", **its)

    def _wide(self) -> "pd.DataFrame":
        """Lay out members × what changes; of one member pools × what changes."""
        whose, terms = self.member, self._ordered()
        paid = {
            key: self.fees(key) if whose is None else self.fees(whose, key)
            for key in (self.members if whose is None else self.pools)
        }
        keys = [key for key, fees in paid.items() if fees != (None, None)]
        own = added(
            (term.member if whose is None else term.pool, column_of(term), term.amount)
            for term in terms
        )
        changes = [
            exact_column(name, (own.get(key, {}).get(name, Fraction(0)) for key in keys))
            for name in dict.fromkeys(map(column_of, terms))
        ]
        before, after = (
            amount_column(side, (paid[key][at] for key in keys))
            for at, side in enumerate(("before", "after"))
        )
        return to_pandas(
            [before, *changes, after], text_column("member" if whose is None else "pool", keys)
        )

    def _ordered(self) -> list[ChangeTerm]:
        """Sort the terms by the order in which changes are made."""
        return sorted(self.terms, key=place_of)

    def _columns(self) -> Sequence[Column]:
        """Lay out one row for each term."""
        rows = self.terms
        return (
            text_column("pool", (term.pool for term in rows)),
            text_column("member", (term.member for term in rows)),
            text_column("level", (term.level for term in rows)),
            text_column("charged", (term.charged for term in rows)),
            text_column("term", (" + ".join(term.causes) for term in rows)),
            text_column("driver", (term.driver_after for term in rows)),
            same_column("currency", self.currency, rows),
            exact_column("before", (term.before for term in rows)),
            exact_column("after", (term.after for term in rows)),
            exact_column("amount", (term.amount for term in rows)),
        )


def _change(before: Decimal | None, after: Decimal | None) -> str:
    """Write the difference of two fees; one that is missing counts as nothing."""
    return signed(EXACT.subtract(after or Decimal(0), before or Decimal(0)))
