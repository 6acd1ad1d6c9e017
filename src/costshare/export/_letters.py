"""Letters as a value: a page for each member, written to files or to a PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from costshare.errors import CostshareError
from costshare.export._file_names import file_names
from costshare.export._page import page_of
from costshare.fields import find_name, read_path
from costshare.results import counted, write_whole


@dataclass(frozen=True, slots=True, repr=False)
class FeeLetters(Mapping[str, str]):
    """A letter for each member: a mapping of the member's name to an HTML page.

    A page needs nothing but itself: no script, no font and no picture elsewhere. It prints on A4.

    Attributes
    ----------
    title : str
        Title of the letters, in their language.
    lang : str
        Code of their language.
    articles : mapping of str to str
        HTML of each member's letter, without the page around it.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}}, period="2022", currency="SEK")
    >>> letters = cs.fee_letters(fees, contact="Anna Berg, 0920-45 00 00")
    >>> letters
    <FeeLetters Fee for 2022: 2 letters in en>
    >>> "The fee of A for 2022 is 50 SEK." in letters["A"]
    True
    """

    title: str
    lang: str
    articles: Mapping[str, str]

    def __getitem__(self, member: str) -> str:
        name = find_name("member", member, self.articles)
        return page_of(f"{self.title}, {name}", [self.articles[name]], self.lang)

    def __iter__(self) -> Iterator[str]:
        return iter(self.articles)

    def __len__(self) -> int:
        return len(self.articles)

    def __contains__(self, member: object) -> bool:
        return member in self.articles

    def __repr__(self) -> str:
        return f"<FeeLetters {self.title}: {counted(len(self), 'letter')} in {self.lang}>"

    def page(self) -> str:
        """Write all letters on one page; a printer begins each on a sheet of its own."""
        return page_of(self.title, self.articles.values(), self.lang)

    def _repr_html_(self) -> str:
        return "\n".join(self.articles.values())

    def to_folder(self, folder: str | Path) -> dict[str, Path]:
        """Write a file for each member, named after it, such as ``Kiruna.html``.

        Parameters
        ----------
        folder : str or Path
            Where to write; it is made if it does not exist. An old file of the same name is
            replaced whole.

        Returns
        -------
        dict of str to Path
            Member → its file. Signs that a file name cannot have on every system are replaced.

        Raises
        ------
        CostshareError
            If no folder can have this name.
        OSError
            If a file cannot be written.
        """
        folder = read_path(folder)
        paths = {name: folder / file for name, file in file_names(self.articles).items()}
        pages = {name: self[name].encode() for name in paths}
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            write_whole(path, pages[name])
        return paths

    def to_file(self, path: str | Path) -> None:
        """Write all letters to one HTML file, in which each begins a new sheet of paper.

        Raises
        ------
        CostshareError
            If no file can have this name.
        OSError
            If the file cannot be written.
        """
        write_whole(read_path(path), self.page().encode())

    def to_pdf(self, path: str | Path, *, member: str | None = None) -> None:
        """Write a PDF that screen readers can read (PDF/UA), with the extra ``pdf``.

        Parameters
        ----------
        path : str or Path
            File to write; an old one is replaced whole or not at all.
        member : str, optional
            Member whose letter to write; all of them if left out.

        Raises
        ------
        CostshareError
            If WeasyPrint is not installed, or the member is unknown.
        OSError
            If the file cannot be written.
        """
        path = read_path(path)
        page = self.page() if member is None else self[member]
        try:
            from weasyprint import HTML
        except (ImportError, OSError) as error:  # OSError: without Pango, a library in C
            msg = "PDF needs WeasyPrint and Pango: pip install 'costshare[pdf]', or print the page "
            raise CostshareError(f"{msg}from a browser") from error
        write_whole(path, HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"))
