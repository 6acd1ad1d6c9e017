"""Notes on findings outlive a run: what is found again is known again, what is gone is said."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

NAMES = ["A", "B", "C", "D"]
FEES = cs.allocate(400, cs.Flat(), {name: {} for name in NAMES}, pool="office", period="2022")
STATUSES = ["open", "waiting", "accepted", "done"]
LINES = st.lists(
    st.builds(
        cs.InvoiceLine,
        member=st.sampled_from([*NAMES, "X"]),
        pool=st.just("office"),
        amount=st.sampled_from([90, 100, 110]),
        invoice=st.sampled_from(["1", "2", None]),
        date=st.sampled_from(["2022-03-01", "2021-03-01", None]),
    ),
    max_size=6,
)
NOTES = st.lists(
    st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "Anna"]), st.sampled_from(["", "?"])),
    min_size=20,
    max_size=20,
)


def noted(worklist, notes):
    for task, (status, owner, comment) in zip(worklist, notes, strict=False):
        worklist = worklist.note(task.number, status=status, owner=owner, comment=comment)
    return worklist


@given(LINES, NOTES)
def test_the_same_run_again_changes_nothing(lines, notes):
    result = cs.reconcile(FEES, lines)
    tasks = noted(result.worklist(), notes)
    again = result.worklist(tasks)
    assert again == tasks
    assert [task.finding for task in again] == list(result.findings)
    assert cs.Worklist.from_dict(again.to_dict()) == again


@given(LINES, LINES, NOTES, st.permutations(range(6)))
def test_every_finding_has_a_task_and_no_task_is_lost(first, second, notes, order):
    before = noted(cs.reconcile(FEES, first).worklist(), notes)
    result = cs.reconcile(FEES, second)
    after = result.worklist(before)
    after.check()
    assert sorted(str(task.finding) for task in after if task.status != "gone") == sorted(
        map(str, result.findings)
    )
    numbers = [task.number for task in after]
    assert numbers[: len(before)] == [task.number for task in before]
    for old in before:
        new = after.task(old.number)
        assert (new.owner, new.comment) == (old.owner, old.comment)
        assert (new.finding.member, new.finding.pool) == (old.finding.member, old.finding.pool)
        if new.status in {"accepted", "done"}:
            assert new.finding.difference == old.finding.difference
    shuffled = [second[at] for at in order if at < len(second)]
    again = cs.reconcile(FEES, shuffled).worklist(before)
    assert {task.number: task.status for task in again if task.number <= len(before)} == {
        task.number: task.status for task in after if task.number <= len(before)
    }


@given(LINES)
def test_what_is_corrected_is_gone_and_open_again_when_it_comes_back(lines):
    wrong, right = cs.reconcile(FEES, lines), cs.reconcile(FEES, FEES.invoice_lines())
    tasks = wrong.worklist()
    gone = right.worklist(tasks)
    assert {task.status for task in gone} <= {"gone"}
    assert "gone" in str(gone) or not tasks.tasks
    assert [task.status for task in wrong.worklist(gone)] == ["open"] * len(tasks)


def test_an_accepted_difference_is_open_again_with_another_amount():
    def found(amount):
        return cs.reconcile(FEES, [*FEES.invoice_lines()[1:], line(amount)])

    def line(amount):
        return cs.InvoiceLine(member="A", pool="office", amount=amount)

    accepted = found(90).worklist().note(1, status="accepted", comment="agreed by phone")
    assert found(90).worklist(accepted).task(1).status == "accepted"
    task = found(80).worklist(accepted).task(1)
    assert (task.status, task.comment, task.finding.difference) == ("open", "agreed by phone", -20)


def test_a_list_that_was_edited_in_a_spreadsheet_is_read_back(tmp_path):
    tasks = cs.reconcile(FEES, FEES.invoice_lines()[1:3]).worklist()
    tasks.to_frame().to_csv(tmp_path / "tasks.csv", index=False)
    frame = pd.read_csv(tmp_path / "tasks.csv")
    frame["owner"] = ["Anna", None]
    frame["status"] = ["waiting", None]
    read = tasks.with_notes(frame)
    assert [(task.status, task.owner) for task in read] == [("waiting", "Anna"), ("open", "")]
    assert read.with_notes([{"number": 1, "owner": None}]).task(1).owner == ""
    assert read.with_notes([{"number": "2", "comment": "x"}]).task(2).comment == "x"


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        ([{"task": 1}], "no column 'number'"),
        ([{"number": 7}], "no task has the number 7; the numbers are 1, 2"),
        ([{"number": 1}, {"number": 1}], "two rows for task 1"),
        ([{"number": 1, "status": "finished"}], "unknown status 'finished'"),
        ([{"number": 1, "owner": 5}], "owner is of type int"),
    ],
)
def test_notes_that_cannot_be_read_are_refused(notes, message):
    tasks = cs.reconcile(FEES, FEES.invoice_lines()[1:3]).worklist()
    with pytest.raises(cs.CostshareError, match=message):
        tasks.with_notes(notes)


def test_the_list_of_another_agreement_is_refused():
    other = cs.allocate(400, cs.Flat(), {"A": {}}, period="2023")
    tasks = cs.reconcile(other, []).worklist()
    with pytest.raises(cs.CostshareError, match="before is the worklist of fee 2023"):
        cs.reconcile(FEES, []).worklist(tasks)
    with pytest.raises(cs.CostshareError, match="pass a worklist"):
        cs.reconcile(FEES, []).worklist([])


def test_people_read_labels_and_every_comment():
    board = cs.Agreement(
        name="board",
        period="2022",
        members=[cs.Member(name="A")],
        pools=[cs.Pool(name="it", label="IT and portal", total=10, model=cs.Flat())],
    )
    tasks = cs.reconcile(board.allocate(), []).worklist()
    noted = tasks.note(1, status="accepted", comment="credited next year")
    assert "IT and portal" in str(noted).splitlines()[4]
    assert "Note: credited next year" in str(noted)
