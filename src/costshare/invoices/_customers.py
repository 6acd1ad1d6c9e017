"""Customer numbers and aliases of members, for files that name them in their own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from costshare.amounts import take_items
from costshare.errors import CostshareError, quoted
from costshare.fields import (
    NOTHING_BY_NAME,
    ByName,
    Declared,
    Name,
    ReadOnly,
    given_as,
    has_names,
    name_of_label,
    plain_text,
)
from costshare.invoices._csv import Preset, write_csv
from costshare.results import read_declared, write_file

CUSTOMER_NUMBER = "customer_number"
"""The column of customer numbers in a file that is written."""

_KINDS = (".toml", ".json")

T = TypeVar("T")


class Customers(Declared):
    """Customer numbers of members, and other names that files have for them.

    Parameters
    ----------
    numbers : mapping of str to str or int
        Member → customer number.
    aliases : mapping of str to str
        Other name → member.

    Raises
    ------
    CostshareError
        If a number or an alias stands for two members. Capitals make no difference.

    Examples
    --------
    >>> import costshare as cs
    >>> customers = cs.Customers(
    ...     numbers={"Boden": 2582, "Kiruna": 2584}, aliases={"Bodens kommun": "Boden"}
    ... )
    >>> customers.member("BODENS KOMMUN"), customers.member("2584"), customers.member("Malmö")
    ('Boden', 'Kiruna', 'Malmö')
    >>> customers.number("Boden")
    '2582'
    """

    numbers: ByName[Name] = Field(default_factory=ReadOnly)
    aliases: ByName[Name] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        numbers: Mapping[str, str | int] = NOTHING_BY_NAME,
        aliases: Mapping[str, str] = NOTHING_BY_NAME,
    ) -> None: ...

    @field_validator("numbers", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        """Read whole numbers as text."""
        if not has_names(value):
            return value
        return {
            name: name_of_label(each) if type(each) is int else each for name, each in value.items()
        }

    @model_validator(mode="after")
    def _one_member_each(self) -> Self:
        """Refuse a text that stands for two members."""
        known: dict[str, str] = {}
        for text, member in self._texts():
            other = known.setdefault(text.casefold(), member)
            if other != member:
                msg = f"{quoted(text)} stands for {other} and for {member}; keep it for one of them"
                raise CostshareError(msg)
        return self

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Pair each text that a file may have with its member: names, numbers, aliases."""
        members = dict.fromkeys([*self.numbers, *self.aliases.values()])
        yield from ((member, member) for member in members)
        yield from ((number, member) for member, number in self.numbers.items())
        yield from self.aliases.items()

    @property
    def by_number(self) -> dict[str, str]:
        """Customer number → member, as `SieFile.invoice_lines` takes it."""
        return {number: member for member, number in self.numbers.items()}

    def member(self, text: str | int) -> str:
        """Return the member that a text names: its name, its number or an alias.

        A text that names none of them is returned as it is, so that a reconciliation shows it.

        Raises
        ------
        CostshareError
            If it is neither text nor a whole number.
        """
        read = str(text) if type(text) is int else given_as(str, text, "text", "a name or a number")
        return self.members([read])[0]

    def members(self, texts: Iterable[T]) -> list[T | str]:
        """Return the member that each text names; what is neither text nor an int stays.

        Examples
        --------
        >>> import costshare as cs
        >>> cs.Customers(numbers={"Boden": 2582}).members(["boden", 2582, None, "Malmö"])
        ['Boden', 'Boden', None, 'Malmö']
        """
        known = {text.casefold(): member for text, member in self._texts()}

        def find(each: T) -> T | str:
            """Return the member that a text names."""
            is_text = isinstance(each, str) or type(each) is int
            found = known.get(plain_text(str(each)).casefold()) if is_text else None
            return each if found is None else found

        return [find(each) for each in take_items(texts, "texts", "names or numbers")]

    def number(self, member: str | None) -> str | None:
        """Return the customer number of a member; None if it has none.

        Raises
        ------
        CostshareError
            If the member is not a name.
        """
        if member is None:
            return None
        return self.numbers.get(given_as(str, member, "member", "its name"))

    def save(self, path: str | Path) -> None:
        """Write a ``.toml`` or ``.json`` file; an old one is replaced whole or not at all.

        Raises
        ------
        CostshareError
            If the file has another ending.
        OSError
            If the file cannot be written.
        """
        write_file(path, self.model_dump(mode="json"), _KINDS)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a ``.toml`` or ``.json`` file that `save` wrote; `read_customers` reads tables.

        Raises
        ------
        CostshareError
            If the file does not hold customers; the message names the place in it.
        OSError
            If the file cannot be read.
        """
        return read_declared(cls, path, _KINDS)

    def to_csv(self, path: str | Path | None = None, *, preset: Preset = "plain") -> str | None:
        """Write a CSV file with a row for each member and alias; `read_customers` reads it.

        Parameters
        ----------
        path : str or Path, optional
            File to write. If left out, the text is returned.
        preset : {"plain", "excel-sv", "excel-en"}, default "plain"
            As for `InvoiceLines.to_csv`.

        Returns
        -------
        str or None
            The text where no path is given.

        Raises
        ------
        CostshareError
            If the preset is unknown.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import costshare as cs
        >>> customers = cs.Customers(numbers={"Boden": 2582}, aliases={"Bodens kommun": "Boden"})
        >>> print(customers.to_csv(), end="")
        member,number,alias
        Boden,2582,Bodens kommun
        """
        others: dict[str, list[str | None]] = {member: [] for member in self.numbers}
        for alias, member in self.aliases.items():
            others.setdefault(member, []).append(alias)
        rows = [
            (member, self.numbers.get(member), alias)
            for member, aliases in others.items()
            for alias in aliases or [None]
        ]
        return write_csv(path, ("member", "number", "alias"), rows, preset=preset)
