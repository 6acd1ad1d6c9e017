"""Make the invoice file of `reconcile_2022.py`: a year of correct lines, then errors put in.

The board's real invoices are not public, so this script makes some: every fee of the agreement in
four instalments, in the order of a seeded shuffle, as a Swedish accounts system exports them. Then
it plants one error of each kind, and writes down what a reconciliation must find.

``python examples/make_invoices_2022.py FOLDER`` writes `invoices_2022.csv` and `planted_2022.csv`
there. The two files beside this script were made so.
"""

import csv
import random
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import costshare as cs

HERE = Path(__file__).parent
SEED = 2022
HEADER = ["Kommun", "Tjänst", "Fakturanummer", "Fakturadatum", "Belopp"]

Row = dict[str, str]
# Kind, member, pool and hints (in alphabetical order) of each finding that must come up.
Planted = tuple[str, str, str, str]


def correct_rows() -> list[Row]:
    """Every fee in four instalments, a line each."""
    allocation = cs.Agreement.load(HERE / "norrbotten_2022.toml").allocate()
    quarters = [date(2022, month, 15) for month in (2, 5, 8, 11)]
    lines = allocation.invoice_lines(number="22-{n:04}", instalments=4, date=quarters)
    return [
        {
            "Kommun": str(line.member),
            "Tjänst": str(line.pool),
            "Fakturanummer": str(line.invoice),
            "Fakturadatum": str(line.date),
            "Belopp": swedish(Decimal(str(line.amount))),
        }
        for line in lines
    ]


def swedish(amount: Decimal) -> str:
    """Write an amount as in ``76 100,00``, with a no-break space and a true minus sign."""
    text = f"{abs(amount):,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"\N{MINUS SIGN}{text}" if amount < 0 else text


def value(row: Row) -> Decimal:
    """Read such an amount."""
    text = row["Belopp"].replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    return Decimal(text.replace("\N{MINUS SIGN}", "-"))


def plant(rows: list[Row]) -> list[Planted]:  # noqa: PLR0915 - a list of errors
    """Put the errors in, and tell what they come to."""
    planted: list[Planted] = []

    def cell(member: str, pool: str) -> list[Row]:
        return [row for row in rows if row["Kommun"] == member and row["Tjänst"] == pool]

    def expect(kind: str, member: str, pool: str, hint: str = "") -> None:
        planted.append((kind, member, pool, hint))

    def alter(row: Row, change: Callable[[Decimal], Decimal]) -> None:
        row["Belopp"] = swedish(change(value(row)))

    # A line sent twice, to the letter.
    rows.append(dict(cell("Piteå", "e_tjansteplattform")[1]))
    expect("duplicate", "Piteå", "e_tjansteplattform")
    expect("over", "Piteå", "e_tjansteplattform", "duplicate")

    # A fee that nobody invoiced.
    for row in cell("Pajala", "raddningstjanst"):
        rows.remove(row)
    expect("missing", "Pajala", "raddningstjanst")

    # Two members' fees swapped.
    kalix, gallivare = cell("Kalix", "utvecklare"), cell("Gällivare", "utvecklare")
    for one, other in zip(kalix, gallivare, strict=True):
        one["Kommun"], other["Kommun"] = other["Kommun"], one["Kommun"]
    expect("over", "Kalix", "utvecklare", "swapped")
    expect("under", "Gällivare", "utvecklare", "swapped")

    # Two digits transposed: 18 675 for 16 875.
    transposed = cell("Kalix", "raddningstjanst")[0]
    transposed["Belopp"] = swedish(Decimal(18675))
    expect("over", "Kalix", "raddningstjanst", "transposed")

    # A line ten times too large.
    alter(cell("Luleå", "e_arkiv")[2], lambda amount: amount * 10)
    expect("over", "Luleå", "e_arkiv", "factor")

    # The month's amount where the year's should stand: the whole fee twelve times too small.
    year = cell("Kiruna", "datacenter")
    for row in year[1:]:
        rows.remove(row)
    year[0]["Belopp"] = swedish(Decimal(98_400) / 12)
    expect("under", "Kiruna", "datacenter", "factor")

    # VAT left in.
    for row in cell("Boden", "utvecklare"):
        alter(row, lambda amount: amount * Decimal("1.25"))
    expect("over", "Boden", "utvecklare", "vat_included")

    # A charge entered as a credit.
    alter(cell("Älvsbyn", "datacenter")[3], lambda amount: -amount)
    expect("under", "Älvsbyn", "datacenter", "sign")

    # Last year's fee (made up for this example: 74 000 kr).
    for row in cell("Överkalix", "grundbelopp"):
        row["Belopp"] = swedish(Decimal(74_000) / 4)
    expect("under", "Överkalix", "grundbelopp", "last_year")

    # A line posted to another pool.
    cell("Boden", "e_arkiv")[1]["Tjänst"] = "datacenter"
    expect("under", "Boden", "e_arkiv", "instalment_missing other_pool")
    expect("over", "Boden", "datacenter", "other_pool")

    # One instalment of four missing.
    rows.remove(cell("Haparanda", "e_tjansteplattform")[2])
    expect("under", "Haparanda", "e_tjansteplattform", "instalment_missing")

    # One krona off.
    alter(cell("Piteå", "datacenter")[0], lambda amount: amount + 1)
    expect("over", "Piteå", "datacenter", "rounding")

    # Three lines sent to another member.
    for row in cell("Jokkmokk", "utvecklare")[:3]:
        row["Kommun"] = "Arvidsjaur"
    expect("under", "Jokkmokk", "utvecklare", "open_lines")
    expect("over", "Arvidsjaur", "utvecklare", "open_lines")

    # A member that takes no part, a pool that does not exist, a name misspelt.
    template = cell("Arvidsjaur", "grundbelopp")[0]
    rows.append({**template, "Tjänst": "e_arkiv", "Fakturanummer": "22-0901", "Belopp": "4 200,00"})
    expect("unexpected", "Arvidsjaur", "e_arkiv")
    rows.append({**template, "Tjänst": "kurser", "Fakturanummer": "22-0902", "Belopp": "1 900,00"})
    expect("unexpected", "Arvidsjaur", "kurser")
    cell("Övertorneå", "raddningstjanst")[0]["Kommun"] = "Övertornea"
    expect("unexpected", "Övertornea", "raddningstjanst", "spelling")
    expect("under", "Övertorneå", "raddningstjanst", "spelling")

    # A line dated after the period: flagged, and still counted.
    cell("Arjeplog", "grundbelopp")[3]["Fakturadatum"] = "2023-01-15"
    expect("wrong_period", "Arjeplog", "grundbelopp")

    # An amount that cannot be read.
    cell("Gällivare", "e_arkiv")[1]["Belopp"] = "se bilaga"
    expect("unreadable", "Gällivare", "e_arkiv")
    expect("under", "Gällivare", "e_arkiv", "instalment_missing")

    # Too little, for no reason that the figures tell.
    alter(cell("Luleå", "raddningstjanst")[0], lambda amount: amount - 1234)
    expect("under", "Luleå", "raddningstjanst")
    return planted


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write a CSV as Swedish programs do: semicolons, and a mark at the start for Excel."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([header, *rows])


def main(folder: Path) -> int:
    """Write both files."""
    rows = correct_rows()
    planted = plant(rows)
    random.Random(SEED).shuffle(rows)
    write(folder / "invoices_2022.csv", HEADER, [[row[name] for name in HEADER] for row in rows])
    write(
        folder / "planted_2022.csv",
        ["kind", "member", "pool", "hint"],
        [list(each) for each in planted],
    )
    print(f"{len(rows)} lines, {len(planted)} findings to make")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))
