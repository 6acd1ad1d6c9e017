"""Fees from an agreement: computed, explained, compared, and sent."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from costshare.cli._app import (
    APP,
    FEES,
    AgreementFile,
    AsJson,
    Excel,
    Lang,
    Save,
    show,
)
from costshare.cli._read import read_fees


@APP.command(rich_help_panel=FEES)
def allocate(
    agreement: AgreementFile,
    *,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Compute the fees of an agreement, members × pools."""
    show(read_fees(agreement), as_json=as_json, lang=lang, excel=excel, save=save)


@APP.command(rich_help_panel=FEES)
def explain(
    agreement: AgreementFile,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Whose fees; everybody's if left out.")
    ] = None,
    pool: Annotated[
        str | None, typer.Argument(metavar="POOL", help="Of which pool; all if left out.")
    ] = None,
    *,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Derive the fees of a member in steps that a calculator can follow."""
    explained = read_fees(agreement).explain(member, pool)
    show(explained, as_json=as_json, lang=lang, excel=excel, save=save)


@APP.command(rich_help_panel=FEES)
def invoices(
    agreement: AgreementFile,
    *,
    number: Annotated[
        str, typer.Option(help="Number of each invoice, with {n}, {member} or {date} in it.")
    ] = "{n}",
    first: Annotated[int, typer.Option(help="The first {n}.")] = 1,
    date: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help="Day of the invoices; one for each instalment."),
    ] = None,
    instalments: Annotated[int, typer.Option(help="In how many equal parts each fee is sent.")] = 1,
    per_member: Annotated[
        bool, typer.Option("--per-member", help="One number for all pools of a member.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a CSV file.")] = None,
    delimiter: Annotated[
        Literal[",", ";", "\t", "|"], typer.Option(help="Delimiter of the CSV file.")
    ] = ";",
    decimal: Annotated[Literal[",", "."], typer.Option(help="Decimal mark in the CSV file.")] = ",",
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Turn fees into invoice lines."""
    lines = read_fees(agreement).invoice_lines(
        per="member" if per_member else "member_pool",
        number=number,
        first=first,
        date=date[0] if date and len(date) == 1 else date,
        instalments=instalments,
    )
    if csv is not None:
        lines.to_csv(csv, delimiter=delimiter, decimal=decimal, encoding="utf-8-sig")
    show(lines, as_json=as_json, lang=lang, excel=excel, save=save)
