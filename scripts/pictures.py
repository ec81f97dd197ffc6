"""Pictures for docs/images: pages of a throw-away installation with the shipped example, and of the browser tests.

`python scripts/pictures.py [NAME...]`
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("PEERCALL_CHROMIUM", "/usr/bin/chromium")
#: bytes of a picture in the documentation
LARGEST = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def console(page: Page, case: str) -> None:
    """The console in the middle of a call."""
    page.goto(case)
    page.get_by_role("button", name="Start the call").first.click()
    page.locator("#console[data-ready=true]").wait_for(state="attached")
    for label, text in (("Name, spelled", "Morgan Hale"), ("Credentials", "MD"), ("Specialty", "internal medicine")):
        page.get_by_label(label).fill(text)
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.type("sleepiness not documented")
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    page.keyboard.press("n")
    page.keyboard.type("Did not have the note of June 16.")
    page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1500)


def letter(page: Page, case: str) -> None:
    """A letter being confirmed, at the time for the call."""
    page.goto(f"{case}letter/")
    page.locator("#confirm[data-ready=true]").wait_for(state="attached")
    page.locator("#f-p2p-window").focus()
    page.frame_locator("iframe[name=letter]").locator(".viewer-quotes").wait_for()
    page.wait_for_timeout(1500)


def schedule(page: Page, case: str) -> None:
    """What to say to get the call, and what to write down."""
    page.goto(f"{case}schedule/")
    page.get_by_role("heading", name="Get the call").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.querySelector('main .tabs').getBoundingClientRect().top + scrollY - 70)")


def overview(page: Page, case: str) -> None:
    """A case at a glance."""
    page.goto(case)
    page.get_by_text("How it is counted").first.click()


def criteria(page: Page, case: str) -> None:
    """A criterion with its evidence, the page it stands on beside it."""
    page.goto(f"{case}criteria/#c-symptom")
    page.locator('[id="c-symptom"] a[data-source]').first.click()
    page.frame_locator("#source-panel iframe").locator("#viewer[data-ready=true]").wait_for(state="attached")
    page.locator('[id="c-symptom"]').scroll_into_view_if_needed()
    page.wait_for_timeout(1500)


def brief(page: Page, case: str) -> None:
    """The brief as it prints."""
    page.goto(f"{case}brief/")
    page.locator("#brief-page[data-ready=true]").wait_for(state="attached")


def finish(page: Page, case: str) -> None:
    """The questions that complete a record, with the tasks that will be made."""
    page.goto("/calls/")
    if (unfinished := page.locator("a[href$='/finish/']")).count():
        unfinished.first.click()
        return
    page.goto(case)
    page.get_by_role("button", name="Start the call").first.click()
    page.locator("#console[data-ready=true]").wait_for(state="attached")
    told = {
        "Name, spelled": "Morgan Hale",
        "Credentials": "MD",
        "Specialty": "internal medicine",
        "Criteria set applied": "NCD 240.4",
        "Version": "2008",
        "Records they hold": "Sleep test and order only",
        "Approved for: codes, quantity, dates": "E0601, 12 weeks",
        "Reference number of the call": "P2P-0017",
        "Next step, and whose it is": "They fax the approval",
        "Written confirmation: when and how": "Fax within a day",
    }
    for label, text in told.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Overturned: approved", exact=True).check()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.type("faxes the approval")
    page.keyboard.press("Tab")
    page.keyboard.type("tomorrow noon")
    page.keyboard.press("Escape")
    page.get_by_text("All saved").wait_for()
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Record of the call").wait_for()


def tasks(page: Page, case: str) -> None:
    """The tasks of a case after an approval was said and a denial was written."""
    page.goto(f"{case}record/")
    if page.get_by_text("Nothing is recorded yet").count():
        finish(page, case)
        page.get_by_label("What is the authorization number?").fill("A-4471")
        page.get_by_role("button", name="Complete the record").click()
        page.goto(f"{case}record/")
        page.get_by_label("What the writing says").select_option("upheld")
        page.get_by_label("Received on").fill(datetime.now(ZoneInfo("America/Chicago")).date().isoformat())
        page.get_by_label("How it came").select_option("fax")
        page.get_by_role("button", name="Add to the record").click()
    page.goto(f"{case}tasks/")
    page.locator("[data-task]").first.wait_for()


def record(page: Page, case: str) -> None:
    """The record: a call and what came in writing."""
    tasks(page, case)
    page.goto(f"{case}record/")


def patient(page: Page, case: str) -> None:
    """The patient's copy."""
    tasks(page, case)
    page.goto(f"{case}record/1/patient-copy/")


def members(page: Page, case: str) -> None:  # noqa: ARG001 (every picture is taken alike)
    """Who works here, and who is invited."""
    page.goto("/admin/members/")


def organization(page: Page, case: str) -> None:  # noqa: ARG001
    """What holds for everybody of the practice."""
    page.goto("/admin/organization/")


def audit(page: Page, case: str) -> None:  # noqa: ARG001
    """Who saw and changed what."""
    page.goto("/admin/audit/")


PICTURES: dict[str, Callable[[Page, str], None]] = {
    "schedule": schedule,
    "call-console": console,
    "confirm-letter": letter,
    "case": overview,
    "case-criteria": criteria,
    "case-brief": brief,
    "finish-call": finish,
    "tasks": tasks,
    "record": record,
    "patient-copy": patient,
    "members": members,
    "organization": organization,
    "audit": audit,
}
#: pictures of the reviewer's side: what a browser test looks at, by its file, its name there and the height that is shown
OF_TESTS = {
    "review-queue": ("test_review_queue.py", "review-queue", 800),
    "review-file": ("test_review_queue.py", "review-file", 800),
    "review-call": ("test_review_call.py", "review-call", 800),
    "review-report": ("test_review_report.py", "review-report-edit", 800),
    "review-report-signed": ("test_review_report.py", "review-report-signed", 1100),
    "review-figures": ("test_review_figures.py", "review-figures", 1150),
}
#: pictures that an administrator sees; all others are those of the physician
OF_ADMINISTRATOR = {"members", "organization", "audit"}
#: pictures of another case than the prepared one, by its name in tests/web/seeded.py
OF = {"confirm-letter": "unconfirmed"}


def main() -> int:
    """Make every picture, or those named."""
    names = sys.argv[1:] or [*PICTURES, *OF_TESTS]
    _take_of_tests([name for name in names if name in OF_TESTS])
    if names := [name for name in names if name in PICTURES]:
        _take_of_server(names)
    return 0


def _take_of_tests(names: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="peercall-pictures-") as folder:
        for test in sorted({OF_TESTS[name][0] for name in names}):
            env = {**os.environ, "PEERCALL_ARTEFACTS": folder}
            run = [sys.executable, "-m", "pytest", "-q", f"tests/web/browser/{test}"]
            subprocess.run(run, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
            for name in (name for name in names if OF_TESTS[name][0] == test):
                _cut(Path(folder) / f"{OF_TESTS[name][1]}-desktop-light.png", name=name, height=OF_TESTS[name][2])


def _cut(path: Path, *, name: str, height: int) -> None:
    """The upper part of a whole page."""
    with Image.open(path) as picture:
        picture.crop((0, 0, picture.width, min(height, picture.height))).save(IMAGES / f"{name}.png")
    _shrink(IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def _take_of_server(names: list[str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="peercall-pictures-") as folder:
        env = {
            **os.environ,
            "PEERCALL_DATA": f"{folder}/data",
            "PEERCALL_SECRET_KEY": "a-key-for-pictures-only-and-nothing-else-at-all",
            "PEERCALL_VAULT_KEY": "another-key-for-pictures-only-and-nothing-else",
            "DJANGO_SETTINGS_MODULE": "peercall.web.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        seeded = subprocess.run(
            [sys.executable, "-m", "tests.web.seeded"], cwd=ROOT, env=env, check=True, capture_output=True, text=True
        )
        made = json.loads(seeded.stdout.splitlines()[-1])
        server = subprocess.Popen(
            [sys.executable, "-m", "peercall.web", "serve", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            _take(f"http://127.0.0.1:{port}", made, names=names)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _shrink(path: Path) -> None:
    """Screens have few colours: as many of them as keep the picture small."""
    with Image.open(path) as picture:
        whole = picture.convert("RGB")
    for colours in (96, 64, 48, 32):
        whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return


def _take(address: str, made: dict[str, str], *, names: list[str]) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for who in ("email", "administrator"):
            wanted = [name for name in names if (name in OF_ADMINISTRATOR) == (who == "administrator")]
            if not wanted:
                continue
            page = browser.new_page(
                base_url=address, viewport={"width": 1280, "height": 860}, timezone_id="America/Chicago"
            )
            page.goto("/accounts/login/")
            page.get_by_label("Email").fill(made[who])
            page.get_by_label("Password").fill(made["password"])
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.get_by_label("Your menu").wait_for()
            for name in wanted:
                PICTURES[name](page, made[OF.get(name, "case")])
                page.screenshot(path=IMAGES / f"{name}.png")
                _shrink(IMAGES / f"{name}.png")
                print(f"docs/images/{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main())
