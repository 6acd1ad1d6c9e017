"""What every result is: a value that prints, draws itself in a notebook, and leaves as data."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from costshare.errors import CostshareError, quoted
from costshare.fields import Value, given_as, read_path
from costshare.results._files import kind_to_write
from costshare.results._frame import Column, to_arrow, to_pandas
from costshare.results._record import Record
from costshare.results._report import Block, html_of, text_of
from costshare.results._whole import write_whole
from costshare.words import say, words_of

if TYPE_CHECKING:
    import pandas as pd

    from costshare.results._sheet import Sheet


_LEAST_WIDTH = 20  # in which a name and an amount find room


def _fact(result: "Result", name: str) -> str | None:
    """Return what a result states about itself, where it states it."""
    fact = getattr(result, name, None)
    return None if fact is None else str(fact)


class Result(Value, Record, ABC):
    """What every result is; a class adds its data, its tables and its columns."""

    __slots__ = ()

    @abstractmethod
    def _about(self) -> str:
        """Say what it is, in one line."""

    @abstractmethod
    def _blocks(self) -> Iterable[Block]:
        """Lay out the tables and sentences for people."""

    @abstractmethod
    def _columns(self) -> Sequence[Column]:
        """Lay out one row a fact: ids first, amounts last."""

    def _wide(self) -> "pd.DataFrame":
        """Lay out the frame that people read; the tidy one where a class has no other."""
        return to_pandas(self._columns())

    def to_frame(self, *, tidy: bool = False) -> "pd.DataFrame":
        """Turn the result into a pandas DataFrame.

        Parameters
        ----------
        tidy : bool, default False
            Whether each row is one fact, with ids first and amounts last.

        Returns
        -------
        DataFrame
            Whole amounts as ``Int64``, others as Decimals; what does not apply is missing.
        """
        given_as(bool, tidy, "tidy", "True or False")
        return to_pandas(self._columns()) if tidy else self._wide()

    def to_text(self, *, lang: str = "en", width: int | None = None) -> str:
        """Write the tables and sentences that ``print`` shows, in any language of `costshare`.

        Parameters
        ----------
        lang : str, default "en"
            Code of the language: ``"en"`` or ``"sv"``. Others than English need the extra
            ``i18n``. Names of members, pools and drivers stay as they are.
        width : int, optional
            Most characters in a line: a wider table goes on below, with its names again, and
            sentences are wrapped. Without it lines are as long as they are.

        Returns
        -------
        str
            Lines for a terminal or a file.

        Raises
        ------
        CostshareError
            If `lang` is not a known language, where Babel is not installed, and if `width` is not
            a whole number from 20.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(5, cs.Flat(), {"Boden": {}, "Piteå": {}}, currency="SEK", unit="0.1")
        >>> print(fees.to_text(lang="sv"))
        fee, SEK
        <BLANKLINE>
               fee
        ----------
        Boden  2,5
        Piteå  2,5
        ----------
        summa  5,0
        """
        if width is not None and not (type(width) is int and width >= _LEAST_WIDTH):
            msg = f"width {quoted(width)} is not a whole number from {_LEAST_WIDTH}; pass 80"
            raise CostshareError(msg)
        return text_of(self._blocks(), words_of(lang), width)

    def to_html(self, *, lang: str = "en") -> str:
        """Write the tables and sentences that a notebook shows, as HTML without a style sheet.

        Parameters
        ----------
        lang : str, default "en"
            As in `to_text`.

        Returns
        -------
        str
            Elements to put into a page.

        Raises
        ------
        CostshareError
            As `to_text`.
        """
        return html_of(self._blocks(), words_of(lang))

    def to_excel(self, path: str | Path, *, lang: str = "en") -> None:
        """Write the tables and sentences that ``print`` shows as a workbook.

        Each table is a sheet, with all of its rows. Totals are formulas, and so is the derivation
        of the fees of an `Allocation` or an `Explanation`. A last sheet states what the workbook
        was made from, with the `sha256` of the result. Needs the extra ``excel``.

        Parameters
        ----------
        path : str or Path
            File to write, ``.xlsx``; an old one is replaced whole or not at all.
        lang : str, default "en"
            As in `to_text`. Numbers are shown in the language of the reader's spreadsheet.

        Raises
        ------
        CostshareError
            As `to_text`, if the name of the file does not end in ``.xlsx``, if XlsxWriter is not
            installed, and if a sheet cannot hold a table or a name.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import costshare as cs
        >>> fees = cs.allocate(1000, cs.Flat(), {"Boden": {}, "Piteå": {}}, currency="SEK")
        >>> fees.to_excel("fees.xlsx")  # doctest: +SKIP
        """
        from costshare.results._sheet import sheets_of  # late: most results are never a workbook
        from costshare.results._workbook import workbook_of

        file, words = read_path(path), words_of(lang)
        kind_to_write(file, (".xlsx",))
        facts: dict[str, str | None] = {
            say("name"): _fact(self, "name"),
            say("period"): _fact(self, "period"),
            say("currency"): _fact(self, "currency"),
            say("format of the record"): self.format,
            say("SHA-256 of the record"): self.sha256(),
        }
        sheets = [*sheets_of(self._blocks(), words), *self._sheets()]
        write_whole(file, workbook_of(sheets, facts, words))

    def _sheets(self) -> "Iterable[Sheet]":
        """Lay out sheets that a workbook has besides the blocks; none, unless a class has some."""
        return ()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Stream the tidy frame to Polars, DuckDB and Arrow."""
        return to_arrow(self._columns(), requested_schema)

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows the tables."""
        return f"<{type(self).__name__} {self._about()}>"

    def __str__(self) -> str:
        return text_of(self._blocks())

    def _repr_html_(self) -> str:
        return html_of(self._blocks())
