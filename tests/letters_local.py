"""What a reader finds on a page: its elements, its tables, its text."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Elements with their attributes, and the cells of each table."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self.tables = [], [], []
        self._skipped = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._skipped = tag == "style"
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        self._skipped = False

    def handle_data(self, data):
        if self._skipped:
            return
        self.text.append(data.replace("\N{NO-BREAK SPACE}", " "))
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            inside = [tag for tag, _ in self.elements][-1]
            if inside in {"th", "td"}:
                self.tables[-1][-1][-1] += self.text[-1].strip("\n")

    def tags(self, *names):
        return [attributes for tag, attributes in self.elements if tag in names]

    @property
    def all_text(self):
        return "".join(self.text)
