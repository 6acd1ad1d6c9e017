"""A cell that could not be read: its text and the reason, kept where a value would stand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text of a cell that could not be read, and why.

    It stands in the frame where the value would stand (``on_error="keep"``). It is no number and
    no text, so that nothing downstream can take it for one.

    Parameters
    ----------
    text : str
        What the cell holds.
    reason : str
        What is wrong with it: file, row, column and the way out.
    """

    text: str
    reason: str

    def __str__(self) -> str:
        """Write the text as it stands in the file."""
        return self.text
