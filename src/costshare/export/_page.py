"""A page that needs nothing but itself: no script, no style sheet and no picture elsewhere."""

from collections.abc import Iterable
from html import escape

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; color: #111; background: #fff;
  overflow-wrap: anywhere;
  font: 1rem/1.45 "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
p, ol { margin: 0.4rem 0; }
ol { padding-left: 1.6rem; }
li { margin: 0.15rem 0; }
.top { display: flex; justify-content: space-between; gap: 2rem; margin-bottom: 2rem; }
.lead { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.3rem; }
th, td { padding: 0.25rem 0.6rem 0.25rem 0; vertical-align: bottom; }
th + th, th + td, td + td { padding: 0.25rem 0 0.25rem 0.6rem; }
tbody th { font-weight: normal; }
thead th { border-bottom: 1.5pt solid #111; }
tbody tr + tr > * { border-top: 0.5pt solid #767676; }
tfoot > tr > * { border-top: 1.5pt solid #111; }
@page { size: A4; margin: 18mm 20mm; }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  h1, h2, h3, caption, thead { break-after: avoid; }
  tfoot { display: table-row-group; } /* else the totals are printed on every sheet */
  section, table, tr, li { break-inside: avoid; }
  article + article { break-before: page; }
  p, li { orphans: 2; widows: 2; }
}
@media screen and (max-width: 40rem) {
  table { font-size: 0.8rem; }
}
@media screen {
  article + article { border-top: 1px solid #767676; margin-top: 3rem; padding-top: 1rem; }
}
"""


def page_of(title: str, articles: Iterable[str], lang: str) -> str:
    """Write a page of articles; a printer begins each on a sheet of its own."""
    body = "\n".join(articles)
    return f"""<!DOCTYPE html>
<html lang="{escape(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def lines_of(text: str) -> str:
    """Write the lines of a text, such as an address."""
    return "<br>".join(escape(line.strip()) for line in text.strip().splitlines())
