"""Fees from an agreement: computed, explained, compared, and sent."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from costshare.cli._app import (
    FEES,
    AccountsFile,
    AgreementFile,
    AsJson,
    CustomersFile,
    Excel,
    Lang,
    Save,
    command,
    say_out,
    show,
)
from costshare.cli._read import TABLES, VOUCHERS, read_accounts, read_fees
from costshare.errors import CostshareError
from costshare.files import read_customers
from costshare.results import kind_to_write


@command(FEES)
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


@command(FEES)
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


@command(FEES)
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
    round_to: Annotated[
        str | None, typer.Option(metavar="STEP", help="Round each invoice, such as to 1.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a CSV file.")] = None,
    preset: Annotated[
        Literal["excel-sv", "excel-en", "plain"],
        typer.Option(help="Delimiter, decimal mark and encoding of the CSV file."),
    ] = "excel-sv",
    sie: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write vouchers (SIE 4I).")
    ] = None,
    accounts: AccountsFile = None,
    company: Annotated[str | None, typer.Option(help="Company whose books these are.")] = None,
    customers: CustomersFile = None,
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
    if round_to is not None:
        from costshare.invoices import round_invoices

        lines = round_invoices(lines, to=round_to)
    known = None if customers is None else read_customers(customers)
    if csv is not None:
        kind_to_write(csv, TABLES)
    if sie is not None:
        from costshare.export import write_sie

        kind_to_write(sie, VOUCHERS)
        if accounts is None or company is None:
            msg = f"{sie.name} needs the accounts and the company; pass --accounts and --company"
            raise CostshareError(msg)
        write_sie(lines, sie, accounts=read_accounts(accounts), company=company, customers=known)
    if csv is not None:
        lines.to_csv(csv, preset=preset, customers=known)
    show(lines, as_json=as_json, lang=lang, excel=excel, save=save)


@command(FEES)
def letters(
    agreement: AgreementFile,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Where to write a page for each member.", show_default=False
        ),
    ],
    *,
    contact: Annotated[str, typer.Option(help="Whom to ask.", show_default=False)],
    sender: Annotated[str | None, typer.Option(help="Who sends the letters.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DAY", help="Day of the letters.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="Day to pay by.")] = None,
    before: Annotated[
        Path | None, typer.Option(metavar="AGREEMENT", help="Last year's, to show the change.")
    ] = None,
    customers: CustomersFile = None,
    pdf: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write all letters as one PDF.")
    ] = None,
    lang: Lang = "en",
) -> None:
    """Write each member a letter: its fee, how it is computed, and whom to ask."""
    from costshare.export import fee_letters

    written = fee_letters(
        read_fees(agreement),
        contact=contact,
        sender=sender,
        date=date,
        due=due,
        before=None if before is None else read_fees(before),
        customers=None if customers is None else read_customers(customers),
        lang=lang,
    )
    if pdf is not None:
        written.to_pdf(pdf)
    for path in written.to_folder(folder).values():
        say_out(str(path))
