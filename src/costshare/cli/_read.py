"""Files that commands take, each read as what it is."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costshare.agreement import Agreement, Allocation
from costshare.cli._ways_out import on_the_command_line
from costshare.errors import CostshareError
from costshare.invoices import Unreadable
from costshare.results import Record, read_declared, read_file

if TYPE_CHECKING:
    import pandas as pd

    from costshare.export import Accounts
    from costshare.invoices import InvoiceLines

TABLES = (".csv", ".txt")
VOUCHERS = (".si", ".se", ".sie")
_KINDS = (".toml", ".json")


def format_of(path: Path) -> str | None:
    """Return the format that a saved result states; None for an agreement."""
    stated = read_file(path, _KINDS).get("format")
    return stated if isinstance(stated, str) else None


def read_fees(path: Path) -> Allocation:
    """Read fees that were saved, or compute those of an agreement."""
    stated = format_of(path)
    if stated is None:
        agreement = Agreement.load(path)
        try:
            return agreement.allocate()
        except CostshareError as error:
            raise type(error)(f"{path.name}: {error}") from error
    return Allocation.load(path)


def read_record(path: Path, stated: str) -> Record:
    """Read a saved result of any class, and prove its sums."""
    import costshare as cs

    for name in dir(cs):
        public = getattr(cs, name)
        if isinstance(public, type) and issubclass(public, Record):
            own = public.format.partition("/")[0]
            if stated.partition("/")[0] == own:
                return public.load(path)
    raise CostshareError(f"{path.name} has the format {stated!r}, which no result of costshare has")


def read_accounts(path: Path) -> "Accounts":
    """Read the accounts of pools, written as the fields of `Accounts`."""
    from costshare.export import Accounts

    return read_declared(Accounts, path, _KINDS)


def read_lines(path: Path, accounts: Path | None, **how: Any) -> "pd.DataFrame | InvoiceLines":
    """Read invoice lines from a table, or from vouchers by the accounts of their pools."""
    from costshare.files import read_invoices, read_sie

    if path.suffix.lower() not in VOUCHERS:
        lines = read_invoices(path, on_error="keep", **how)
        for name in set(lines.columns) - {"row"}:
            lines[name] = lines[name].map(_with_options)
        return lines
    if accounts is None:
        msg = f"{path.name} holds vouchers; pass --accounts with a file that names the account of "
        raise CostshareError(f"{msg}each pool")
    plan = read_accounts(accounts)
    if plan.counterparty is None:
        msg = f"{accounts.name} names no counterparty, so no member is known; add its dimension"
        raise CostshareError(msg)
    pools = {posting.account: pool for pool, posting in plan.pools.items()}
    return read_sie(path).invoice_lines(pools=pools, dimension=plan.counterparty, missing="keep")


def _with_options(value: Any) -> Any:
    """State the way out of a cell that could not be read as an option."""
    if not isinstance(value, Unreadable):
        return value
    return Unreadable(value.text, on_the_command_line(value.reason, {"--type"}))


def read_columns(given: Sequence[str] | None) -> dict[str, str] | None:
    """Read ``FIELD=HEADER`` options as a mapping; a header may have an equals sign."""
    how = "--column FIELD=HEADER, such as --column member=Kommun"
    return dict(_halves(each, str.partition, how) for each in given or ()) or None


def read_meanings(given: Sequence[str] | None) -> dict[str, str] | None:
    """Read ``VALUE=MEANING`` options as a mapping; a value may have an equals sign."""
    how = "--type VALUE=MEANING, such as --type K=credit"
    return dict(_halves(each, str.rpartition, how) for each in given or ()) or None


def _halves(
    given: str, part: Callable[[str, str], tuple[str, str, str]], how: str
) -> tuple[str, str]:
    """Read what stands before and after an equals sign; `how` is how to write it."""
    one, sign, other = part(given, "=")
    if not sign:
        option, _, _ = how.partition(" ")
        raise CostshareError(f"{option} {given} has no equals sign; write {how}")
    return one, other


def without_none(**options: Any) -> Mapping[str, Any]:
    """Keep the options that were given."""
    return {name: value for name, value in options.items() if value is not None}
