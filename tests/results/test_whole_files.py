"""Saving: a file is replaced whole or not at all, whatever goes wrong."""

import json
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from errno import EIO, ENOSPC
from pathlib import Path

import pytest

import costshare as cs
from costshare.results import _whole
from costshare.results._files import write_file


def fees(total=100):
    return cs.allocate(total, cs.Flat(), {"A": {}, "B": {}}, period="2022")


def board(total=100):
    return cs.Agreement(
        name="Board",
        period="2022",
        members=[cs.Member(name="A"), cs.Member(name="B")],
        pools=[cs.Pool(name="office", total=total, model=cs.Flat())],
    )


def run(script, *values, **settings):
    """Run a script in a process of its own."""
    source = str(Path(cs.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-c", script, *values],
        env={**os.environ, "PYTHONPATH": source},
        check=False,
        **settings,
    )


RECORDS = [
    ("x.json", fees),
    ("x.json", board),
    ("x.toml", board),
    ("x.json", lambda total=100: cs.settle(fees(total), {"fee": 90})),
    ("x.json", lambda total=100: cs.correct(fees(total), fees(total + 2))),
    ("x.json", lambda total=100: cs.reconcile(fees(total), [])),
]


@pytest.fixture(params=RECORDS, ids=lambda each: f"{each[1]().__class__.__name__}{each[0][1:]}")
def kept(request, tmp_path):
    """A saved file, its content, and a record of the same kind that is to replace it."""
    name, make = request.param
    path = tmp_path / name
    make().save(path)
    return path, path.read_bytes(), make(200)


def whole(path, content):
    """The old content is there, and no other file."""
    return path.read_bytes() == content and list(path.parent.iterdir()) == [path]


FULL = OSError(ENOSPC, os.strerror(ENOSPC))


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["disk full", "interrupt"])
@pytest.mark.parametrize(
    "step", ["os.fsync", "pathlib.Path.replace", "shutil.copystat", "io.BufferedWriter"]
)
def test_a_save_that_fails_leaves_the_old_file_and_no_other(kept, monkeypatch, step, error):
    path, content, record = kept

    def fail(*_, **__):
        raise error

    if step == "io.BufferedWriter":
        opened = Path.open

        class Full:
            def __init__(self, file):
                self.file = file

            def __enter__(self):
                return self

            def __exit__(self, *_):
                self.file.close()

            def write(self, content):
                self.file.write(content[:10])
                self.file.flush()
                raise error

        def open_full(self, mode="r", *args, **named):
            file = opened(self, mode, *args, **named)
            return Full(file) if mode == "xb" else file

        monkeypatch.setattr(Path, "open", open_full)
    else:
        monkeypatch.setattr(step, fail)
    with pytest.raises(type(error)) as caught:
        record.save(path)
    monkeypatch.undo()
    assert caught.value is error
    assert whole(path, content)


def test_a_disk_without_room_leaves_the_old_file(kept):
    # A real limit of the system: no file of more than 64 bytes can be written.
    path, content, record = kept
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            record.save(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert whole(path, content)


def test_a_new_file_that_fails_is_not_there(tmp_path, monkeypatch):
    def fail(_):
        raise FULL

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        fees().save(tmp_path / "x.json")
    assert not list(tmp_path.iterdir())


def test_a_process_that_is_killed_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.json"
    fees().save(path)
    content = path.read_bytes()
    script = (
        "import os, signal, sys, costshare as cs\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "cs.allocate(200, cs.Flat(), {'A': {}}).save(sys.argv[1])\n"
    )
    done = run(script, str(path))
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == content
    left = [each.name for each in tmp_path.iterdir() if each != path]
    assert len(left) == 1
    assert left[0].startswith(".costshare-")
    assert left[0].endswith(".tmp")


@pytest.mark.parametrize("content", ["data", "model"])
def test_nothing_is_touched_before_all_is_written_as_text(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")
    data = {"data": {"name": "A\ud800"}, "model": {"x": object()}}[content]
    with pytest.raises((cs.CostshareError, TypeError)):
        write_file(path, data, (".json",))
    assert whole(path, b"old")


def test_text_that_no_file_can_hold_is_named(tmp_path):
    with pytest.raises(cs.CostshareError) as caught:
        write_file(tmp_path / "x.json", {"comment": "good\ud800"}, (".json",))
    assert str(caught.value) == (
        "x.json: '\\ud800' is not a character that UTF-8 can hold; correct "
        '\'{\\n  "comment": "good\\ud800\''
    )


def test_mode_and_owner_stay(tmp_path):
    path = tmp_path / "x.json"
    fees().save(path)
    path.chmod(0o640)
    owner = (4321, 4321) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    os.chown(path, *owner)
    fees(200).save(path)
    now = path.stat()
    assert stat.S_IMODE(now.st_mode) == 0o640
    assert (now.st_uid, now.st_gid) == owner
    assert cs.Allocation.load(path) == fees(200)


def test_a_file_that_cannot_be_given_to_its_owner_is_saved_all_the_same(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    path = tmp_path / "x.json"
    fees().save(path)
    monkeypatch.setattr(os, "chown", refuse)
    fees(200).save(path)
    assert cs.Allocation.load(path) == fees(200)


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path):
    plain, path = tmp_path / "plain", tmp_path / "x.json"
    plain.touch()
    fees().save(path)
    assert path.stat().st_mode == plain.stat().st_mode


def test_the_time_is_that_of_the_save(tmp_path):
    path = tmp_path / "x.json"
    fees().save(path)
    os.utime(path, (0, 0))
    fees(200).save(path)
    assert path.stat().st_mtime > 0


@pytest.mark.parametrize("relative", [False, True])
def test_links_stay_links(tmp_path, relative):
    (tmp_path / "folder").mkdir()
    target, link, far = tmp_path / "folder" / "x.json", tmp_path / "y.json", tmp_path / "z.json"
    link.symlink_to("folder/x.json" if relative else target)
    far.symlink_to(link)
    fees().save(link)  # there is no such file yet
    fees(200).save(far)
    assert link.is_symlink()
    assert far.is_symlink()
    assert not target.is_symlink()
    assert cs.Allocation.load(target) == fees(200)
    assert sorted(each.name for each in tmp_path.rglob("*")) == [
        "folder",
        "x.json",
        "y.json",
        "z.json",
    ]


def test_links_in_a_circle_are_an_error_of_the_system(tmp_path):
    one, other = tmp_path / "x.json", tmp_path / "y.json"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(OSError, match="symbolic links"):
        fees().save(one)
    folder = tmp_path / "folder"
    folder.symlink_to(folder)
    with pytest.raises(OSError, match="symbolic links"):
        fees().save(folder / "x.json")


def test_a_device_is_written_directly(tmp_path):
    before = Path("/dev/null").stat()
    fees().save("/dev/null")
    board().save("/dev/null")
    (tmp_path / "x.json").symlink_to("/dev/null")
    fees().save(tmp_path / "x.json")
    assert Path("/dev/null").stat().st_rdev == before.st_rdev
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert (tmp_path / "x.json").is_symlink()
    (tmp_path / "y.json").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        fees().save(tmp_path / "y.json")


def test_a_pipe_is_written_directly(tmp_path):
    path = tmp_path / "x.json"
    os.mkfifo(path)
    found = []
    reader = threading.Thread(target=lambda: found.append(path.read_text(encoding="utf-8")))
    reader.start()
    fees().save(path)
    reader.join()
    assert cs.Allocation.from_dict(json.loads(found[0])) == fees()
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.parametrize("into", ["pipe", "file"])
def test_standard_output_is_written_directly(tmp_path, into):
    script = "import costshare as cs; cs.allocate(200, cs.Flat(), {'A': {}}).save('/dev/stdout')"
    if into == "pipe":
        out = run(script, stdout=subprocess.PIPE).stdout
    else:
        path = tmp_path / "out"
        with path.open("wb") as file:
            inode = path.stat().st_ino
            run(script, stdout=file)
        assert path.stat().st_ino == inode
        out = path.read_bytes()
    assert cs.Allocation.from_dict(json.loads(out)).total == 200


def test_what_may_not_be_written_is_an_error_that_names_the_file(kept, monkeypatch):
    path, content, record = kept
    opened = Path.open

    def no_right(self, mode="r", *args, **named):
        if mode == "r+b":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode, *args, **named)

    monkeypatch.setattr(Path, "open", no_right)
    with pytest.raises(PermissionError) as caught:
        record.save(path)
    monkeypatch.undo()
    assert caught.value.filename == str(path)
    assert whole(path, content)


def test_a_directory_that_takes_no_files_is_an_error_that_names_the_file(kept, monkeypatch):
    path, content, record = kept
    opened = Path.open

    def read_only(self, mode="r", *args, **named):
        if mode == "xb":
            raise OSError(30, "Read-only file system", str(self))
        return opened(self, mode, *args, **named)

    monkeypatch.setattr(Path, "open", read_only)
    with pytest.raises(OSError, match="Read-only") as caught:
        record.save(path)
    monkeypatch.undo()
    assert caught.value.filename == str(path)
    assert whole(path, content)


def test_a_folder_that_is_not_there_is_an_error_that_names_the_file(tmp_path):
    path = tmp_path / "none" / "x.json"
    with pytest.raises(FileNotFoundError) as caught:
        fees().save(path)
    assert caught.value.filename == str(path)
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        fees().save(tmp_path / "file" / "x.json")
    (tmp_path / "d.json").mkdir()
    with pytest.raises(IsADirectoryError):
        fees().save(tmp_path / "d.json")


def test_an_error_names_one_file_alone(tmp_path):
    fees = cs.allocate(1, cs.Flat(), {"A": {}})
    with pytest.raises(FileNotFoundError) as caught:
        fees.save(tmp_path / "nope" / "a.json")
    assert "->" not in str(caught.value)
    for use in (fees.save, cs.Allocation.load):
        with pytest.raises(
            cs.CostshareError, match=r"^the ending of path \. is not of a known kind"
        ):
            use(".")


def test_an_error_while_tidying_up_does_not_hide_the_first(tmp_path, monkeypatch):
    def fail(error):
        def raise_it(*_, **__):
            raise error

        return raise_it

    monkeypatch.setattr(os, "fsync", fail(FULL))
    monkeypatch.setattr(Path, "unlink", fail(OSError(EIO, os.strerror(EIO))))
    with pytest.raises(OSError, match="No space left"):
        fees().save(tmp_path / "x.json")


def test_long_names_can_be_saved(tmp_path):
    path = tmp_path / f"{'x' * 250}.json"
    fees().save(path)
    assert cs.Allocation.load(path) == fees()


def test_readers_find_the_old_file_or_the_new_and_never_a_part(tmp_path):
    path = tmp_path / "x.json"
    records = [fees(), cs.allocate(300, cs.Flat(), {f"M{n}": {} for n in range(300)})]
    known = []
    for record in records:
        record.save(path)
        known.append(path.read_bytes())
    done = threading.Event()
    found = set()

    def read():
        while not done.is_set():
            found.add(path.read_bytes())

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(60):
        records[turn % 2].save(path)
    done.set()
    for reader in readers:
        reader.join()
    assert found <= set(known)
    assert list(tmp_path.iterdir()) == [path]


def test_no_other_place_in_the_library_writes_files():
    source = Path(cs.__file__).parent
    writers = ("write_text(", "write_bytes(", ".to_csv(", ".to_excel(", "json.dump(")
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if path.parent.name != "cli"  # which writes by the verbs of results
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(writer in line for writer in writers)
        and not line.lstrip().startswith((">>>", "..."))
    }
    assert found == {Path(_whole.__file__).relative_to(source).as_posix()}
