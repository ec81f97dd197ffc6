"""A packet of 500 pages: the time to assemble it as a ratio to a plain merge of the same pages, and the memory it takes.

The chart is one invented print-out of 496 pages of which all are sent; the floor opens the same PDF with the same library
and saves it, in the same run. Goal: seconds, not minutes: at most 10 s and 400 MB.
"""

from __future__ import annotations

import io
import resource
import shutil
import tempfile
import time
from pathlib import Path

import pikepdf
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.packets import PacketChoices, assemble_local
from peercall.domain.packets import ExhibitPages

PAGES, SECONDS, MEGABYTES = 480, 10.0, 400.0
_EXAMPLE = Path(__file__).parents[1] / "examples" / "cpap-medicare-advantage"


def _printout() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for page in range(1, PAGES + 1):
        canvas.drawString(60, 750, f"Patient: Ruth Vandermolen   DOB 08/19/1955   page {page}")
        for line in range(45):
            canvas.drawString(
                60, 720 - 14 * line, f"Row {line} of page {page}: blood pressure 126/76, no change since."
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def run() -> bool:
    """Print the figures; True when the goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "case"
        shutil.copytree(_EXAMPLE, root)
        printout = _printout()
        (root / "chart" / "long.pdf").write_bytes(printout)
        case = LocalCase(root)
        prepared = case.prepare(accept=True)
        began = time.perf_counter()
        packet, written = assemble_local(case, prepared, choices=PacketChoices(pages=ExhibitPages.ALL))
        took = time.perf_counter() - began
        began = time.perf_counter()
        with pikepdf.open(io.BytesIO(printout)) as source:
            made = pikepdf.Pdf.new()
            made.pages.extend(source.pages)
            made.save(io.BytesIO())
        floor = time.perf_counter() - began
        size = written[0].stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{packet.parts[-1].end} pages, {size:.1f} MB: {took:.2f} s = {took / floor:.1f}x a plain merge ({floor:.2f} s)"
    )
    print(f"peak memory of the whole run {peak:.0f} MB (goals {SECONDS:.0f} s, {MEGABYTES:.0f} MB)")
    return took <= SECONDS and peak <= MEGABYTES
