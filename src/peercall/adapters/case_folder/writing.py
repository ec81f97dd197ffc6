"""Writing into the case folder: whole or not at all; and a new folder to fill in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from peercall.domain.errors import CaseFolderInvalid


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


CASE_TEMPLATE = """\
schema: peercall.case/1
# What no document says. Leave a value empty when you do not know it: nothing is guessed.
side: provider
as_of:                       # leave empty for now; or 2026-01-31T09:30-05:00 to compute as of a moment
time_zone: America/New_York  # the practice's zone
urgency: standard            # standard | expedited
denial:
  file:                      # empty: every file in denial/ (.pdf, .docx, .txt)
  receipt_date:              # the day it reached you: 2026-01-31
  receipt_channel:           # fax, mail, portal ...
plan:
  name:
  administrator:             # who processes for the plan, if another company
  line_of_business:          # commercial | aca_marketplace | medicare_advantage | medicaid_managed_care |
                             # erisa_self_funded | workers_comp | fehb | medicare | chip | tricare
  funding:                   # fully_insured | self_funded; decides whether state law reaches the plan
  state:                     # two letters
practice:
  name:
  address:                   # for the head of letters
  phone:
  direct_line:               # the number the reviewer should ring: not the switchboard
  state:
speaker:                     # who will speak
  name:
  credential:                # MD, DO, NP, PA, DC ...
  specialty:
  npi:
  relationship:              # treating | ordering | covering
availability: []             # - {from: 2026-02-02T12:00-05:00, to: 2026-02-02T13:00-05:00}
policy:                      # id of the policy (`peercall rules list`), or empty: chosen from the letter
request: {}                  # what the policy asks about the request, e.g. {phase: initial, request_date: "2026-01-20"}
appeal_filed: false
first_peer_to_peer: true
"""


def make_case_folder(root: Path) -> list[str]:
    """A case folder to fill in. Returns what was made. Raises CaseFolderInvalid when case.yaml is already there."""
    if (root / "case.yaml").exists():
        raise CaseFolderInvalid("there is a case here already", where=str(root), remedy="Choose another folder.")
    made = []
    for folder in ("denial", "chart", "policy", "sent"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        made.append(f"{folder}/")
    write_atomically(root / "case.yaml", CASE_TEMPLATE.encode())
    write_atomically(root / "sent" / "list.csv", b"item,document_date,pages,sent_on,channel,confirmation,note\n")
    return ["case.yaml", *made, "sent/list.csv"]
