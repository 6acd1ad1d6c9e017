"""The facts that a model works on: members in order, and drivers, read when a model needs them."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from numbers import Number
from typing import Any, Protocol

from costshare.amounts import exact_values, is_any_frame, plain, read_amount, take_items
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import (
    each_once,
    has_names,
    name_of_label,
    read_by_name,
    read_name,
    refuse_total_row,
    says_total,
)
from costshare.frames import is_missing, take_labels
from costshare.periods import Period

_WHOLE = Fraction(1)


class Party(Protocol):
    """What a model needs of a member: a name, and drivers by name."""

    @property
    def name(self) -> str:
        """Name of the member."""

    @property
    def driver_values(self) -> Mapping[str, object]:
        """Drivers of the member by name."""


class Facts:
    """Members and their drivers; a driver is read and checked only when a model needs it.

    Parameters
    ----------
    drivers : mapping of str to mapping
        Drivers by name of every member, in order, as numbers of any readable kind.
    proration : mapping of str to number, optional
        Part of the period that a member belongs to the agreement; 1 where not named.
    missing : mapping of str to mapping of str to str, optional
        Reason why a driver is missing, by member and driver: the error of a model that needs it.
    period : Period, optional
        Period of the facts; a model that goes by date needs it.
    absent : mapping of str to mapping, optional
        Drivers of members that do not belong to the agreement in the period. Rules may name
        them, but they may not have used anything.
    labels : mapping of str to str, optional
        What drivers are called in labels of terms; by their names where not given.
    """

    def __init__(
        self,
        drivers: Mapping[str, Mapping[str, object]],
        proration: Mapping[str, object] | None = None,
        missing: Mapping[str, Mapping[str, str]] | None = None,
        period: Period | None = None,
        absent: Mapping[str, Mapping[str, object]] | None = None,
        *,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        if not drivers:
            msg = "there are no members to share the costs; pass at least one"
            raise CostshareError(msg)
        self._drivers = dict(drivers)
        self._missing = missing or {}
        self.period = period
        self._absent = absent or {}
        self.labels = labels or {}
        given = proration or {}
        self._proration = {
            name: _read_proration(name, given[name]) if name in given else _WHOLE
            for name in drivers
        }
        self._read: dict[str, dict[str, Fraction]] = {}
        self._used: dict[str, None] = {}
        self.aside: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members in order."""
        return tuple(self._drivers)

    @property
    def proration(self) -> dict[str, Fraction]:
        """Part of the period that each member belongs to the agreement."""
        return dict(self._proration)

    @property
    def ones(self) -> dict[str, Fraction]:
        """The weights of members that all count the same."""
        return dict.fromkeys(self._drivers, Fraction(1))

    def only(self, names: Iterable[str]) -> "Facts":
        """Return the facts of some of the members, in the order named."""
        drivers = {name: self._drivers[name] for name in names}
        return self._with(drivers)

    def without(self, names: Iterable[str]) -> "Facts":
        """Return the facts of the others: a model around has set the fees of these members."""
        aside = self.aside | set(names)
        facts = self.only(name for name in self._drivers if name not in aside)
        facts.aside = aside
        facts._used = self._used  # noqa: SLF001 - what is read of the others is read here
        return facts

    def with_drivers(self, figures: Mapping[str, Mapping[str, object]]) -> "Facts":
        """Return the same members with other figures, by driver and member."""
        drivers = {
            name: {**own, **{each: of[name] for each, of in figures.items() if name in of}}
            for name, own in self._drivers.items()
        }
        return self._with(drivers)

    def _with(self, drivers: Mapping[str, Mapping[str, object]]) -> "Facts":
        """Return the same facts with other drivers by member."""
        rest = (self._missing, self.period, self._absent)
        facts = Facts(drivers, self._proration, *rest, labels=self.labels)
        facts.aside = self.aside
        return facts

    def label(self, driver: str) -> str:
        """Return what people read for a driver."""
        return self.labels.get(driver, driver)

    def of(self, member: str) -> Mapping[str, object]:
        """Return the drivers of one member by name, as they were given."""
        return self._drivers[member]

    def takes_part(self, name: str, what: str) -> bool:
        """Return whether a member that a rule names takes part, or is absent in the period.

        Raises
        ------
        CostshareError
            If no member has the name, or its fee is fixed already; `what` says what it names.
        """
        if name in self.aside:
            msg = f"{what}: the fee of {name} is fixed in the model around this one, in which it "
            raise CostshareError(f"{msg}takes no part; remove {name} here")
        if name in self._drivers or name in self._absent:
            return name in self._drivers
        raise unknown_name(what, name, self._drivers)

    def read_use(self, resource: str) -> dict[str, Fraction]:
        """Read metered use.

        Raises
        ------
        CostshareError
            If an absent member has any use, which would be lost, and as `read` does.
        """
        for name, drivers in self._absent.items():
            used = read_amount(drivers.get(resource, 0), f"driver {resource!r} of member {name}")
            if used:
                what = f"{name} used {plain(used)} of {resource}"
                msg = f"{what} and is not a member in {self.period}; correct the dates of its "
                raise CostshareError(msg + "membership, or its use, 0 before and after it")
        return self.read(resource)

    def read(self, driver: str) -> dict[str, Fraction]:
        """Read one driver for every member.

        Raises
        ------
        CostshareError
            If a member lacks it, or has one that is negative or not a number.
        """
        if driver not in self._read:
            self._read[driver] = {name: self._read_one(name, driver) for name in self._drivers}
            self._used[driver] = None
        return self._read[driver]

    @property
    def drivers_read(self) -> tuple[str, ...]:
        """Drivers that models have read so far."""
        return tuple(self._used)

    def _read_one(self, member: str, driver: str) -> Fraction:
        """Read one driver of one member."""
        drivers = self._drivers[member]
        if driver not in drivers:
            why = self._missing.get(member, {}).get(driver)
            if why is not None:
                raise CostshareError(why)
            unknown = unknown_name(f"driver of member {member}:", driver, drivers)
            other = next((name for name in self._drivers if driver in self._drivers[name]), None)
            if other is None or "did you mean" in str(unknown):
                raise unknown
            msg = f"member {member} has no {driver!r}, which {other} has; add it, as 0 if it has "
            msg += f"nothing of it, or leave {member} out here"
            raise CostshareError(msg)
        value = read_amount(drivers[driver], f"driver {driver!r} of member {member}")
        if value.numerator < 0:
            msg = f"driver {driver!r} of member {member} is {plain(value)}, below zero"
            raise CostshareError(f"{msg}; a driver is zero or more")
        return value


def read_facts(members: object, period: Period | None = None, member: str | None = None) -> Facts:
    """Read members given as facts, a mapping of name to drivers, parties, or a frame.

    `member` names the column of a frame that names its rows.

    The parties that a user's own model is given have a `proration` and a `period`, which stay when
    it passes them on to another model.

    Raises
    ------
    CostshareError
        If there are no members, one is listed twice, or a thing is not a member.
    """
    if is_any_frame(members):
        return read_frame(members, period, member)[0]
    refuse_member(member)
    if isinstance(members, Facts):
        return members
    pairs: list[tuple[str, Mapping[str, object]]] = []
    proration: dict[str, object] = {}
    if has_names(members):
        for name, drivers in members.items():
            pairs.append(_read_party(name, drivers))
            refuse_dates_of_membership(pairs[-1][1])
    else:
        for party in take_items(members, "members", "Members, or a mapping name -> drivers"):
            pairs.append(_read_party(*_known(party)))
            part = getattr(party, "proration", _WHOLE)
            if part is not _WHOLE:
                proration[pairs[-1][0]] = part
            period = period or getattr(party, "period", None)
    each_once("member", [name for name, _ in pairs])
    return Facts(dict(pairs), proration, period=period)


def read_frame(
    frame: object,
    period: Period | None = None,
    member: str | None = None,
    *,
    way_out: str = "pass member={column!r}",
) -> tuple[Facts, Any]:
    """Read a row for each member, and a column for each driver; return the facts and the labels.

    The frame may be of any library. Members are named by the column that `member` names, or by
    the index of a pandas frame; `way_out` says how to name that column.

    Raises
    ------
    CostshareError
        If a member or a driver is named twice, or if the members have no names.
    """
    labels, table = take_labels(frame, member, way_out=way_out)
    missing = labels.isna()
    if missing.any():
        where = "the index" if member is None else f"column {member!r}"
        row = int(missing.argmax()) + 1
        msg = f"row {row} of the frame has no name in {where}; name it, or drop the row"
        raise CostshareError(msg)
    names = [_read_label(label, row) for row, label in enumerate(labels, start=1)]
    each_once("member", names)
    drivers = [name_of_label(column) for column in table.columns]
    each_once("driver", drivers)
    refuse_dates_of_membership(drivers)
    columns = [exact_values(table.iloc[:, position]) for position in range(len(drivers))]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(names))
    by_name = {
        name: dict(zip(drivers, row, strict=True)) for name, row in zip(names, rows, strict=True)
    }
    if any(map(says_total, names)):
        _refuse_total_row(by_name, dict(zip(drivers, columns, strict=True)))
    return Facts(by_name, period=period), labels


def _refuse_total_row(names: Iterable[str], columns: Mapping[str, Sequence[Any]]) -> None:
    """Refuse the row of a total: half of everything would be charged to it."""
    numbers = [
        {name: read_amount(value, driver) for name, value in zip(names, column, strict=True)}
        for driver, column in columns.items()
        if all(isinstance(value, Number) and not is_missing(value) for value in column)
    ]
    if numbers:
        refuse_total_row(numbers, "the frame of members")


def refuse_member(column: str | None) -> None:
    """Raise if a column of members' names is named, and the members are not a frame."""
    if column is not None:
        msg = f"member={quoted(column)} names a column, and the members are not a DataFrame; "
        raise CostshareError(f"{msg}leave it out")


def _read_label(label: object, row: int) -> str:
    """Read the name of the member in a row, counted from 1."""
    try:
        return name_of_label(label)
    except CostshareError as error:
        msg = f"row {row} of the frame: {error}"
        raise CostshareError(msg) from None


def refuse_dates_of_membership(drivers: Iterable[str]) -> None:
    """Raise if a driver is named like dates of a `Member`, which no model would read."""
    for field, is_date, given in (
        ("joined", "is a date", "'2022-07-01'"),
        ("left", "is a date", "'2022-07-01'"),
        ("memberships", "has dates", "['2022-07-01/']"),
    ):
        if field in drivers:
            msg = f"{field!r} {is_date} of membership, and members by name have only drivers; pass "
            raise CostshareError(f"{msg}Members: [cs.Member(name='A', {field}={given}), …]")


def _read_proration(member: str, value: object) -> Fraction:
    """Read the part of the period that a member belongs to the agreement."""
    proration = read_amount(value, f"proration of member {member}")
    if not 0 < proration <= 1:
        msg = f"proration of member {member} is {plain(proration)}; it is a part of the period, "
        raise CostshareError(msg + "above 0 and at most 1")
    return proration


def _known(party: object) -> tuple[str, Mapping[str, object]]:
    """Take the name and the drivers of a `Party`; isinstance would take ten times as long."""
    try:
        return party.name, party.driver_values  # type: ignore[attr-defined]
    except AttributeError:
        msg = f"member {quoted(party)} is of type {type(party).__name__}; pass "
        raise CostshareError(msg + "Members, a mapping name -> drivers, or a frame") from None


def _read_party(name: object, drivers: object) -> tuple[str, Mapping[str, object]]:
    """Read a member and the names of its drivers."""
    member = read_name(name, what="name in members")
    if not has_names(drivers):
        msg = f"drivers of member {member} are {quoted(drivers)}; pass them by name, like "
        raise CostshareError(msg + "{'population': 2785}")
    what = f"driver of member {member}"
    return member, read_by_name(drivers, what, name=what, read=read_name)
