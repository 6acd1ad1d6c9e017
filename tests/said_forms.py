"""Which forms a package can say, and which of them some results say: no sentence is untested."""

from babel.messages.extract import extract_from_dir

from catalogues import SAYING, SOURCE
from costshare.results import text_of
from costshare.words import Words


def forms_in(package):
    """Collect the forms that a package of the library can say."""
    found = extract_from_dir(SOURCE / package, keywords=SAYING, comment_tags=())
    return {form if isinstance(form, str) else form[0] for _, _, form, *_ in found}


def forms_of(*results):
    """Collect the forms that some results or blocks are made of."""
    seen = set()

    def note(said):
        seen.add(said.form)

    noting = Words("noting", note, " ", ".")
    for each in results:
        text_of([each] if isinstance(each, str) else each._blocks(), noting)
    return seen
