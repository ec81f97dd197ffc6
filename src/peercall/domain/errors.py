"""Errors a person can act on: one sentence with what is wrong, where, and what to do next.

Each class carries a stable `code` (never used again once retired) and the CLI's exit status. Messages name documents,
pages, keys and rules, never a patient's value.

Exit statuses: 2 wrong use or unreadable input, 3 a person must decide first (conflict, missing, unconfirmed),
4 the rulebook is at fault, 5 a document could not be read.
"""

from __future__ import annotations


class PeercallError(Exception):
    """Base of every error that is the user's to mend. `str(error)` is one sentence that names the remedy."""

    code = "P000"
    exit_status = 2

    def __init__(self, message: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.message = message
        self.where = where
        self.remedy = remedy
        sentence = message if where is None else f"{where}: {message}"
        if remedy:
            sentence = f"{sentence.rstrip('.')}. {remedy}"
        # a value quoted from a file may hold line breaks: the sentence stays one line, on a screen and in a log
        super().__init__("".join(char if char.isprintable() else " " for char in sentence))


class CaseFolderInvalid(PeercallError):
    """The case folder or its case.yaml cannot be used as it stands."""

    code = "P101"


class InputTooLarge(PeercallError):
    """A file, page count or archive exceeds the limit in force."""

    code = "P102"


class SettingInvalid(PeercallError):
    """A setting of this machine (an environment variable) has a value that cannot be used; `where` is its name."""

    code = "P103"


class DocumentUnreadable(PeercallError):
    """A document could not be opened or understood; `where` is its path within the case."""

    code = "P201"
    exit_status = 5


LOCKED_REMEDY = "Give the password with --password-file, or save a copy without it."
"""What one does about a locked document on the command line."""


class DocumentLocked(DocumentUnreadable):
    """A document is encrypted, and no password, or a wrong one, was given."""

    code = "P202"


class LetterNotConfirmed(PeercallError):
    """No person has confirmed the determination, or fields a clock needs are missing or conflicting."""

    code = "P301"
    exit_status = 3


class PolicyNotChosen(PeercallError):
    """No policy, or more than one, fits the request: a person must name one."""

    code = "P302"
    exit_status = 3


class PolicyNotInForce(PeercallError):
    """The named policy has no version in force on the day that counts."""

    code = "P303"
    exit_status = 3


class RuleFileInvalid(PeercallError):
    """A rule file is malformed: unknown key, bare code, unresolved reference, impossible date. `where` is file:line."""

    code = "P401"
    exit_status = 4


class RuleNotFound(PeercallError):
    """No rule, policy, payer, reason, guideline or measure has that id."""

    code = "P402"
    exit_status = 2


class CalendarNotCovered(PeercallError):
    """The holiday table ends before the day that must be counted."""

    code = "P403"
    exit_status = 4


class BriefDoesNotFit(PeercallError):
    """What may never be left out does not fit one page at the legible size."""

    code = "P501"
    exit_status = 3


class PacketRefused(PeercallError):
    """The packet would hold what may not leave, or cannot be made as asked: a person must decide first."""

    code = "P502"
    exit_status = 3


class RecordNotFound(PeercallError):
    """There is no such object, or it belongs to another organization: the answer is the same."""

    code = "P602"


class NotPermitted(PeercallError):
    """The viewer's roles do not allow this."""

    code = "P603"
    exit_status = 3


class ChangedMeanwhile(PeercallError):
    """Somebody else changed the object since the page was shown; nothing was stored."""

    code = "P604"
    exit_status = 3


class StepNotPossible(PeercallError):
    """The step does not fit the stage the case is in, or is another person's to take."""

    code = "P605"
    exit_status = 3


class VaultUnreadable(DocumentUnreadable):
    """A stored document is missing, damaged, or was stored with another key."""

    code = "P606"


class JobTakenOver(PeercallError):
    """The worker was silent so long that another one has the job now; it stops without storing anything."""

    code = "P607"


class EntryInvalid(PeercallError):
    """What a window of a call sent is not an entry."""

    code = "P608"


class RecordExportInvalid(PeercallError):
    """A file is no export of a record; `where` is its name and, where known, the entry."""

    code = "P609"


class ChainBroken(PeercallError):
    """The chain of an exported record does not hold; the sentence names the first entry that fails."""

    code = "P610"
    exit_status = 3


class LetterNotApplicable(PeercallError):
    """This kind of letter does not fit the case; the sentence says why."""

    code = "P510"
    exit_status = 3


class LetterOpen(PeercallError):
    """Something in the letter still stands in brackets; it is not sent."""

    code = "P511"
    exit_status = 3


class ReportNotFinished(PeercallError):
    """A reviewer's report lacks what it needs before it can be signed; the sentence names the lines that are open."""

    code = "P512"
    exit_status = 3


class BackupNotPossible(PeercallError):
    """A backup cannot be written or restored as asked; what was there stays as it was."""

    code = "P611"
    exit_status = 3
