"""The command line: thin over the library, which it imports when a command runs."""

from costshare.cli._main import main

__all__ = ["main"]
