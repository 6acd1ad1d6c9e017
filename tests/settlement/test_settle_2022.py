"""The board's own year: DCBD within the basic amount, the rest carried forward."""

from dataclasses import replace
from decimal import Decimal

import costshare as cs
from budget_2022_local import PRINTED, fees, report, year
from costshare.settlement import NO_MEMBER


def test_the_project_is_covered_within_the_basic_amount():
    settled = year()
    settled.check()
    assert [(each.source, each.target, each.amount) for each in settled.transfers] == [
        ("Grundbelopp", "Projekt DCBD", 144_299)
    ]
    assert settled.balance(pool="Projekt DCBD").closing == 0
    assert settled.balance(pool="Grundbelopp").closing == 181_495 - 144_299


def test_the_printed_surplus_is_carried_forward():
    total = year().balance()
    assert (total.income, total.cost, total.closing) == (8_006_135, 7_739_390, 266_745)
    assert total.returned == total.transferred == 0


def test_every_krona_of_the_surplus_has_an_owner():
    settled = year()
    no_member = settled.balance(member=NO_MEMBER).closing
    # The projects have no fees per member, so their surplus belongs to none: 867 + 55 875 + …
    assert no_member == sum(
        PRINTED[name][2]
        for name in PRINTED
        if name.startswith(("SOC", "Projekt")) and "DCBD" not in name
    )
    owned = sum(settled.balance(member=name).closing for name in settled.members)
    assert owned + no_member == 266_745


def test_the_rescue_services_income_above_the_fees_belongs_to_no_member():
    cell = year().balance("Räddningstjänsten", NO_MEMBER)
    assert (cell.income, cell.cost, cell.closing) == (126_200, 126_200, 0)


def test_the_next_year_opens_with_it():
    first = year()
    later = replace(fees(), period=cs.Period.read("2023"))
    settled = cs.settle(
        later, report().replace(period="2023"), opening=first, leave_out=["datacenter"]
    )
    assert settled.balance().opening == Decimal(266_745)
    assert settled.balance(member="Kiruna").opening == first.balance(member="Kiruna").closing
