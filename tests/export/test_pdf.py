"""Letters as PDF, written by WeasyPrint.

Where WeasyPrint or Pango is not there, this is skipped; with ``COSTSHARE_PDF=required`` in the
environment it fails instead, so that CI cannot pass without.
"""

import os

import pytest

import costshare as cs


def test_letters_are_written_as_pdf(tmp_path):
    fees = cs.allocate(100, cs.Flat(), {"Boden": {}, "Piteå": {}}, period="2022", currency="SEK")
    letters = cs.fee_letters(fees, contact="Anna Berg")
    try:
        letters.to_pdf(tmp_path / "all.pdf")
    except cs.CostshareError as error:
        if os.environ.get("COSTSHARE_PDF") == "required" or "WeasyPrint" not in str(error):
            raise
        pytest.skip(str(error))
    letters.to_pdf(tmp_path / "boden.pdf", member="Boden")
    both, one = (tmp_path / name for name in ("all.pdf", "boden.pdf"))
    assert both.read_bytes().startswith(b"%PDF-")
    assert both.stat().st_size > one.stat().st_size > 1_000
