"""Time the readers of files: what other columns cost, in CSV and xlsx, and a million lines.

Run it with ``python benchmarks/readers.py``, or with a number of lines. Machines are noisy: all
sides take turns in one run, and the ratio of each turn counts. Times are of the processor. The
pandas side is what a user writes instead: read_csv with every cell as text, the decimal comma
replaced, each amount a Decimal and each day a date. It checks nothing else: no total, no blank
cell, no row of another length, no second meaning. A workbook is read by openpyxl instead, into
rows of values, and nothing is made of them.
"""

import csv
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pandas as pd

import costshare as cs

TURNS = 3
WIDE = 30_000
COLUMNS = 44
HEADER = ("Kommun", "Tjänst", "Belopp", "Fakturanr", "Fakturadatum")
MEMBERS = [f"Kommun {number}" for number in range(290)]
POOLS = ("Grundbelopp", "E-arkiv", "Drift", "Stöd")


def write_lines(path: Path, rows: int, columns: int = len(HEADER)) -> None:
    """Write invoice lines with so many columns, most of which mean nothing to the reader."""
    random = Random(2022)
    others = range(columns - len(HEADER))
    with path.open("w", encoding="utf-8") as file:
        print(*HEADER, *(f"Fält {at}" for at in others), sep=";", file=file)
        for row in range(rows):
            day = f"2022-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            amount = f"{random.randint(-(10**5), 10**7) / 100:.2f}".replace(".", ",")
            texts = (f"text {random.randint(0, 999)}" if at % 3 else "" for at in others)
            line = (random.choice(MEMBERS), random.choice(POOLS), amount, 100_000 + row, day)
            print(*line, *texts, sep=";", file=file)


def write_book(path: Path, lines: Path) -> None:
    """Write the lines of a CSV file as a workbook: amounts as numbers, days as dates."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Blad1")
    with lines.open(encoding="utf-8", newline="") as file:
        for row, (member, pool, amount, number, day, *texts) in enumerate(
            csv.reader(file, delimiter=";")
        ):
            values = (
                (float(amount.replace(",", ".")), int(number), date.fromisoformat(day))
                if row
                else (amount, number, day)
            )
            sheet.append([member, pool, *values, *(text or None for text in texts)])
    book.save(path)


def by_openpyxl(path: Path) -> Any:
    """Read the values of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def write_use(path: Path, rows: int) -> None:
    """Write five-minute readings of members and resources."""
    random = Random(2022)
    begin = pd.Timestamp("2022-01-01")
    with path.open("w", encoding="utf-8") as file:
        print("member,resource,from,to,quantity", file=file)
        for row in range(rows):
            at, pair = divmod(row, 1000)
            start, end = (begin + pd.Timedelta(minutes=5 * each) for each in (at, at + 1))
            stamps = f"{start:%Y-%m-%dT%H:%M},{end:%Y-%m-%dT%H:%M}"
            quantity = random.randint(0, 10**6) / 100
            print(f"{MEMBERS[pair // 5]},r{pair % 5},{stamps},{quantity}", file=file)


def by_pandas(path: Path) -> Any:
    """Read invoice lines as a user of pandas does."""
    frame: Any = pd.read_csv(path, sep=";", dtype=str)
    frame["Belopp"] = [Decimal(text.replace(",", ".")) for text in frame["Belopp"]]
    frame["Fakturadatum"] = [date.fromisoformat(text) for text in frame["Fakturadatum"]]
    return frame


def use_by_pandas(path: Path) -> Any:
    """Read use as a user of pandas does."""
    frame: Any = pd.read_csv(path, dtype=str)
    frame["quantity"] = [Decimal(text) for text in frame["quantity"]]
    for name in ("from", "to"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def timed(job: Callable[[], Any]) -> float:
    """Time one call."""
    begin = process_time()
    job()
    return process_time() - begin


def in_turns(*jobs: Callable[[], Any]) -> list[list[float]]:
    """Time each job once a turn."""
    return [[timed(job) for job in jobs] for _ in range(TURNS)]


def compare(what: str, rows: int, turns: list[list[float]], name: str = "pandas") -> None:
    """Print the time of a line, and the ratio to the other way."""
    mine, other = (median(turn[at] for turn in turns) for at in range(2))
    ratio = median(turn[0] / turn[1] for turn in turns)
    print(
        f"{what}: {mine / rows * 1e6:.1f} µs a line, {name} {other / rows * 1e6:.1f} µs, "
        f"ratio {ratio:.2f}"
    )


def compare_widths(folder: Path, ending: str, name: str, other: Callable[[Path], Any]) -> None:
    """Print what a file of many columns costs beside one of few, for both ways."""
    narrow, wide = folder / f"narrow{ending}", folder / f"wide{ending}"
    turns = in_turns(
        *(partial(read, path) for read in (cs.read_invoices, other) for path in (narrow, wide))
    )
    for at, way in enumerate(("read_invoices", name)):
        ratio = median(turn[2 * at + 1] / turn[2 * at] for turn in turns)
        print(f"{way}, {ending}, {WIDE:,} × {COLUMNS} beside {WIDE:,} × 5: ratio {ratio:.2f}")
    for what, at in (("5", 0), (f"{COLUMNS}", 1)):
        compare(
            f"read_invoices, {ending}, {WIDE:,} × {what}",
            WIDE,
            [turn[at::2] for turn in turns],
            name,
        )


def main() -> int:
    """Compare, and print the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        narrow, wide = folder / "narrow.csv", folder / "wide.csv"
        many, use = folder / "many.csv", folder / "use.csv"
        write_lines(many, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        frame = cs.read_invoices(many)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = frame.memory_usage(deep=True).sum() / 2**10
        print(f"peak memory {(after - before) / size:.2f} × the frame of {size / 2**10:.0f} MiB")
        assert list(frame["amount"]) == list(by_pandas(many)["Belopp"])
        del frame

        write_lines(narrow, WIDE)
        write_lines(wide, WIDE, COLUMNS)
        for path in (narrow, wide):
            write_book(path.with_suffix(".xlsx"), path)
        compare_widths(folder, ".csv", "pandas", by_pandas)
        compare_widths(folder, ".xlsx", "openpyxl", by_openpyxl)
        invoices = in_turns(partial(cs.read_invoices, many), partial(by_pandas, many))
        compare(f"read_invoices, {rows:,} lines", rows, invoices)
        write_use(use, rows)
        readings = in_turns(partial(cs.UsageLog.from_csv, use), partial(use_by_pandas, use))
        compare(f"UsageLog.from_csv, {rows:,} readings", rows, readings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
