"""A small spreadsheet in doubles, which rounds to 15 digits where real ones do."""

import math
import re

import numpy as np

_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_ELSEWHERE = re.compile(r"'((?:[^']|'')+)'!([A-Z]+\d+)")
_CELL = re.compile(r"(?<![\"A-Z])([A-Z]+\d+)(?![\d\"(])")


def _whole(value):
    """Round down what 15 digits show of a number: the carefullest reading of INT."""
    return float(math.floor(float(f"{value:.15g}")))


def _round(value, places):
    return float(math.floor(value * 10**places + 0.5)) / 10**places


_FUNCTIONS = {
    "ABS": abs,
    "GCD": lambda one, other: float(math.gcd(int(one), int(other))),
    "IF": lambda chosen, one, other: one if chosen else other,
    "INT": _whole,
    "ROUND": _round,
    "SUM": lambda cells: float(sum(np.atleast_1d(cells))),
    "SUMPRODUCT": lambda cells: float(np.sum(cells)),
}


def _with_others(book, text):
    """Put the numbers that other sheets give into a formula."""

    def number(found):
        other, place = book[found[1].replace("''", "'")], found[2]
        return repr(float(computed(other).get(place, other[place].value)))

    return _ELSEWHERE.sub(number, text)


def computed(sheet):
    """Compute each formula of a sheet of openpyxl from the cells that are values."""
    known = {}

    def value(place):
        if place not in known:
            held = sheet[place].value
            is_formula = isinstance(held, str) and held.startswith("=")
            known[place] = formula(held) if is_formula else held
        return known[place]

    def cell(place):
        assert not isinstance(value(place), str), f"{place} is text"
        return float(value(place))

    def cells(column, first, last):
        held = (value(f"{column}{row}") for row in range(first, last + 1))
        return np.array([float(each) for each in held if isinstance(each, int | float)])

    def across(first, last, row):
        held = (each.value for each in sheet[f"{first}{row}:{last}{row}"][0])
        return np.array([float(each) for each in held if isinstance(each, int | float)])

    def of_range(found):
        one, first, other, last = found.groups()
        if one == other:
            return f"cells('{one.lower()}', {first}, {last})"
        assert first == last
        return f"across('{one.lower()}', '{other.lower()}', {first})"

    def formula(text):
        text = _with_others(sheet.parent, text[1:].replace("$", ""))
        text = _RANGE.sub(of_range, text)
        text = _CELL.sub(lambda found: f"cell('{found[1].lower()}')", text)
        text = re.sub(r"(?<![<>])=", "==", text)
        names = {
            "cell": lambda place: cell(place.upper()),
            "cells": lambda column, first, last: cells(column.upper(), first, last),
            "across": lambda one, other, row: across(one.upper(), other.upper(), row),
        }
        return eval(text, {**_FUNCTIONS, **names})  # noqa: S307 - formulas that we wrote

    return {
        each.coordinate: value(each.coordinate)
        for row in sheet.iter_rows()
        for each in row
        if isinstance(each.value, str) and each.value.startswith("=") and each.data_type == "f"
    }
