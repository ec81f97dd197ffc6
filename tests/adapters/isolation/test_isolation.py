"""Whatever a document does to the process that reads it, the parent says one sentence and reads the next."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from peercall.adapters.isolation import IsolatedProcess, ProcessLimits
from peercall.domain.errors import DocumentUnreadable, InputTooLarge, PeercallError

ENTRY = "tests.adapters.isolation.hostile_child"
LIMITS = ProcessLimits(seconds=20.0, step_seconds=20.0, memory_bytes=256 << 20, output_bytes=8 << 20)
BRIEF = ProcessLimits(seconds=0.3, step_seconds=0.1)


@pytest.fixture
def child() -> Iterator[IsolatedProcess]:
    process = IsolatedProcess(ENTRY)
    yield process
    process.close()


def _run(child: IsolatedProcess, task: str, *, limits: ProcessLimits = LIMITS, options: bytes = b"") -> bytes:
    return child.run(task, b"data", name="denial/a.pdf", options=options, limits=limits)


def test_answer_comes_back_for_small_and_large_data(child: IsolatedProcess) -> None:
    large = os.urandom(5_000_000)
    assert child.run("echo", b"", name="a", options=b"!", limits=LIMITS) == b"!"
    assert child.run("echo", large, name="a", limits=LIMITS) == large


@pytest.mark.parametrize(
    ("task", "limits", "kind", "sentence"),
    [
        ("hang", BRIEF, DocumentUnreadable, "took too long and was ended"),
        ("spin", BRIEF, DocumentUnreadable, "took too long and was ended"),
        ("slow_pages", BRIEF, DocumentUnreadable, "took too long and was ended"),
        ("eat_memory", LIMITS, InputTooLarge, "needs more than 256 MB of memory"),
        ("crash", LIMITS, DocumentUnreadable, "its reader failed"),
        ("vanish", LIMITS, DocumentUnreadable, "its reader failed"),
        ("lie", LIMITS, DocumentUnreadable, "its reader failed"),
        ("long_answer", LIMITS, InputTooLarge, "comes to more than 8 MB"),
        ("open_files", LIMITS, DocumentUnreadable, r"its reader failed \(OSError at hostile_child"),
        ("no such task", LIMITS, DocumentUnreadable, r"its reader failed \(KeyError"),
    ],
)
def test_hostile_work_costs_one_sentence_and_the_next_is_done(
    child: IsolatedProcess, task: str, limits: ProcessLimits, kind: type[PeercallError], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence) as caught:
        _run(child, task, limits=limits)
    assert str(caught.value).startswith("denial/a.pdf: ") and "\n" not in str(caught.value)
    assert caught.value.remedy
    assert _run(child, "echo") == b"data"


def test_time_allowance_grows_with_each_page_done(child: IsolatedProcess) -> None:
    seen: list[tuple[int, int]] = []
    limits = ProcessLimits(seconds=0.6, step_seconds=10.0)
    answer = child.run(
        "slow_pages", b"", name="a", limits=limits, report=lambda done, pages: seen.append((done, pages))
    )
    assert answer == b"done" and seen[0] == (1, 4) and len(seen) >= 3


def test_fault_of_a_reader_names_its_place_and_no_value(child: IsolatedProcess) -> None:
    with pytest.raises(DocumentUnreadable, match=r"KeyError at hostile_child\.py:\d+") as caught:
        _run(child, "fault")
    assert "Abara" not in str(caught.value) and "NG-0001" not in str(caught.value)


def test_refusal_of_a_reader_is_one_line_about_the_asked_document(child: IsolatedProcess) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        _run(child, "refuse")
    assert str(caught.value) == "denial/a.pdf: it is damaged. Ask[31m again."


def test_noise_of_a_reader_reaches_neither_screen_nor_answer(
    child: IsolatedProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _run(child, "noise") == b"quiet"
    shown = capfd.readouterr()
    assert shown.out == "" and shown.err == ""


def test_child_writes_no_file(child: IsolatedProcess, tmp_path: Path) -> None:
    target = tmp_path / "left-behind"
    with pytest.raises(DocumentUnreadable, match="its reader failed"):
        _run(child, "write_file", options=str(target).encode())
    assert not target.exists() or target.stat().st_size == 0


def test_child_sees_no_environment_and_dumps_no_core(child: IsolatedProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERCALL_DATABASE_PASSWORD", "open-it")
    shown = _run(child, "look_around").decode()
    assert "PASSWORD" not in shown and shown.endswith("'/', [0, 0])")


def test_each_piece_of_work_has_a_process_of_its_own(child: IsolatedProcess) -> None:
    assert _run(child, "process") != _run(child, "process")


def test_threads_share_a_child_and_each_gets_its_own_answer(child: IsolatedProcess) -> None:
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = child.run("echo", str(number).encode() * 1000, name="a", limits=LIMITS)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number).encode() * 1000 for number in range(12)}


def test_fork_of_the_parent_leaves_the_parents_child_alone(child: IsolatedProcess) -> None:
    mine = _run(child, "echo")
    script = (
        "import os, sys\n"
        "from peercall.adapters.isolation import IsolatedProcess, ProcessLimits\n"
        f"child = IsolatedProcess({ENTRY!r})\n"
        "run = lambda: child.run('echo', b'x', name='a', limits=ProcessLimits())\n"
        "assert run() == b'x'\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    ok = run() == b'x'\n"
        "    child.close()\n"
        "    os._exit(0 if ok else 1)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0\n"
        "assert run() == b'x'\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, env=environment, timeout=60)
    assert mine == b"data"


def test_child_that_was_killed_while_idle_is_replaced(child: IsolatedProcess) -> None:
    assert _run(child, "echo") == b"data"
    assert child._child is not None
    child._child.process.kill()
    child._child.process.wait()
    assert _run(child, "echo") == b"data"


def test_child_ends_with_its_owner() -> None:
    child = IsolatedProcess(ENTRY)
    assert _run(child, "echo") == b"data"
    assert child._child is not None
    pid = child._child.process.pid
    del child
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_child_ends_when_its_parent_is_killed() -> None:
    script = (
        "import os\n"
        "from peercall.adapters.isolation import IsolatedProcess, ProcessLimits\n"
        f"child = IsolatedProcess({ENTRY!r})\n"
        "child.run('echo', b'x', name='a', limits=ProcessLimits())\n"
        "print(child._child.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, timeout=60)
    status = Path(f"/proc/{int(done.stdout)}/stat")
    for _ in range(200):
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_child_that_cannot_be_started_is_told() -> None:
    child = IsolatedProcess(ENTRY, python="/no/such/python")
    with pytest.raises(DocumentUnreadable, match=r"denial/a\.pdf: the process that reads documents cannot be started"):
        _run(child, "echo")


def test_entry_that_does_not_exist_is_told() -> None:
    child = IsolatedProcess("peercall.no_such_module")
    with pytest.raises(DocumentUnreadable, match=r"cannot be started \(it ended before it began\)"):
        _run(child, "echo")
