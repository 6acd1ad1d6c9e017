"""Name what a comparison leaves out, and why."""

from collections.abc import Callable, Iterator, Mapping

from costshare.words import join, say


def left_out_notes(left_out: Mapping[str, str], word: Callable[[str], str]) -> Iterator[str]:
    """State which rules are left out of a comparison, those with one reason together."""
    for reason in dict.fromkeys(left_out.values()):
        words = [word(rule) for rule, each in left_out.items() if each == reason]
        # Errors stay English: other languages put this between quotation marks.
        yield say("Left out: {rules}. {reason}.", rules=join(", ", words), reason=reason)
