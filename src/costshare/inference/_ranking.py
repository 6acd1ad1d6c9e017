"""Candidates side by side: those that reproduce the fees first, then those that come nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError, shown
from costshare.inference._inference import Inference
from costshare.inference._proof_text import PLACES
from costshare.inference._question import PARAMETERS, Kind
from costshare.inference._words import CAUTION, all_fees, fees_text, html_of, text_of
from costshare.results import Table, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Candidate:
    """One kind of model with one driver, at every step that was tried.

    Parameters
    ----------
    kind : str
        ``flat``, ``proportional``, ``per_capita``, ``mixed`` or ``tariff``.
    driver : str or None
        Its name; None for ``flat``.
    inference : Inference
        At the largest step at which it is exact, or else at the largest one tried.
    tried, exact_at : tuple of Decimal
        The steps tried, and those at which it reproduces the fees.
    """

    kind: Kind
    driver: str | None
    inference: Inference
    tried: tuple[Decimal, ...]
    exact_at: tuple[Decimal, ...]

    @property
    def exact(self) -> bool:
        """Whether it reproduces the fees."""
        return self.inference.exact

    @property
    def changes(self) -> int | None:
        """How many fees differ from the model's where most agree."""
        least = self.inference.least_change
        return None if least is None else len(least.changes)

    @property
    def rank(self) -> tuple[int, int, Fraction]:
        """Exact ones first, those with fewer parameters before others; then by least change."""
        least = self.inference.least_change
        if self.exact:
            return 0, PARAMETERS[self.kind], Fraction(0)
        if least is None:
            return 2, 0, Fraction(0)
        moved = sum(
            (abs(Fraction(one) - Fraction(other)) for one, other in least.changes.values()),
            Fraction(0),
        )
        return 1, len(least.changes), moved

    def to_dict(self) -> dict[str, Any]:
        """Its place in the ranking as plain data."""
        found = self.inference
        ends = found.flat_share or (None, None)
        return {
            "model": self.kind,
            "driver": self.driver,
            "exact": self.exact,
            "changes": self.changes,
            "unit": found.unit,
            "exact_at": ", ".join(f"{unit:f}" for unit in self.exact_at),
            "lowest": ends[0],
            "highest": ends[1],
        }

    @property
    def found(self) -> str:
        """What was found, in a few words."""
        if self.exact:
            ends, point = self.inference.flat_share, self.inference.roundest
            if self.kind == "mixed" and ends is not None:
                return f"flat share {number(ends[0], PLACES)} to {number(ends[1], PLACES)}"
            if point is not None:
                return f"{number(point[0])} + {number(point[1])} × {self.driver}"
            return "exact"
        least = self.inference.least_change
        if least is None:
            return "not exact"
        some = "" if least.fewest else f", at least {least.at_least}"
        return f"{fees_text(len(least.changes))} differ{'s' * (len(least.changes) == 1)}{some}"


@dataclass(frozen=True, slots=True, repr=False)
class Ranking:
    """Which of several models and drivers reproduce published fees; `infer` makes it.

    Parameters
    ----------
    rows : tuple of Candidate
        The best first.
    """

    rows: tuple[Candidate, ...]

    @property
    def exact(self) -> tuple[Candidate, ...]:
        """All that reproduce the fees. Where there are several, the figures cannot tell which."""
        return tuple(row for row in self.rows if row.exact)

    @property
    def best(self) -> Inference:
        """The first in the ranking; where several are exact, one of them."""
        return self.rows[0].inference

    def of(self, kind: str, driver: str | None = None) -> Candidate:
        """The candidate of a kind of model and a driver.

        Raises
        ------
        CostshareError
            Where there is none such.
        """
        wanted = shown(kind), None if driver is None else shown(driver)
        for row in self.rows:
            if (row.kind, row.driver) == wanted:
                return row
        known = ", ".join(f"{row.kind} {row.driver or ''}".strip() for row in self.rows)
        raise CostshareError(
            f"no candidate is {' '.join(filter(None, wanted))}; there are: {known}"
        )

    def to_frame(self) -> "pd.DataFrame":
        """A row for each candidate, the best first."""
        from costshare.inference._frames import ranking_frame

        return ranking_frame(self)

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the flat shares that reproduce the fees; see `costshare.plotting.flat_shares`."""
        from costshare import plotting

        return plotting.flat_shares(self, ax=ax)

    def to_dict(self) -> dict[str, Any]:
        """The ranking and every inference as plain data."""
        return {
            "candidates": [
                {
                    "driver": row.driver,
                    "tried": [f"{unit:f}" for unit in row.tried],
                    "exact_at": [f"{unit:f}" for unit in row.exact_at],
                    **row.inference.to_dict(),
                }
                for row in self.rows
            ]
        }

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the table."""
        return f"<Ranking of {len(self.rows)} candidates: {len(self.exact)} exact>"

    def __str__(self) -> str:
        return text_of(self._blocks())

    def _repr_html_(self) -> str:
        return html_of(self._blocks())

    def _blocks(self) -> Iterator[str | Table]:
        fees = all_fees(len(self.best.question.members))
        yield f"{len(self.exact)} of {len(self.rows)} candidates reproduce {fees}."
        yield Table(
            header=["model", "driver", "step", "found"],
            rows=[
                [row.kind, row.driver or "", number(row.inference.unit), row.found]
                for row in self.rows
            ],
        )
        tried = ", ".join(number(unit) for unit in self.rows[0].tried)
        yield f"Steps tried: {tried}."
        if self.exact:
            yield CAUTION
