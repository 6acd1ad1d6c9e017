"""The commands, and the options that they share."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from costshare.cli._read import format_of
from costshare.errors import CostshareError
from costshare.results import Result
from costshare.words import languages

APP = typer.Typer(
    name="costshare",
    help="Share costs exactly, explain every fee, and check invoices against it.",
    epilog="Exit status: 0 agrees, 1 findings, 2 input that cannot be read.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

FEES = "Fees"
BOOKS = "Books"
STUDY = "Study"
FILES = "Agreement files"

AgreementFile = Annotated[
    Path,
    typer.Argument(
        metavar="AGREEMENT",
        help="An agreement (.toml, .json), or fees that were saved (.json).",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
Excel = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a workbook (.xlsx).")]
Save = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Also save the result (.json), to be read again."),
]
AccountsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Accounts of the pools (.toml), for SIE files."),
]
CustomersFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Customer numbers and other names (.csv, .xlsx)."),
]
Mark = Annotated[Literal[",", "."] | None, typer.Option(help="Decimal mark, if it is not clear.")]
Lang = Annotated[str, typer.Option(metavar="CODE", help=f"Language: {', '.join(languages())}.")]


# The arguments that name what a command writes; other paths are read.
_WRITTEN = ("csv", "excel", "lines", "pdf", "save", "sie", "target", "worklist")
_CLOSED = 141  # as shells report a program that wrote where nobody reads
_COMMANDS = ("_fees", "_books", "_study", "_files")  # modules, in the order of the help


def run(arguments: Sequence[str] | None) -> int:
    """Run the command that the arguments name, and return its exit status."""
    for name in _COMMANDS:
        import_module(f"costshare.cli.{name}")
    try:
        APP(args=arguments, prog_name="costshare")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def options_of(command: str) -> set[str]:
    """List the options of a command."""
    found = typer.main.get_group(APP).commands.get(command)
    return {option for each in found.params for option in each.opts} if found else set()


def command(panel: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command, which does not write over a file that it reads."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def checked(**given: Any) -> None:
            read = [each for name in given if name not in _WRITTEN for each in _files(given[name])]
            for path in (each for name in _WRITTEN for each in _files(given.get(name))):
                if any(path.samefile(each) for each in read):
                    msg = f"{path.name} is read by this command; name another file to write"
                    raise CostshareError(msg)
            function(**given)

        return APP.command(rich_help_panel=panel)(checked)

    return register


def _files(value: object) -> list[Path]:
    """List the files of an argument that exist."""
    given = value if isinstance(value, list) else [value]
    return [each for each in given if isinstance(each, Path) and each.exists()]


def say_out(text: str) -> None:
    """Print a text; who closes the output has seen enough, which is neither 0 nor 1."""
    try:
        typer.echo(text)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_CLOSED) from None


def show(
    result: Result, *, as_json: bool, lang: str, excel: Path | None = None, save: Path | None = None
) -> None:
    """Write the files that were asked for, and print a result."""
    if save is not None:
        if save.exists() and (stated := format_of(save)) != result.format:
            what = "an agreement" if stated is None else f"of format {stated}"
            msg = f"{save.name} is {what}, not {result.format}; name another file to save it in"
            raise CostshareError(msg)
        result.save(save)
    if excel is not None:
        result.to_excel(excel, lang=lang)
    text = _json(result.to_dict()) if as_json else result.to_text(lang=lang, width=width())
    say_out(text)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def width() -> int | None:
    """Return the width of the terminal; None where the output goes to a file or a program."""
    if (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ:
        return max(20, shutil.get_terminal_size().columns)
    return None
