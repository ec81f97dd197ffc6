"""Charts out of FHIR: bytes to looked-up facts, memory and a second policy, each as a ratio to its floor in one run.

Floor: the typed decode of the same bytes (the structs of the fields used, kept), in the same process. Times are
processor seconds of the whole process, so that other work on the machine does not count; hashing on a second core does.
Lookups: those that evaluating a real policy makes, replayed. Each patient gets one policy, then another.
Patients: `../shared/data/patients-fhir` beside the repository when it is there, else bundles made here.
"""

from __future__ import annotations

import gc
import gzip
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from peercall.adapters.fhir import FhirChart, read_fhir
from peercall.adapters.fhir.chart import chart_of
from peercall.adapters.fhir.decoding import decode_file, resource_decoder
from peercall.adapters.fhir.store import ChartFile
from peercall.adapters.units import UcumConverter
from peercall.domain.charts import ChartFacts
from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.engine.charts import ChartIndex
from peercall.engine.criteria import evaluate_policy
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook

PATIENTS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "patients-fhir"
ROUNDS = 5
AS_OF = date(2024, 6, 3)

Look = Callable[[ChartFacts], int]


def run() -> None:
    """Prints one table."""
    rulebook = load_rulebook()
    vocabulary = Vocabulary.of(rulebook)
    policies = [lookups(versions[-1], rulebook) for _, versions in sorted(rulebook.policies.items())]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = patients(root)
        size = sum(path.stat().st_size for path in files)
        work = [
            (path, path.read_bytes(), policies[place % len(policies)], policies[(place + 1) % len(policies)])
            for place, path in enumerate(files)
        ]
        resources = sum(len(decode_file(data, name="x")) for _, data, *_ in work)
        load = partial(_load, vocabulary=vocabulary)
        decode = resource_decoder().decode

        floor = each(work, lambda job: decode(job[1]))
        parse = each(work, lambda job: json.loads(job[1]), rounds=1)
        for look in policies:  # names and phrases are learnt once for a process
            look(load(work[0]))
        loading = each(work, load)
        first = each(work, lambda job: job[2](load(job)))
        from_files = each(work, lambda job: job[2](read_fhir([job[0]], root=root, vocabulary=vocabulary)))
        facts, more = sum(job[2](load(job)) for job in work), sum(job[3](load(job)) for job in work)
        second = each(work, lambda job: job[3](job[4]), before=lambda job: (*job, _looked_at(load(job), job[2])))
        del work
        held, peak = memory(files, policies[0], root=root, vocabulary=vocabulary)
    rows = [
        ("patients, MB, resources read", f"{len(files)}, {size / 1e6:.1f}, {resources:,}", ""),
        ("full JSON parse", ms(parse), f"{parse / floor:.2f} x floor"),
        ("typed decode, kept (floor)", ms(floor), ""),
        ("bytes to looked-up facts", ms(first), f"{first / floor:.2f} x floor (budget 2)"),
        ("  of which bytes to resources", ms(loading), f"{loading / floor:.2f} x floor"),
        (f"  of which lookups ({facts:,} facts)", ms(first - loading), f"{(first - loading) / floor:.2f} x floor"),
        ("files, read and hashed, to the same facts", ms(from_files), f"{from_files / floor:.2f} x floor"),
        (
            f"another policy on loaded patients ({more:,} facts)",
            ms(second),
            f"{second / first:.3f} x first (budget 0.1)",
        ),
        ("memory kept", f"{held / 1e6:.1f} MB", f"{held / size:.2f} x bytes (budget 2)"),
        ("memory at the peak, largest patient", f"{peak[0] / 1e6:.1f} MB", f"{peak[0] / peak[1]:.2f} x bytes"),
    ]
    width = max(len(row[0]) for row in rows)
    for name, figure, ratio in rows:
        print(f"{name:<{width}}  {figure:>18}  {ratio}")


def _load(job: tuple[Path, bytes, Look, Look], *, vocabulary: Vocabulary) -> FhirChart:
    contents = [(ChartFile(job[0].name, "0" * 64), decode_file(job[1], name=job[0].name))]
    return chart_of(contents, vocabulary=vocabulary)


def _looked_at(chart: FhirChart, look: Look) -> FhirChart:
    look(chart)
    return chart


class Recorder:
    """A chart without facts that remembers what it is asked."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]], None] = {}
        self._empty = ChartIndex(())

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._empty, name)
        if not callable(found):
            return found

        def ask(*args: Any, **named: Any) -> Any:
            self.asked[(name, args, tuple(sorted(named.items())))] = None
            return found(*args, **named)

        return ask


def lookups(policy: CoveragePolicy, rulebook: Rulebook) -> Look:
    """The lookups that evaluating the policy makes, each once; gives the number of facts found."""
    chart: Any = Recorder()
    evaluate_policy(
        policy,
        chart=chart,
        request={},
        moments={"request": AS_OF},
        as_of=AS_OF,
        units=UcumConverter(),
        measures=rulebook.measures,
    )
    asked = [(name, args, dict(named)) for name, args, named in chart.asked if name != "passages"]

    def look(chart: ChartFacts) -> int:
        return sum(len(getattr(chart, name)(*args, **named)) for name, args, named in asked)

    return look


def patients(root: Path) -> list[Path]:
    """One bundle file a patient, unpacked into `root`."""
    found = sorted(PATIENTS.glob("*/*.json.gz")) if PATIENTS.is_dir() else []
    files = []
    for place, packed in enumerate(found):
        path = root / f"{place:02d}.json"
        path.write_bytes(gzip.decompress(packed.read_bytes()))
        files.append(path)
    return files or [_made(root / f"made-{number}.json") for number in range(4)]


def _made(path: Path, *, resources: int = 5_000) -> Path:
    """An invented patient with a long series of visits, values and problems."""
    entries: list[dict[str, Any]] = [{"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1954-03-09"}}]
    for number in range(resources):
        on = f"{2000 + number % 25}-{1 + number % 12:02d}-{1 + number % 28:02d}T09:00:00-05:00"
        body: dict[str, Any] = {"id": f"r-{number}", "subject": {"reference": "Patient/p"}}
        if number % 5 < 3:
            name, loinc, value = (("Body mass index", "39156-5", 31), ("Oxygen saturation", "59408-5", 96))[number % 2]
            body |= {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": loinc, "display": name}]},
                "effectiveDateTime": on,
                "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "%"},
            }
        elif number % 5 == 3:
            icd = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": f"M{number % 99:02d}.1"}
            body |= {"resourceType": "Condition", "code": {"coding": [icd], "text": "Problem"}, "onsetDateTime": on}
        else:
            period = {"start": on, "end": on}
            body |= {"resourceType": "Encounter", "status": "finished", "type": [{"text": "Visit"}], "period": period}
        entries.append({"fullUrl": f"urn:uuid:r-{number}", "resource": body})
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=2))
    return path


def memory(files: Sequence[Path], look: Look, *, root: Path, vocabulary: Vocabulary) -> tuple[int, tuple[int, int]]:
    """Bytes kept by all charts after the lookups; and at the peak of the largest, with that file's size."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    charts = [read_fhir([path], root=root, vocabulary=vocabulary) for path in files]
    for chart in charts:
        look(chart)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    charts.clear()
    gc.collect()
    largest = max(files, key=lambda path: path.stat().st_size)
    tracemalloc.reset_peak()
    start = tracemalloc.get_traced_memory()[0]
    look(read_fhir([largest], root=root, vocabulary=vocabulary))
    peak = tracemalloc.get_traced_memory()[1] - start
    tracemalloc.stop()
    return held, (peak, largest.stat().st_size)


def each(
    things: Sequence[Any],
    work: Callable[[Any], object],
    *,
    before: Callable[[Any], Any] | None = None,
    rounds: int = ROUNDS,
) -> float:
    """Processor seconds for all of them, one after the other, each at the fastest of its rounds.

    before: what is made ready for each round and is not counted.
    """
    total = 0.0
    for thing in things:
        fastest = float("inf")
        for _ in range(rounds):
            ready = before(thing) if before is not None else thing
            gc.collect()
            start = time.process_time()
            kept = work(ready)
            fastest = min(fastest, time.process_time() - start)
            del kept, ready
        total += fastest
    return total


def ms(seconds: float) -> str:
    """Milliseconds in words."""
    return f"{seconds * 1000:,.1f} ms"


if __name__ == "__main__":
    run()
