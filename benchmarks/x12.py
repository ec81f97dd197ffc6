"""Remittances: bytes to denial rows in megabytes a second, beside other readers, a plain-Python triage and a bare split.

All read the same bytes in one run, the fastest of several rounds, in processor seconds of the process. The plain triage
is the least code that finds the denying lines (no envelope, no dates, no amounts as numbers); its rows must be ours.
Rows are measured as they are found (their fields are read when asked for), and with the fields of the plain triage
asked for. oxedi, pyx12 and x12sdk (`make bench` installs them beside the environment) are no requirement of the project:
oxedi parses into its tables, pyx12 and x12sdk walk the file; none of them is asked for our rows on top. Memory: peak of
a process that streams a file of 100 MB.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import io
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from peercall.adapters.x12 import read_x12, read_x12_blocks
from peercall.domain.remittances import DenialRow, RemittanceTables
from peercall.rulebook.load import load_rulebook

ROUNDS = 5
SLOW_ROUNDS = 1
CLAIMS = 30_000
BIG = 100_000_000
_BLOCK = 1 << 20

PlainRow = tuple[str, str, str, tuple[tuple[str, str], ...], tuple[str, ...]]


def run() -> None:
    """Prints a table for a usual file and one for a file in which every claim is denied."""
    tables = load_rulebook().remittance
    for title, share in (("one claim in seven denied", 1 / 7), ("every claim denied", 1.0)):
        data = remittance(CLAIMS, share=share).encode()
        ours = [_plain(row) for row in _rows(data, tables)]
        same = ours == plain_triage(data, tables)
        print(f"\n{title}: {len(data) / 1e6:.1f} MB, {CLAIMS:,} claims, {len(ours):,} rows")
        if not same:
            raise SystemExit("the rows are not those of the plain triage")
        readers: list[tuple[str, Callable[[bytes], object] | None, int]] = [
            ("bare split", lambda raw: raw.split(b"~"), ROUNDS),
            ("plain-Python triage", lambda raw: plain_triage(raw, tables), ROUNDS),
            ("peercall, rows", lambda raw: _rows(raw, tables), ROUNDS),
            ("peercall, rows read", lambda raw: [_plain(row) for row in _rows(raw, tables)], ROUNDS),
            ("oxedi, tables", _oxedi(), ROUNDS),
            ("pyx12, segments", _pyx12(), SLOW_ROUNDS),
            ("x12sdk, models", _x12sdk(), SLOW_ROUNDS),
        ]
        seconds = {name: _fastest(work, data, rounds) for name, work, rounds in readers if work is not None}
        own = seconds["peercall, rows"]
        for name, work, _ in readers:
            if work is None:
                print(f"  {name:<22} not installed")
            else:
                ratio = seconds[name] / own
                speed = len(data) / 1e6 / seconds[name]
                print(f"  {name:<22} {speed:>8.1f} MB/s   peercall takes {1 / ratio:.2f} x its time")
    print("same rows as the plain triage in both; goals for rows: oxedi at most 0.67 x, plain triage at most 1.50 x")
    print("rows read: with the claim, procedure, codes and remarks of each asked for, as the plain triage has them")
    print(f"peak memory of a process that streams {BIG / 1e6:.0f} MB: {_peak(BIG):.0f} MB (budget 100)")


def _fastest(work: Callable[[bytes], object], data: bytes, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        kept = work(data)
        best = min(best, time.process_time() - start)
        del kept
    return best


def _rows(data: bytes, tables: RemittanceTables) -> list[DenialRow]:
    blocks = (data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK))
    rows = read_x12_blocks(blocks, name="bench.835", sha256="", tables=tables)
    return [row for row in rows if isinstance(row, DenialRow)]


def _plain(row: DenialRow) -> PlainRow:
    denying = tuple((one.group, one.carc) for one in row.adjustments[: row.denying])
    return (
        row.claim.patient_control_number,
        row.claim.payer_control_number or "",
        row.service.code or "",
        denying,
        row.remarks,
    )


def plain_triage(data: bytes, tables: RemittanceTables) -> list[PlainRow]:
    """Denying lines with claim numbers, procedure, codes and remarks, by a loop over the segments."""
    harmless = frozenset(tables.not_denials)
    rows: list[PlainRow] = []
    claim = payer = procedure = ""
    codes: list[tuple[str, str]] = []
    remarks: list[str] = []
    for segment in data.decode().split("~"):
        tag = segment[:3]
        if tag == "CAS":
            parts = segment.split("*")
            for at in range(2, len(parts), 3):
                if parts[at] not in harmless:
                    codes.append((parts[1], parts[at]))
        elif tag == "LQ*":
            remarks.append(segment.split("*")[2])
        elif tag in ("SVC", "CLP", "SE*"):
            if codes:
                rows.append((claim, payer, procedure, tuple(codes), tuple(remarks)))
                codes = []
            if remarks:
                remarks = []
            parts = segment.split("*")
            if tag == "SVC":
                procedure = parts[1].split(":")[1]
            elif tag == "CLP":
                claim, payer, procedure = parts[1], parts[7], ""
    return rows


def remittance(claims: int, *, share: float) -> str:
    """An invented 835; share: of claims in which one line is denied."""
    chance = random.Random(835)
    segments = [
        "ST*835*0001",
        "BPR*I*1000*C*ACH*CCP*01*111*DA*222*1999999999**01*333*DA*444*20260110",
        "TRN*1*CHK9*1999999999",
        "DTM*405*20260110",
        "N1*PR*NORTHGATE HEALTH*XV*NG",
        "N3*1 MILL ROAD",
        "N4*SPRINGFIELD*IL*62701",
        "N1*PE*CEDAR VALLEY*XX*1234567893",
        "LX*1",
    ]
    procedures = [chance.randint(70000, 99999) for _ in range(500)]
    for number in range(claims):
        denied = chance.random() < share
        charge = chance.randint(90, 9000)
        segments += [
            f"CLP*CV{number:07d}*{4 if denied else 1}*{charge}*{0 if denied else charge // 2}**12*NG{number:09d}*11*1",
            f"NM1*QC*1*ROE{number}*RIN****MI*M{number:08d}",
            "NM1*82*1*OKAFOR*ADA****XX*1234567893",
            f"REF*EA*{number:06d}",
            f"SVC*HC:{chance.choice(procedures)}*{charge}*{0 if denied else charge // 2}**1",
            f"DTM*472*202601{chance.randint(1, 9):02d}",
        ]
        if denied:
            segments += [f"CAS*CO*{chance.choice(('50', '197', '16', '252', '96'))}*{charge}", "LQ*HE*N115"]
        else:
            segments += [f"CAS*CO*45*{charge - charge // 2}", f"AMT*B6*{charge // 2}"]
    head = "ISA*00*          *00*          *ZZ*NORTHGATE      *ZZ*CEDARVALLEY    *260110*0900*^*00501*000000001*0*T*:"
    group = "GS*HP*NORTHGATE*CEDARVALLEY*20260110*0900*7*X*005010X221A1"
    tail = [f"SE*{len(segments) + 1}*0001", "GE*1*7", "IEA*1*000000001"]
    return "~".join([head, group, *segments, *tail]) + "~"


def _module(name: str) -> Any:
    return importlib.import_module(name) if importlib.util.find_spec(name.split(".")[0]) else None


def _oxedi() -> Callable[[bytes], object] | None:
    oxedi = _module("oxedi")
    return (lambda raw: oxedi.parse(raw).tables) if oxedi else None


def _pyx12() -> Callable[[bytes], object] | None:
    reader = _module("pyx12.x12file")
    return (lambda raw: _count(reader.X12Reader(io.StringIO(raw.decode())))) if reader else None


def _x12sdk() -> Callable[[bytes], object] | None:
    reader = _module("x12sdk.io")
    if not reader:
        return None

    def read(raw: bytes) -> int:
        with tempfile.NamedTemporaryFile(suffix=".835") as file:
            file.write(raw)
            file.flush()
            with reader.X12ModelReader(file.name) as models:
                return _count(models.models())

    return read


def _count(things: Iterable[object]) -> int:
    return sum(1 for _ in things)


def _peak(size: int) -> float:
    """Peak resident megabytes of a fresh process that reads the rows of a file of that size and keeps none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.835"
        one = remittance(20_000, share=1 / 7)
        with path.open("w") as file:
            for _ in range(size // len(one) + 1):
                file.write(one)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.x12", str(path)], capture_output=True, text=True, check=True
        )
    return float(done.stdout.split()[-1])


def _stream(path: Path) -> None:
    tables = load_rulebook().remittance
    rows = _count(read_x12(path, name=path.name, tables=tables))
    status = Path("/proc/self/status").read_text()  # the counter of getrusage would be the parent's at first
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(rows, int(peak) / 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _stream(Path(sys.argv[1]))
    else:
        run()
