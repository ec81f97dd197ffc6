"""`peercall prepare` on a large case: 5,000 resources and a 300-page print-out, as a ratio to the sum of its floors.

Everything is measured in one run on this machine: a cold process (imports included), a warm repetition in one process,
and the floors: decoding the same bundle into the adapter's structs, plain text extraction of the same PDF, one render of
an empty page. The case is invented here and deleted afterwards.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pypdfium2
import typst
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from peercall.adapters.fhir.decoding import decode_file
from peercall.bootstrap.local import LocalCase

RESOURCES, PAGES, REPEATS = 5_000, 300, 5

LETTER = """\
Northgate Medicare Advantage
Notice of Denial of Medical Coverage
Date: March 2, 2026
Member name: Ruth Abara          Member number: NG-000-1
Date of birth: 04/11/1950
Requesting provider: Ada Okafor, MD
Request number: NG-REQ-77
Your request was denied
We denied the medical services listed below: a continuous positive airway pressure machine (HCPCS E0601).
We received the request on February 24, 2026.
Why did we deny your request?
The records we received do not document any of the listed symptoms or conditions. This decision is based on
National Coverage Determination 240.4, section B.5.
Ask for an appeal within 65 calendar days of the date of this notice.
Your doctor may ask for a peer-to-peer call within 14 calendar days of the date of this notice at 1-800-555-0110.
"""

CASE = """\
schema: peercall.case/1
side: provider
as_of: 2026-03-04T09:30-06:00
time_zone: America/Chicago
denial: {file: denial/letter.txt, receipt_date: "2026-03-03"}
plan: {name: Northgate Medicare Advantage, line_of_business: medicare_advantage, state: TX}
speaker: {name: "Ada Okafor, MD", credential: MD, specialty: sleep medicine, relationship: treating}
policy: cms-ncd-240.4
request: {phase: initial, qualifying_test_kind: psg_attended, request_date: "2026-02-24"}
"""


def _bundle() -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "birthDate": "1950-04-11",
        "name": [{"family": "Abara", "given": ["Ruth"]}],
    }
    resources: list[Mapping[str, object]] = [patient]
    resources.append(
        {
            "resourceType": "Condition", "id": "htn", "subject": {"reference": "Patient/p"},
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}], "text": "Essential hypertension"},
            "recordedDate": "2014-05-01",
        }
    )  # fmt: skip
    names = [("69990-0", "Apnea-hypopnea index, 4% desaturation rule", "/h"), ("4548-4", "Hemoglobin A1c", "%"),
             ("2345-7", "Glucose", "mg/dL"), ("59408-5", "Oxygen saturation", "%"), ("39156-5", "Body mass index", "kg/m2")]  # fmt: skip
    start = date(2012, 1, 1)
    for number in range(RESOURCES - len(resources)):
        code, text, unit = names[number % len(names)]
        resources.append(
            {
                "resourceType": "Observation", "id": f"o{number}", "status": "final", "subject": {"reference": "Patient/p"},
                "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": text}], "text": text},
                "effectiveDateTime": (start + timedelta(days=number)).isoformat(),
                "valueQuantity": {"value": 5 + number % 40, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
                "note": [{"text": "Recorded at Cedar Valley. " * 6}],
            }
        )  # fmt: skip
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    ).encode()


def _printout() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=True)
    start = date(2016, 1, 4)
    for page in range(PAGES):
        day = start + timedelta(days=12 * page)
        lines = [f"Cedar Valley Clinic   ABARA, RUTH | DOB 04/11/1950   Page {page + 1} of {PAGES}", "Office visit",
                 f"{day:%m/%d/%Y} Ada Okafor, MD, sleep medicine. Face-to-face visit."]  # fmt: skip
        lines += ["History", "Seen for follow-up. Denies chest pain. Denies headache. Sleeps seven hours.",
                  "Assessment and plan", "1. Hypertension: continue lisinopril 20 mg daily."] * 6  # fmt: skip
        for row, line in enumerate(lines):
            canvas.drawString(54, 740 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _median(work: Callable[[], object], repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def _plain_text(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    total = sum(len(document[index].get_textpage().get_text_range()) for index in range(len(document)))
    document.close()
    return total


def run() -> None:
    """Print seconds, ratios to the floors, and the peak memory of a cold process."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "case"
        for folder in ("denial", "chart"):
            (root / folder).mkdir(parents=True)
        (root / "case.yaml").write_text(CASE)
        (root / "denial" / "letter.txt").write_text(LETTER)
        bundle = _bundle()
        (root / "chart" / "bundle.json").write_bytes(bundle)
        (root / "chart" / "printout.pdf").write_bytes(_printout())
        decode = _median(lambda: decode_file(bundle, name="bundle.json"))
        extract = _median(lambda: _plain_text(root / "chart" / "printout.pdf"))
        empty = Path(name) / "empty.typ"
        empty.write_text('#set page("us-letter")\nempty')
        compiler = typst.Compiler(str(empty))
        render = _median(lambda: compiler.compile(format="pdf"))
        floor = decode + extract + render
        warm = _median(lambda: LocalCase(root).prepare(accept=True, out=Path(name) / "out"))
        env = {**os.environ, "PEERCALL_CACHE": str(Path(name) / "cache")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [
            sys.executable,
            "-m",
            "peercall.cli.main",
            "prepare",
            str(root),
            "--accept",
            "--out",
            str(Path(name) / "out"),
        ]
        probe = (
            "import resource,subprocess,sys;"
            "r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
            "print(r.returncode,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        cold, peak = [], 0
        for _ in range(4):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", probe, *command], capture_output=True, text=True, env=env, check=True
            )
            cold.append(time.perf_counter() - begun)
            code, kilobytes = done.stdout.split()
            if code != "0":
                raise SystemExit(f"prepare ended with status {code}")
            peak = max(peak, int(kilobytes))
        print(f"case: {RESOURCES} resources ({len(bundle) / 1e6:.1f} MB), {PAGES} pages")
        print(
            f"floors: typed decode {decode * 1e3:.0f} ms, plain text {extract * 1e3:.0f} ms, empty render {render * 1e3:.0f} ms"
        )
        print(f"prepare warm {warm:.2f} s = {warm / floor:.2f} x the floors (goal 2)")
        print(f"prepare cold {cold[0]:.2f} s with no compiled rules, then {median(cold[1:]):.2f} s (goal 2.5)")
        print(f"peak memory {peak / 1024:.0f} MB (goal 300)")


if __name__ == "__main__":
    run()
