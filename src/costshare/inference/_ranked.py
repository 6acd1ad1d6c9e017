"""Rows side by side, the best first: what a ranking of one year and of several have in common."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic, TypeVar

from costshare.errors import ConservationError, CostshareError, shown
from costshare.inference._candidate import Candidate
from costshare.inference._yearly_rule import YearlyRule
from costshare.results import Result

Row = TypeVar("Row", bound=Candidate | YearlyRule)


class Ranked(Result, Generic[Row]):
    """Base of rankings: rows in the order of their rank."""

    __slots__ = ()
    _ROW: ClassVar[str]
    """What a row is called in errors."""

    rows: tuple[Row, ...]

    @property
    def exact(self) -> tuple[Row, ...]:
        """All that reproduce the fees. Where there are several, the fees do not show which."""
        return tuple(row for row in self.rows if row.exact)

    @property
    def best(self) -> Row:
        """The first row; where several are exact, one of them."""
        return self.rows[0]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, place: int) -> Row:
        return self.rows[place]

    def of(self, kind: str, driver: str | Sequence[str] | None = None) -> Row:
        """The row of a kind of model and a driver, or a list of several in any order.

        Raises
        ------
        CostshareError
            If it was not tried.
        """
        several = driver if isinstance(driver, list | tuple) else [driver]
        named = [shown(each) for each in several if each is not None]
        wanted = shown(kind), sorted(named)
        for row in self.rows:
            if (row.kind, sorted(row.drivers)) == wanted:
                return row
        known = ", ".join(" ".join([row.kind, *row.drivers]) for row in self.rows)
        asked = " ".join([wanted[0], *named])
        raise CostshareError(f"no {self._ROW} is {asked}; there are: {known}")

    def check(self) -> None:
        """Compute every row again, and prove that the best stands first.

        Raises
        ------
        ConservationError
            If a row or the order differs.

        Examples
        --------
        >>> import costshare as cs
        >>> people = {"A": 1, "B": 3}
        >>> cs.infer({"A": 1, "B": 3}, {"2019": people}).check()
        >>> cs.infer({2021: {"A": 2, "B": 6}, 2022: {"A": 3, "B": 9}}, {"people": people}).check()
        """
        for row in self.rows:
            row.check()
        ranks = [row.rank for row in self.rows]
        if not ranks or ranks != sorted(ranks):
            msg = f"the {self._ROW}s are not in the order of their rank; sort them"
            raise ConservationError(msg)
