"""The derivation of a pool's fees as formulas, from which a spreadsheet computes each fee again."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.agreement._rule import rule
from costshare.agreement._whole_parts import Part, Parts, whole_parts
from costshare.results import (
    Cell,
    Formula,
    Sheet,
    Table,
    address,
    doubles_sum,
    header_rows,
    percent,
)
from costshare.words import say


def fee_sheet(
    pool: PoolAllocation,
    about: Sequence[str],
    days: int | None,
    values: Callable[[], Table],
    before: Mapping[str, Sheet],
) -> Sheet:
    """Lay out the derivation of a pool in formulas, or in values with the reason why.

    `about` has the title, and what the pool takes over; `days` are those of the period; `values`
    lays out the derivation without formulas; `before` are the sheets of the pools from which it
    takes over costs, where there are sheets of all.
    """
    parts = whole_parts(pool)
    if isinstance(parts, str):
        return Sheet(_name(pool), [*about, rule(pool), parts], [values()], key=pool.name)
    return _Formulas(pool, parts, days, about, before).sheet()


def _fee_cell(sheet: Sheet, member: str) -> str:
    """Name the cell of a member's fee, in the last column of the last table of a sheet."""
    below = [len(each.rows) + (each.totals is not None) for each in sheet.tables]
    header, table = header_rows(len(sheet.lines), below)[-1], sheet.tables[-1]
    at = [row[0] for row in table.rows].index(member)
    return address(header + 1 + at, len(table.header) - 1, fixed=True)


def _name(pool: PoolAllocation) -> str:
    """Name the sheet of a pool."""
    return say("{pool}, derivation", pool=pool.title)


class _Formulas:
    """Lays out one pool: its total, its parts, and a row for each member."""

    def __init__(
        self,
        pool: PoolAllocation,
        parts: Parts,
        days: int | None,
        about: Sequence[str],
        before: Mapping[str, Sheet],
    ) -> None:
        self._about, self._before = about, before
        self._pool, self._whole, self._parts, self._days = pool, parts, parts.parts, days
        self._has_days = bool(pool.proration) and any(e.term.prorated for e in self._parts)
        self._titles = self._columns()
        self._at = {key: column for column, key in enumerate(self._titles)}
        self._places = parts.places(pool.ties)
        members = len(pool.fees)
        total, part, header = header_rows(len(about) + 2, [1, len(self._parts), members + 1])
        self._total_row, self._part_row = total + 1, part + 1
        self._first, self._last = header + 1, header + members

    def sheet(self) -> Sheet:
        """Lay out the sheet."""
        how = say(
            "Everything is counted in whole units, which a spreadsheet computes exactly: amount = "
            "quotient × divisor + rest; a member's part is quotient × weight + rest × weight ÷ "
            "divisor."
        )
        tables = [self._totals(), self._shares(), self._fees()]
        lines = [*self._about, rule(self._pool), how]
        return Sheet(_name(self._pool), lines, tables, key=self._pool.name)

    def _columns(self) -> dict[str, str]:
        """Title the columns of the members, by their key."""
        titles: dict[str, str] = {"member": say("member")}
        if self._has_days:
            titles["days"] = say("part of the period") if self._days is None else say("days")
        for at, part in enumerate(self._parts):
            titles[f"figure {at}"] = self._figure(part)
            if not part.has_own_weights:
                titles[f"weight {at}"] = say("weight of {driver}", driver=self._figure(part))
        titles |= {"share": say("share"), "quota": say("quota")}
        for at, part in enumerate(self._parts if len(self._parts) > 1 else ()):
            titles[f"whole {at}"] = say("units {part}", part=part.term.label)
            titles[f"rest {at}"] = say("remainder {part}", part=part.term.label)
        return titles | {
            "floor": say("floor in units"),
            "remainder": say("remainder"),
            "place": say("place"),
            "extra": say("extra unit"),
            "units": say("fee in units"),
            "fee": say("fee"),
        }

    def _figure(self, part: Part) -> str:
        """Name the figures of a part: the driver, or the term where they only follow from it."""
        term = part.term
        if term.driver is None or term.use is not None:
            return term.label
        return self._pool.label_of(term.driver)

    def _totals(self) -> Table:
        """Lay out the total in units, and the units that the floors leave."""
        pool, whole, row = self._pool, self._whole, self._total_row
        size = pool.unit.size
        in_units = f"ABS({address(row, 0)})" if pool.total < 0 else address(row, 0)
        left = whole.units - sum(whole.split(name)[0] for name in pool.fees)
        return Table(
            header=[
                say("total amount"),
                say("unit"),
                say("total in units"),
                say("divisor of remainders"),
                say("extra units"),
                *([say("own costs")] if self._before else []),
            ],
            rows=[
                [
                    self._total(),
                    pool.unit,
                    Formula(f"=ROUND({_times(in_units, 1 / size)},0)", whole.units),
                    Formula(f"={address(self._part_row + len(self._parts) - 1, 7)}", whole.common),
                    Formula(f"=SUM({self._all('remainder')})/{address(row, 3)}", left),
                    *([pool.unit.decimal(self._own_units)] if self._before else []),
                ]
            ],
        )

    @property
    def _own_units(self) -> int:
        """Own costs of the pool, in units."""
        return self._pool.unit.count(self._pool.own_total, "own costs")

    def _total(self) -> Cell:
        """Write the total: its own costs and what other sheets charge, if doubles add them up."""
        pool = self._pool
        total = pool.unit.decimal(pool.unit.count(pool.total, "total"))
        amounts = [pool.own_total, *map(Fraction, pool.taken_over.values())]
        if not self._before or not doubles_sum(amounts, pool.total):
            return total
        charged = [
            f"{{{at}}}!{_fee_cell(self._before[name], pool.name)}"
            for at, name in enumerate(pool.taken_over)
        ]
        places = max(0, -int(total.as_tuple().exponent))
        added = "+".join([address(self._total_row, 5), *charged])
        return Formula(f"=ROUND({added},{places})", total, sheets=tuple(pool.taken_over))

    def _shares(self) -> Table:
        """Lay out how much of the total each part shares, and by what sum of weights."""
        return Table(
            header=[
                say("part"),
                say("amount"),
                say("divided by"),
                say("sum of weights"),
                say("divisor"),
                say("quotient"),
                say("rest"),
                say("common multiple"),
            ],
            rows=[self._share(at, part) for at, part in enumerate(self._parts)],
        )

    def _share(self, at: int, part: Part) -> list[Cell]:
        row = self._part_row + at
        _, amount, divided, weights, divisor, quotient, *_ = (address(row, i) for i in range(8))
        units, above = address(self._total_row, 2), address(row - 1, 7)
        whole, rest = divmod(part.amount, part.divisor)
        is_exact = part.gives_exact(whole)
        return [
            part.term.label,
            part.amount
            if part.of_total is None
            else Formula(f"={_times(units, Fraction(part.of_total))}", part.amount),
            part.divided,
            Formula(f"=SUM({self._all(self._weight(at))})", sum(part.weights.values())),
            Formula(f"={divided}*{weights}", part.divisor),
            Formula(f"=INT({amount}/{divisor})", whole) if is_exact else whole,
            Formula(f"={amount}-{quotient}*{divisor}", rest) if is_exact else rest,
            Formula(
                f"={above}/GCD({above},{divisor})*{divisor}" if at else f"={divisor}",
                lcm(*(each.divisor for each in self._parts[: at + 1])),
            ),
        ]

    def _fees(self) -> Table:
        """Lay out a row for each member."""
        whole, pool = self._whole, self._pool
        floors = sum(whole.split(name)[0] for name in pool.fees)
        totals: dict[str, Cell] = dict.fromkeys(self._titles, "")
        for at, part in enumerate(self._parts):
            totals[f"figure {at}"] = sum(part.term.weights.values(), Fraction(0))
            totals[self._weight(at)] = sum(part.weights.values())
        totals |= {
            "member": say("total"),
            "quota": pool.total,
            "floor": floors,
            "extra": whole.units - floors,
            "units": whole.units,
            "fee": pool.amount,
        }
        return Table(
            header=[*self._titles.values()],
            rows=[self._fee(row, name) for row, name in enumerate(pool.fees, start=self._first)],
            totals=[totals[key] for key in self._titles],
        )

    def _fee(self, row: int, name: str) -> list[Cell]:
        pool, here = self._pool, {key: address(row, at) for key, at in self._at.items()}
        total, common, left = (self._fixed(self._total_row, at) for at in (0, 3, 4))
        floor, remainder = self._whole.split(name)
        units = abs(pool.count(name))
        share = pool.quotas[name] / pool.total
        quota = self._amount(f"({here['floor']}+{here['remainder']}/{common})")
        cells: dict[str, Cell] = {
            "member": name,
            "share": Formula(f"={here['quota']}/{total}", share, percent(share)),
            "quota": Formula(quota, pool.quotas[name]),
            "place": Formula(self._place(here), self._places[name]),
            "extra": Formula(f"=IF({here['place']}<={left},1,0)", units - floor),
            "units": Formula(f"={here['floor']}+{here['extra']}", units),
            "fee": Formula(self._amount(here["units"]), pool.fees[name]),
        }
        if self._has_days:
            cells["days"] = pool.proration.get(name, Fraction(1)) * (self._days or 1)
        for at, part in enumerate(self._parts):
            cells |= self._part_cells(at, part, name, here)
        if len(self._parts) == 1:
            cells |= {"floor": cells["whole 0"], "remainder": cells["rest 0"]}
        else:
            rests = "+".join(
                f"{here[f'rest {at}']}*({common}/{self._fixed(self._part_row + at, 4)})"
                for at in range(len(self._parts))
            )
            wholes = "+".join(here[f"whole {at}"] for at in range(len(self._parts)))
            cells["floor"] = Formula(f"={wholes}+INT(({rests})/{common})", floor)
            more = f"INT(({rests})/{common})*{common}"
            cells["remainder"] = Formula(f"={rests}-{more}", remainder)
        return [cells[key] for key in self._titles]

    def _part_cells(self, at: int, part: Part, name: str, here: dict[str, str]) -> dict[str, Cell]:
        """Write what a member has of a part: figure, weight, whole units and remainder."""
        divisor, quotient, rest = (self._fixed(self._part_row + at, i) for i in (4, 5, 6))
        figure, weight = here[f"figure {at}"], here[self._weight(at)]
        product = f"INT({rest}*{weight}/{divisor})"
        whole, remainder = part.split(name)
        cells: dict[str, Cell] = {
            f"figure {at}": part.term.weights[name],
            f"whole {at}": Formula(f"={quotient}*{weight}+{product}", whole),
            f"rest {at}": Formula(f"={rest}*{weight}-{product}*{divisor}", remainder),
        }
        if not part.has_own_weights:
            has_days = self._has_days and part.term.prorated
            days = f"{figure}*{here['days']}" if has_days else figure
            scale = Fraction(part.scale, (self._days or 1) if has_days else 1)
            cells[f"weight {at}"] = Formula(f"=ROUND({_times(days, scale)},0)", part.weights[name])
        return cells

    def _place(self, here: dict[str, str]) -> str:
        """Rank a remainder: those that are larger, those that come first in a tie, and itself."""
        all_of, mine, floor = self._all("remainder"), here["remainder"], here["floor"]
        to_here = f"{self._fixed(self._first, self._at['remainder'])}:{mine}"
        larger = f"SUMPRODUCT(({all_of}>{mine})*1)"
        if self._pool.ties not in {"largest", "smallest"}:
            return f"={larger}+SUMPRODUCT(({to_here}={mine})*1)"
        sign = ">" if self._pool.ties == "largest" else "<"
        first = f"SUMPRODUCT(({all_of}={mine})*({self._all('floor')}{sign}{floor}))"
        floors = f"{self._fixed(self._first, self._at['floor'])}:{floor}"
        return f"={larger}+{first}+SUMPRODUCT(({to_here}={mine})*({floors}={floor}))"

    def _weight(self, at: int) -> str:
        """Return the key of the column of a part's whole weights."""
        return f"figure {at}" if self._parts[at].has_own_weights else f"weight {at}"

    def _amount(self, units: str) -> str:
        """Write a formula that turns units into an amount, of the sign of the total."""
        return f"={'-' if self._pool.total < 0 else ''}{_times(units, self._pool.unit.size)}"

    def _all(self, key: str) -> str:
        """Name the cells of all members in a column."""
        column = self._at[key]
        return f"{self._fixed(self._first, column)}:{self._fixed(self._last, column)}"

    @staticmethod
    def _fixed(row: int, column: int) -> str:
        """Name a cell so that copies of a formula name the same one."""
        return address(row, column, fixed=True)


def _times(text: str, factor: Fraction) -> str:
    """Write a multiplication by a ratio: one of whole numbers, and then one division."""
    up = "" if factor.numerator == 1 else f"*{factor.numerator}"
    down = "" if factor.denominator == 1 else f"/{factor.denominator}"
    return f"{text}{up}{down}"
