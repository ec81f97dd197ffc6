"""Text recognition on drawn pages: seconds a page, character errors, numbers, and whether wrong numbers are marked.

Run: python -m benchmarks ocr. The pages are drawn here in three faces and spoilt on purpose: clean, mid (crooked, grainy),
bad (more crooked, specks, blur), fax (black and white, 204 by 98 dots an inch). Errors leave blanks out; a number is a word
with a digit, right when it stands on the page exactly.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

from PIL import Image
from tests.samples.drawn_pages import LETTER, faxed, letter_page, scanned

from peercall.adapters.documents.recognition import recognize, square_gray

FACES = ("Helvetica", "Times-Roman", "Courier")
CHART = (
    "Progress note 04/17/2026, visit 3 of 12",
    "HPI: left knee pain for 14 months, worse since 01/2026, 7 of 10 on stairs.",
    "BMI:  31.4 kg/m2",
    "Blood pressure:  138/84 mmHg",
    "Hemoglobin A1c:  7.2 % on 03/28/2026",
    "Oswestry Disability Index 48 % on 02/11/2026 and 44 % on 04/17/2026.",
    "Naproxen 500 mg twice daily 11/03/2025 to 02/09/2026, stopped, heartburn.",
    "Physical therapy 11 visits 12/01/2025 to 01/26/2026, no lasting relief.",
    "MRI 03/09/2026: grade III chondromalacia, ICD-10-CM M17.12, CPT 73721.",
    "LVEF 55-60 %, FEV1 2.31 L (78 %), eGFR 64 mL/min, ESR 22 mm/h.",
)
LEVELS: dict[str, Callable[[Image.Image, int], Image.Image]] = {
    "clean": lambda page, _: page,
    "mid": lambda page, seed: scanned(page, skew=0.7, grain=0.3, specks=250, blur=0.6, seed=seed),
    "bad": lambda page, seed: scanned(page, skew=-1.4, grain=0.6, specks=900, blur=0.9, seed=seed),
    "fax": lambda page, seed: faxed(scanned(page, skew=0.4, specks=60, seed=seed)),
}
_NUMBER = re.compile(r"\S*\d\S*")
_EDGE = ".,;:()"


def _pages() -> Iterator[tuple[tuple[str, ...], Image.Image]]:
    for lines in (LETTER, CHART):
        for face in FACES:
            for size in (10, 12):
                yield lines, letter_page(lines, face=face, size=size)


def character_errors(got: str, want: str) -> int:
    """Edit distance of two texts without their blanks."""
    one, two = "".join(got.split()), "".join(want.split())
    row = list(range(len(two) + 1))
    for number, char in enumerate(one, start=1):
        left, row[0] = row[0], number
        for column, other in enumerate(two, start=1):
            left, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, left + (char != other))
    return row[-1]


def _numbers(text: str) -> Counter[str]:
    return Counter(word.strip(_EDGE) for word in _NUMBER.findall(text))


def run() -> None:
    """Prints a row for each level."""
    print(
        f"  {'level':8}{'pages':>7}{'s/page':>9}{'char err':>10}{'numbers':>9}{'wrong, unmarked':>17}{'right, marked':>15}"
    )
    for level, spoil in LEVELS.items():
        pages = errors = letters = numbers = right = 0
        silent = marked_right = 0
        seconds = 0.0
        for lines, page in _pages():
            pages += 1
            picture = spoil(page, pages)
            started = time.process_time()
            dpi = (204.0, 98.0) if level == "fax" else (200.0, 200.0)
            read = recognize(square_gray(picture, dpi=dpi), seconds=30)
            seconds += time.process_time() - started
            want = "\n".join(lines)
            letters += len("".join(want.split()))
            errors += character_errors(read.text, want)
            wanted, got = _numbers(want), _numbers(read.text)
            numbers += wanted.total()
            right += (wanted & got).total()
            uncertain = Counter(
                text.strip(_EDGE)
                for word in read.words
                if word.is_uncertain and _NUMBER.search(text := read.text[word.start : word.end])
            )
            silent += (got - wanted - uncertain).total()
            marked_right += (uncertain & wanted).total()
        print(
            f"  {level:8}{pages:>7}{seconds / pages:>9.2f}{errors / letters:>10.1%}{right / numbers:>9.1%}"
            f"{silent / numbers:>17.1%}{marked_right / numbers:>15.1%}"
        )


if __name__ == "__main__":
    run()
