"""Charts out of clinical documents (C-CDA): bytes to facts and notes, as a ratio to a bare parse of the same bytes.

Floor: the XML library's parse of the same bytes, hardened alike, in the same process; times are processor seconds.
Documents: `../shared/data/ccda` beside the repository when it is there, else documents made here; and one made here of
2,000 results, to see that the time grows with the entries and not faster.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from peercall.adapters.ccda.chart import read_ccda
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook

DOCUMENTS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "ccda"
ROUNDS = 7


def run() -> None:
    """Prints one table."""
    vocabulary = Vocabulary.of(load_rulebook())
    documents = [path.read_bytes() for path in sorted(DOCUMENTS.rglob("*")) if path.suffix.lower() == ".xml"]
    documents = documents or [made(60), made(120)]
    rows = [row("documents", documents, vocabulary)]
    rows += [row(f"one document of {count:,} results", [made(count)], vocabulary) for count in (1_000, 2_000)]
    width = max(len(name) for name, *_ in rows)
    for name, size, speed, facts, ratio in rows:
        print(f"{name:<{width}}  {size:>8}  {speed:>10}  {facts:>16}  {ratio}")


def row(name: str, documents: Sequence[bytes], vocabulary: Vocabulary) -> tuple[str, str, str, str, str]:
    """Name, size, MB/s, facts per second, and the ratio to the bare parse."""

    def read() -> int:
        return sum(len(read_ccda(data, name="x.xml", vocabulary=vocabulary).facts) for data in documents)

    facts = read()  # names and phrases are learnt once for a process
    floor, reading = best(lambda: [bare(data) for data in documents]), best(read)
    size = sum(map(len, documents)) / 1e6
    return (
        f"{name} ({len(documents)})",
        f"{size:.2f} MB",
        f"{size / reading:.1f} MB/s",
        f"{facts / reading:,.0f} facts/s",
        f"{reading / floor:.1f} x bare parse ({size / floor:.0f} MB/s)",
    )


def bare(data: bytes) -> object:
    """The document as elements and nothing more."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def best(work: Callable[[], object]) -> float:
    """Processor seconds of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def made(results: int) -> bytes:
    """A document of this many results of one invented patient."""
    entries = "".join(
        '<entry><observation classCode="OBS" moodCode="EVN">'
        f'<templateId root="2.16.840.1.113883.10.20.22.4.2"/><id root="r{number}"/>'
        '<code code="4548-4" codeSystem="2.16.840.1.113883.6.1" displayName="Hemoglobin A1c"/>'
        f'<statusCode code="completed"/><effectiveTime value="20{number % 24 + 1:02d}0{number % 9 + 1}15"/>'
        f'<value xsi:type="PQ" value="{5 + number % 50 / 10:.1f}" unit="%"/></observation></entry>'
        for number in range(results)
    )
    return (
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><component>'
        '<structuredBody><component><section><code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/>'
        f"<title>Results</title><text/>{entries}</section></component></structuredBody></component></ClinicalDocument>"
    ).encode()


if __name__ == "__main__":
    run()
