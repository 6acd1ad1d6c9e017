"""Studies: agreements side by side, the model behind fees, and cost lines that are split."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from costshare.agreement import Agreement
from costshare.cli._app import STUDY, AsJson, Excel, Lang, Mark, Save, command, say_out, show
from costshare.cli._main import FINDINGS
from costshare.cli._read import TABLES
from costshare.errors import CostshareError

if TYPE_CHECKING:
    import pandas as pd


@command(STUDY)
def compare(
    agreements: Annotated[
        list[Path],
        typer.Argument(
            metavar="AGREEMENT...",
            help="Two agreements or more (.toml, .json).",
            show_default=False,
        ),
    ],
    *,
    baseline: Annotated[
        str | None, typer.Option(help="Agreement that changes are counted from; else the first.")
    ] = None,
    driver: Annotated[
        str | None, typer.Option(help="Driver to divide fees by, such as population.")
    ] = None,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Compare the fees of agreements, each called as its file."""
    from costshare.analysis import compare as compared

    scenarios: dict[str, Agreement] = {}
    for path in agreements:
        if path.stem in scenarios:
            msg = f"two files are called {path.stem}; rename one, since scenarios have these names"
            raise CostshareError(msg)
        scenarios[path.stem] = Agreement.load(path)
    if len(scenarios) < 2:
        msg = f"only {agreements[0].name} is given; name another agreement to compare it with"
        raise CostshareError(msg)
    first = next(iter(scenarios)) if baseline is None else baseline
    result = compared(scenarios, baseline=first, driver=driver)
    show(result, as_json=as_json, lang=lang, excel=excel, save=save)


@command(STUDY)
def infer(
    fees: Annotated[
        Path,
        typer.Argument(
            metavar="FEES",
            help="Fees: a row for each member, a column for each pool.",
            show_default=False,
        ),
    ],
    drivers: Annotated[
        Path,
        typer.Argument(
            metavar="DRIVERS",
            help="Drivers: a row for each member, a column for each driver.",
            show_default=False,
        ),
    ],
    pool: Annotated[
        str | None, typer.Argument(metavar="POOL", help="Column of FEES, if it has several.")
    ] = None,
    *,
    total: Annotated[
        str | None, typer.Option(help="Total that was shared, if it is known.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Unit of the fees, if it is known.")] = None,
    decimal: Mark = None,
    as_json: AsJson = False,
    excel: Excel = None,
    save: Save = None,
    lang: Lang = "en",
) -> None:
    """Find the models that reproduce published fees."""
    from costshare.errors import unknown_name
    from costshare.files import read_drivers
    from costshare.inference import infer as inferred

    published = read_drivers(fees, decimal=decimal)
    names = [str(each) for each in published.columns]
    if pool is None and len(names) > 1:
        msg = f"{fees.name} has several pools ({', '.join(names)}); name one, after the files"
        raise CostshareError(msg)
    chosen = names[0] if pool is None else pool
    if chosen not in names:
        raise unknown_name(f"column of {fees.name}", chosen, names)
    known = read_drivers(drivers, decimal=decimal)
    result = inferred(published[chosen], known, total=total, unit=unit)
    show(result, as_json=as_json, lang=lang, excel=excel, save=save)
    if not result.best.exact:
        raise typer.Exit(FINDINGS)


@command(STUDY)
def split(
    bill: Annotated[
        Path,
        typer.Argument(metavar="LINES", help="Cost lines: .csv or .parquet.", show_default=False),
    ],
    drivers: Annotated[
        Path,
        typer.Argument(
            metavar="DRIVERS",
            help="Who uses what, and how much: .csv or .parquet.",
            show_default=False,
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET",
            help="What to write: a .csv file, or for .parquet lines a folder.",
            show_default=False,
        ),
    ],
    *,
    on: Annotated[
        list[str], typer.Option(help="Column that both have; once for each.", show_default=False)
    ],
    amount: Annotated[str, typer.Option(help="Column of the lines to split.")] = "amount",
    weight: Annotated[str, typer.Option(help="Column of the drivers to split by.")] = "weight",
    unit: Annotated[str, typer.Option(help="Smallest amount.")] = "0.01",
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep lines that nobody uses, unsplit.")
    ] = False,
) -> None:
    """Split cost lines over those who use them, each line to the last unit."""
    from costshare.results import kind_to_write, write_whole
    from costshare.splitting import split as split_lines
    from costshare.splitting import split_parquet

    how: dict[str, Any] = {"on": on, "amount": amount, "weight": weight, "unit": unit}
    how["unmatched"] = "keep" if keep else "error"
    if bill.suffix.lower() == ".parquet":
        users = _read_frame(drivers)
        split_parquet(bill, users, target, **how, progress=sys.stderr.isatty())
    else:
        kind_to_write(target, TABLES)
        parts = split_lines(_read_frame(bill), _read_frame(drivers), **how)
        write_whole(target, parts.to_csv(index=False).encode())
    say_out(str(target))


def _read_frame(path: Path) -> "pd.DataFrame":
    """Read a table as it is: all text, so that no amount becomes a float."""
    import pandas as pd

    if path.suffix.lower() == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, dtype="string", sep=None, engine="python", encoding="utf-8-sig")
