"""The books: invoices against fees, and the settlement of a year."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from costshare.cli._app import (
    BOOKS,
    AccountsFile,
    AgreementFile,
    AsJson,
    CustomersFile,
    Excel,
    Lang,
    Mark,
    Save,
    command,
    show,
)
from costshare.cli._main import FINDINGS
from costshare.cli._read import (
    TABLES,
    read_columns,
    read_fees,
    read_lines,
    read_meanings,
    without_none,
)
from costshare.errors import CostshareError
from costshare.results import kind_to_write

Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="Header of a field, such as member=Kommun; once for each field.",
    ),
]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        metavar="VALUE=MEANING",
        help="Meaning of an invoice type: K=credit or F=invoice; once for each value.",
    ),
]
Delimiter = Annotated[str | None, typer.Option(help="Delimiter of a CSV file, if it is not clear.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of a text file, if it is not clear.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook that has several.")]


@command(BOOKS)
def reconcile(
    agreement: AgreementFile,
    invoices: Annotated[
        Path,
        typer.Argument(
            metavar="INVOICES",
            help="Invoice lines: .csv, .xlsx, .parquet, or vouchers.",
            show_default=False,
        ),
    ],
    *,
    budget: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A budget to compare with as well.")
    ] = None,
    last_year: Annotated[
        Path | None,
        typer.Option(metavar="AGREEMENT", help="Last year's, to find its fees on invoices."),
    ] = None,
    tolerance: Annotated[str, typer.Option(help="Difference of a cell that is accepted.")] = "0",
    period: Annotated[
        str | None, typer.Option(help="Period of the invoices, if it is not the agreement's.")
    ] = None,
    rounding: Annotated[
        str | None, typer.Option(metavar="STEP", help="Step that every invoice is rounded to.")
    ] = None,
    pool: Annotated[
        str | None, typer.Option(help="Pool of all lines, if the file names none.")
    ] = None,
    customers: CustomersFile = None,
    accounts: AccountsFile = None,
    worklist: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Keep findings as tasks (.json), with the notes of earlier runs."
        ),
    ] = None,
    column: Columns = None,
    types: Types = None,
    decimal: Mark = None,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="Order in 01/02/2022.", show_default=False),
    ] = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Compare invoice lines with the fees; a line that cannot be read is a finding."""
    from costshare.files import read_budget, read_customers
    from costshare.reconciliation import Worklist
    from costshare.reconciliation import reconcile as compared

    fees = read_fees(agreement)
    how = without_none(
        columns=read_columns(column),
        types=read_meanings(types),
        pool=pool,
        decimal=decimal,
        day_first=day_first,
        delimiter=delimiter,
        encoding=encoding,
        sheet=sheet,
        customers=None if customers is None else read_customers(customers),
    )
    lines = read_lines(invoices, accounts, **how)
    result = compared(
        fees,
        lines,
        budget=None if budget is None else read_budget(budget, period=period),
        last_year=None if last_year is None else read_fees(last_year),
        tolerance=tolerance,
        period=period,
        rounding=rounding,
        **without_none(decimal=decimal),
    )
    if worklist is not None:
        result.worklist(Worklist.load(worklist) if worklist.exists() else None).save(worklist)
    show(result, as_json=as_json, lang=lang, excel=excel, save=save)
    if not result.balanced or result.findings:
        raise typer.Exit(FINDINGS)


@command(BOOKS)
def worklist(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="What reconcile --worklist wrote.", show_default=False),
    ],
    task: Annotated[
        int | None, typer.Argument(metavar="TASK", help="Number of the task to note something on.")
    ] = None,
    *,
    status: Annotated[
        Literal["open", "waiting", "accepted", "done"] | None, typer.Option(help="Its status.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Who has it in hand.")] = None,
    comment: Annotated[str | None, typer.Option(help="A note.")] = None,
    as_json: AsJson = False,
    excel: Excel = None,
    lang: Lang = "en",
) -> None:
    """Show the findings that are left, or note something on one of them."""
    from costshare.reconciliation import Worklist

    tasks = Worklist.load(file)
    if task is None and (status or owner is not None or comment is not None):
        msg = f"a note is for one task; write its number: costshare worklist {file} 3 --status done"
        raise CostshareError(msg)
    if task is not None:
        tasks = tasks.note(task, status=status, owner=owner, comment=comment)
        tasks.save(file)
    show(tasks, as_json=as_json, lang=lang, excel=excel)


@command(BOOKS)
def settle(
    agreement: AgreementFile,
    costs: Annotated[
        Path | None,
        typer.Argument(
            metavar="COSTS", help="What each pool has cost: .csv or .xlsx.", show_default=False
        ),
    ] = None,
    *,
    final: Annotated[
        Path | None,
        typer.Option(metavar="AGREEMENT", help="The agreement with what it cost, or its fees."),
    ] = None,
    rule: Annotated[
        Literal["carry-forward", "return", "true-up"],
        typer.Option(help="What happens to a surplus or a deficit."),
    ] = "carry-forward",
    by: Annotated[
        str | None, typer.Option(help="Shared as paid, by shares, flat, or by final fees.")
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option(metavar="POOL", help="Pool that is not settled.")
    ] = None,
    opening: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Last year's settlement, saved.")
    ] = None,
    paid: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Invoice lines that were paid.")
    ] = None,
    lines: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write its invoice lines (.csv).")
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="DAY", help="Day of these lines.")] = None,
    number: Annotated[str, typer.Option(help="Number of these lines.")] = "{n}",
    column: Columns = None,
    types: Types = None,
    decimal: Mark = None,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Compare what was paid with what it cost, and settle the difference."""
    from costshare.files import read_invoices
    from costshare.settlement import CarryForward, Return, Settlement, TrueUp
    from costshare.settlement import settle as settled

    rules: dict[str, Callable[..., Any]] = {
        "carry-forward": CarryForward,
        "return": Return,
        "true-up": TrueUp,
    }
    fees = read_fees(agreement)
    spent = None if costs is None else _read_costs(costs, column, decimal)
    result = settled(
        fees,
        spent,
        policy=rules[rule](by=by or ("final" if final and rule == "true-up" else "paid")),
        final=None if final is None else read_fees(final),
        opening=None if opening is None else Settlement.load(opening),
        leave_out=leave_out or (),
        paid=None
        if paid is None
        else read_invoices(paid, **without_none(types=read_meanings(types))),
    )
    if lines is not None:
        kind_to_write(lines, TABLES)
        result.invoice_lines(number=number, date=date).to_csv(lines, preset="excel-sv")
    show(result, as_json=as_json, lang=lang, excel=excel, save=save)


def _read_costs(path: Path, column: Columns, decimal: Mark) -> dict[str, Decimal]:
    """Read what each pool has cost."""
    from costshare.files import read_budget

    read = read_budget(path, columns=read_columns(column), **without_none(decimal=decimal))
    if not isinstance(read, dict):
        msg = f"{path.name} has a cost for each member; write a row for each pool instead, under "
        raise CostshareError(f"{msg}the headers pool and amount")
    return read
