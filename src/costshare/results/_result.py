"""What every result is: a value that prints, draws itself in a notebook, and leaves as data."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from costshare.fields import Value, given_as
from costshare.results._frame import Column, to_arrow, to_pandas
from costshare.results._record import Record
from costshare.results._report import Block, html_of, text_of
from costshare.words import words_of

if TYPE_CHECKING:
    import pandas as pd


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

    def to_text(self, *, lang: str = "en") -> str:
        """Write the tables and sentences that ``print`` shows, in any language of `costshare`.

        Parameters
        ----------
        lang : str, default "en"
            Code of the language: ``"en"`` or ``"sv"``. Others than English need the extra
            ``i18n``. Names of members, pools and drivers stay as they are.

        Returns
        -------
        str
            Lines for a terminal or a file.

        Raises
        ------
        CostshareError
            If `lang` is not a known language, and where Babel is not installed.

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
        return text_of(self._blocks(), words_of(lang))

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
