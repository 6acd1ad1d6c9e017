"""Run a command, and turn what cannot be done into a sentence and an exit status."""

import sys
from collections.abc import Sequence

from costshare.cli._ways_out import on_the_command_line
from costshare.errors import ConservationError, CostshareError

FINDINGS, UNREADABLE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``costshare`` with arguments, by default those of the process.

    Returns
    -------
    int
        0 where everything agrees, 1 where there are findings, 2 where input cannot be read.
    """
    try:
        from costshare.cli._app import run
    except ImportError as error:
        if error.name != "typer":
            raise
        return _refuse("the command line needs Typer: pip install 'costshare[cli]'")
    try:
        return run(arguments)
    except ConservationError as error:
        _refuse(str(error))
        return FINDINGS
    except CostshareError as error:
        return _refuse(on_the_command_line(str(error), _options_of(arguments)))
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'}: {error.strerror or error}")


def _options_of(arguments: Sequence[str] | None) -> set[str]:
    """List the options of the command that was run."""
    from costshare.cli._app import options_of

    given = sys.argv[1:] if arguments is None else arguments
    return options_of(given[0]) if given else set()


def _refuse(message: str) -> int:
    """Say what is wrong, where people look for it."""
    sys.stderr.write(f"costshare: {message}\n")
    return UNREADABLE
