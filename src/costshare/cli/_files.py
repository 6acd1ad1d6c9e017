"""Agreement files: begun, checked and described."""

import json
from pathlib import Path
from typing import Annotated

import typer

from costshare.agreement import Agreement
from costshare.cli._app import FILES, Lang, command, say_out
from costshare.cli._read import format_of, read_record
from costshare.errors import CostshareError
from costshare.results import write_whole
from costshare.words import say, say_count, words_of


@command(FILES)
def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="An agreement, or any result that was saved.", show_default=False
        ),
    ],
    *,
    lang: Lang = "en",
) -> None:
    """Read an agreement or a saved result, and prove its sums."""
    words, stated = words_of(lang), format_of(file)
    if stated is not None:
        read_record(file, stated)
        said = say("{file}: every sum holds.", file=file.name)
    else:
        fees = Agreement.load(file).allocate()
        fees.check()
        said = say(
            "{file}: {pools} among {members}; every sum holds.",
            file=file.name,
            pools=say_count(len(fees.pools), "{count} pool", "{count} pools"),
            members=say_count(len(fees.members), "{count} member", "{count} members"),
        )
    say_out(words(said))


@command(FILES)
def schema() -> None:
    """Write the JSON schema of agreement files, for editors."""
    say_out(json.dumps(Agreement.json_schema(), ensure_ascii=False, indent=2))


@command(FILES)
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new .toml file.")],
    *,
    lang: Lang = "en",
) -> None:
    """Write an agreement to begin with, in which comments say what can be changed."""
    if file.suffix.lower() != ".toml":
        msg = f"{file.name} does not end in .toml; name it so, since comments are kept only there"
        raise CostshareError(msg)
    if file.exists():
        raise CostshareError(f"{file} exists already; name a new file")
    words = words_of(lang)
    starter = Path(__file__).with_name("starters") / f"{words.language}.toml"
    write_whole(file, starter.read_bytes())
    told = say("{file} is written. Change it, then run: costshare allocate {file}", file=str(file))
    say_out(words(told))
