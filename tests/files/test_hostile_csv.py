"""Files that nobody means well with: each gives a result, or an error that names the place."""

import resource
import time

import pytest

import costshare as cs

HEAD = "Kommun;Tjänst;Belopp\n"
MANY = 10**5
PATIENCE = 60  # seconds: what is quadratic in these files takes many minutes
MIB = 500


def lines(text, encoding="utf-8"):
    return text.encode(encoding, "surrogateescape")


RESULTS = {
    "blanks in a cell": (lines(f"{HEAD}A;p;{' ' * MANY}1\n"), 1),
    "blanks around quotes": (lines(f'{HEAD}"A"{" " * MANY};{" " * MANY}"p";1\n'), 1),
    "repeated headers": (lines(f"{HEAD[:-1]}{';x' * (MANY - 3)}\nA;p;1{';2' * (MANY - 3)}\n"), 1),
    "other headers": (
        lines(f"{HEAD[:-1]};{';'.join(map(str, range(MANY - 3)))}\nA;p;1\n"),
        1,
    ),
    "byte order mark": (lines(f"{HEAD}A;p;1\n", "utf-8-sig"), 1),
    "UTF-16 with its mark": (lines(f"{HEAD}A;p;1\n", "utf-16"), 1),
    "a header alone": (lines(HEAD), 0),
    "no end of line": (lines(f"{HEAD}A;p;1"), 1),
    "old Macintosh ends of line": (lines(f"{HEAD}A;p;1\n".replace("\n", "\r")), 1),
    "every line a total": (
        lines(HEAD + "".join(f"A;p;0\nSumma;;{0}\n" for _ in range(4000))),
        4000,
    ),
}

ERRORS = {
    "an empty file": (b"", "hostile.csv holds no rows"),
    "blank lines": (b"\n\r\n \n", "hostile.csv holds no rows"),
    "one column": (b"Kommun\nA\n", "hostile.csv has no column for pool and amount"),
    "NUL": (lines(f"{HEAD}A;p\0;1\n"), "hostile.csv, row 2 holds a NUL character"),
    "UTF-16 without its mark": (
        lines(f"{HEAD}A;p;1\n", "utf-16-le"),
        "hostile.csv, row 1 holds a NUL character",
    ),
    "quotes that stay open": (
        lines(f'{HEAD}A;p;1\nB;"p;2\nC;p;3\n'),
        "hostile.csv, row 3: unexpected end of data",
    ),
    "a quote within": (lines(f'{HEAD}A;"p"p;1\n'), "hostile.csv, row 2: ';' expected after '\"'"),
    "quotes that never close": (lines(HEAD + '"A;p;1\n' * 5001), "hostile.csv, row "),
    "a field of a megabyte": (
        lines(f"{HEAD}A;{'p' * 2**20};1\n"),
        "hostile.csv, row 2: field larger than field limit",
    ),
    "a header that stands twice": (
        lines("Kommun;Kund;Tjänst;Belopp\nA;A;p;1\n"),
        "hostile.csv, row 1: the headers 'Kommun' and 'Kund' both mean member",
    ),
    "a header that stands 10⁵ times": (
        lines(f"Kommun;Belopp{';Tjänst' * (MANY - 2)}\n"),
        "hostile.csv, row 1: the headers 'Tjänst' and 'Tjänst' both mean pool",
    ),
    "too many columns": (
        lines(f"{HEAD[:-1]}{';x' * 10**6}\n"),
        "hostile.csv, row 1 has 1000003 fields between ';', more than 100000",
    ),
    "a row that is longer than the header": (
        lines(f"{HEAD}A;p;1{';2' * (MANY - 3)}\n"),
        "hostile.csv, row 2: '2' is in column 4, which has no header",
    ),
    "blanks within a number": (
        lines(f"{HEAD}A;p;1{' ' * MANY}2\n"),
        "hostile.csv, row 2, column 'Belopp': amount '1   ",
    ),
    "digits without end": (
        lines(f"{HEAD}A;p;{'9' * MANY}\n"),
        "hostile.csv, row 2, column 'Belopp': amount '999",
    ),
    "an endless exponent": (
        lines(f"{HEAD}A;p;1e1000000000000000000\n"),
        "hostile.csv, row 2, column 'Belopp': amount '1e1000000000000000000' is not a number",
    ),
    "a large exponent": (
        lines(f"{HEAD}A;p;1e+9999\n"),
        "hostile.csv, row 2, column 'Belopp': amount has more than 1000 digits",
    ),
    "signs without end": (
        lines(f"{HEAD}A;p;{'-' * MANY}1\n"),
        "hostile.csv, row 2, column 'Belopp': amount '---",
    ),
    "two encodings": (
        lines(f"{HEAD}Luleå;p;1\n") + lines("Piteå\x81;p;1\n", "latin-1"),
        "hostile.csv is not in cp1252: ",
    ),
    "a day that does not exist": (
        lines("Kommun;Tjänst;Belopp;Datum\nA;p;1;31/31 2022\n"),
        "hostile.csv, row 2, column 'Datum': date '31/31 2022' is not a date",
    ),
}


def cost(call):
    """Run a call, and give its result with its seconds and its MiB."""
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = call()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return result, time.process_time() - begin, (after - before) / 1024


@pytest.mark.parametrize("case", RESULTS)
def test_a_strange_file_that_means_one_thing_is_read(tmp_path, case):
    path = tmp_path / "hostile.csv"
    data, rows = RESULTS[case]
    path.write_bytes(data)
    frame, seconds, memory = cost(lambda: cs.read_invoices(path))
    assert len(frame) == rows
    assert seconds < PATIENCE
    assert memory < MIB


@pytest.mark.parametrize("read", [cs.read_invoices, cs.read_budget])
@pytest.mark.parametrize("case", ERRORS)
def test_a_hostile_file_is_an_error_that_names_the_place(tmp_path, case, read):
    path = tmp_path / "hostile.csv"
    data, problem = ERRORS[case]
    path.write_bytes(data)

    def told():
        try:
            read(path)
        except cs.CostshareError as error:
            return str(error)
        return ""

    message, seconds, memory = cost(told)
    if read is cs.read_invoices:
        assert message.startswith(problem)
    assert len(message) < 1000
    assert seconds < PATIENCE
    assert memory < MIB
