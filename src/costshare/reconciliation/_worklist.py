"""A reconciliation as a worklist: findings with status, owner and comment that outlive a run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, get_args

from costshare.amounts import read_word
from costshare.errors import ConservationError, CostshareError, quoted
from costshare.fields import NO_OTHER_FIELDS, Currency, Name, OneOf, Value, given_as, plain_text
from costshare.frames import AnyFrame, as_pandas
from costshare.invoices import member_label, pool_label
from costshare.periods import PeriodField
from costshare.reconciliation._finding import CellFindingKind, Finding, notes_of
from costshare.results import (
    Block,
    Column,
    Point,
    Points,
    Result,
    Table,
    amount_column,
    count_column,
    counted,
    heading,
    same_column,
    signed,
    text_column,
)
from costshare.words import Said, join, say

TaskStatus = Literal["open", "waiting", "accepted", "done", "gone"]

_CELLS = get_args(CellFindingKind)
_STATUSES: Mapping[TaskStatus, Said] = {
    "open": say("open"),
    "waiting": say("waiting"),
    "accepted": say("accepted"),
    "done": say("done"),
    "gone": say("gone"),
}
_SETTLED = ("accepted", "done", "gone")

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Task(Value):
    """One finding, and what people make of it.

    Attributes
    ----------
    number : int
        Number of the task, which it keeps from run to run.
    finding : Finding
        What does not agree, as it was found last.
    status : str
        ``open``, ``waiting``, ``accepted``, ``done``, or ``gone`` if the last run did not find it.
    owner, comment : str
        Who has it in hand, and a note.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    number: int
    finding: Finding
    status: Annotated[TaskStatus, OneOf("status of a task", TaskStatus)] = "open"
    owner: str = ""
    comment: str = ""

    def __repr__(self) -> str:
        """Show number, status and message."""
        return f"<Task {self.number}, {self.status}: {self.finding.message}>"


@dataclass(frozen=True, slots=True, repr=False)
class Worklist(Result):
    """Findings of a reconciliation, to be worked through; iterating over it yields the tasks.

    Attributes
    ----------
    name : str
        Name of the agreement.
    period : Period or None
        Period that was reconciled.
    currency : str or None
        Currency of every amount.
    labels : mapping of str to str
        What people read for pools that have a label.
    tasks : tuple of Task
        One for each finding of this run and of earlier ones, in the order of their numbers.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate(200, cs.Flat(), {"Boden": {}, "Piteå": {}}, pool="office")
    >>> first = cs.reconcile(fees, [cs.InvoiceLine(member="Boden", pool="office", amount=90)])
    >>> tasks = first.worklist().note(2, status="waiting", owner="Anna", comment="asked Boden")
    >>> sent = [("Boden", 90), ("Piteå", 100)]
    >>> later = [cs.InvoiceLine(member=name, pool="office", amount=sum) for name, sum in sent]
    >>> print(cs.reconcile(fees, later).worklist(tasks))
    office
    <BLANKLINE>
        status  member    pool  difference  owner
    ---------------------------------------------
    1     gone   Piteå  office        -100
    2  waiting   Boden  office         -10   Anna
    <BLANKLINE>
    2. Boden, office: 90 is invoiced, 10 less than the fee of 100.
      Note: asked Boden
    """

    format = "costshare.worklist/1"

    name: str
    period: PeriodField | None
    currency: Currency
    tasks: tuple[Task, ...]
    labels: Mapping[str, Name] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    def check(self) -> None:
        """Prove that each task has a number of its own, in order.

        Raises
        ------
        ConservationError
            If two tasks have the same number, or the order is another.
        """
        numbers = [task.number for task in self.tasks]
        if numbers != sorted(set(numbers)):
            msg = f"tasks have the numbers {numbers}; give each a number of its own, in order"
            raise ConservationError(msg)

    def task(self, number: int) -> Task:
        """Return one task by its number.

        Raises
        ------
        CostshareError
            If no task has the number.
        """
        for task in self.tasks:
            if type(number) is int and task.number == number:
                return task
        known = ", ".join(str(task.number) for task in self.tasks[:20])
        raise CostshareError(f"no task has the number {quoted(number)}; the numbers are {known}")

    def note(
        self,
        number: int,
        *,
        status: TaskStatus | None = None,
        owner: str | None = None,
        comment: str | None = None,
    ) -> "Worklist":
        """Return a worklist with notes on one task; what is left out stays.

        Raises
        ------
        CostshareError
            If no task has the number, the status is not a known one, or a note is not text.
        """
        return self._noted(number, {"status": status, "owner": owner, "comment": comment})

    def _noted(self, number: int, notes: Mapping[str, object]) -> "Worklist":
        task = self.task(number)
        given = {name: _read(name, note) for name, note in notes.items() if note is not None}
        noted = replace(task, **given)
        return replace(self, tasks=tuple(noted if each is task else each for each in self.tasks))

    def with_notes(self, given: AnyFrame) -> "Worklist":
        """Return a worklist with the notes of a frame, such as one that was edited in Excel.

        Parameters
        ----------
        given : frame of any kind
            Columns ``number``, and ``status``, ``owner`` and ``comment`` or some of them, as
            `to_frame` writes them. A missing status stays as it was; a missing owner or comment
            is taken away.

        Raises
        ------
        CostshareError
            If the column of numbers is missing, a number is unknown or repeated, or a status is
            not a known one.
        """
        frame = as_pandas(given, "notes")
        if "number" not in frame:
            msg = f"notes have no column 'number'; their columns are {', '.join(map(str, frame))}"
            raise CostshareError(msg)
        noted, seen = self, set[int]()
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
            number = self.task(_whole(row["number"])).number
            if number in seen:
                raise CostshareError(f"notes have two rows for task {number}; keep one")
            seen.add(number)
            notes: dict[str, object] = {
                name: row[name] or "" for name in ("owner", "comment") if name in row
            }
            noted = noted._noted(number, {"status": row.get("status"), **notes})
        return noted

    def _about(self) -> str:
        left = sum(task.status not in _SETTLED for task in self.tasks)
        return f"{heading(self.name, self.period)}: {counted(len(self.tasks), 'task')}, {left} left"

    def _blocks(self) -> Iterator[Block]:
        """Lay out the tasks, and the messages and notes of those that are left."""
        yield Table(
            header=[
                "",
                *(say("status"), say("member"), say("pool")),
                *(say("difference"), say("owner")),
            ],
            rows=[
                [
                    str(task.number),
                    _STATUSES[task.status],
                    member_label(task.finding.member),
                    pool_label(task.finding.pool, self.labels),
                    signed(task.finding.difference),
                    task.owner,
                ]
                for task in self.tasks
            ],
            caption=heading(self.name, self.period, self.currency),
        )
        left = [task for task in self.tasks if task.status not in _SETTLED or task.comment]
        if left:
            yield Points(list(map(_point, left)))

    def _columns(self) -> Sequence[Column]:
        """Lay out one row a task."""
        findings = [task.finding for task in self.tasks]
        return (
            same_column("period", self.period, self.tasks),
            count_column("number", (task.number for task in self.tasks)),
            text_column("kind", (each.kind for each in findings)),
            text_column("member", (each.member for each in findings)),
            text_column("pool", (each.pool for each in findings)),
            text_column("status", (task.status for task in self.tasks)),
            text_column("owner", (task.owner or None for task in self.tasks)),
            text_column("comment", (task.comment or None for task in self.tasks)),
            text_column("message", (each.message for each in findings)),
            same_column("currency", self.currency, self.tasks),
            amount_column("difference", (each.difference for each in findings)),
        )


def tasks_of(findings: Sequence[Finding], before: Sequence[Task]) -> tuple[Task, ...]:
    """Bring tasks up to date with the findings of a run.

    A finding is known again by what it is about: a cell by member and pool, a line by its invoice
    and date. If its amounts are others than before, what was settled is open again.
    """
    found = dict(zip(_keys(findings), findings, strict=True))
    tasks = []
    for key, task in zip(_keys([task.finding for task in before]), before, strict=True):
        now = found.pop(key, None)
        if now is None:
            tasks.append(replace(task, status="gone"))
        elif _amounts(now) == _amounts(task.finding) and task.status != "gone":
            tasks.append(replace(task, finding=now))
        else:
            status = "open" if task.status in _SETTLED else task.status
            tasks.append(replace(task, finding=now, status=status))
    first = 1 + max((task.number for task in tasks), default=0)
    new = [Task(number, finding) for number, finding in enumerate(found.values(), first)]
    return (*tasks, *new)


def _keys(findings: Iterable[Finding]) -> Iterator[_Key]:
    """Yield keys that stay the same from run to run; equal ones are counted."""
    times = Counter[_Key]()
    for finding in findings:
        about: _Key = ("cell",)
        if finding.kind not in _CELLS:
            lines = () if finding.kind == "duplicate" else finding.lines
            about = (finding.kind, *((line.invoice, line.date) for line in lines))
        key = (finding.member, finding.pool, *about)
        times[key] += 1
        yield (*key, times[key])


def _amounts(finding: Finding) -> _Key:
    """What a note on a finding was made for."""
    sums = (line.amount for line in finding.lines) if finding.kind not in _CELLS else ()
    return (finding.expected, finding.invoiced, *sums)


def _read(name: str, note: object) -> Any:
    """Read one note."""
    if name == "status":
        return read_word(note, "status", TaskStatus)
    return plain_text(given_as(str, note, name, "text"))


def _whole(value: object) -> Any:
    """Read the number of a task, also where a spreadsheet has made a float or a text of it."""
    text = str(value).removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else value


def _point(task: Task) -> Point:
    """Write the message of a task, its hints and its note."""
    notes = notes_of(task.finding)
    if task.comment:
        notes.append(say("Note: {comment}", comment=task.comment))
    return Point(join(". ", [str(task.number), task.finding.message]), notes=notes)
