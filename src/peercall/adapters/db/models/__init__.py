"""Tables, one module a subject."""

from peercall.adapters.db.models.accounts import Membership, Organization, User
from peercall.adapters.db.models.audit import AuditEntry, AuditHead
from peercall.adapters.db.models.calls import (
    AnswerEdit,
    AttemptRow,
    Availability,
    CalendarFeed,
    Call,
    CallEntryRow,
    CallSlot,
    RecordRow,
    Task,
)
from peercall.adapters.db.models.cases import (
    Analysis,
    Case,
    CaseAttestation,
    CaseDocument,
    CaseHistory,
    ConfirmedDetermination,
    InboxEntry,
    Proposal,
    SavedView,
)
from peercall.adapters.db.models.invitations import Invitation
from peercall.adapters.db.models.jobs import Job
from peercall.adapters.db.models.learning import (
    CaseFigure,
    CriterionOfFigure,
    LessonRow,
    PrecedentCount,
    PrecedentSource,
)
from peercall.adapters.db.models.letters import LetterSending, LetterVersion
from peercall.adapters.db.models.packets import PacketOrderRow, PacketRow
from peercall.adapters.db.models.review_tokens import ReviewToken
from peercall.adapters.db.models.reviews import (
    ReviewEntryFile,
    ReviewEntryRow,
    ReviewFileFold,
    ReviewFileRow,
    ReviewImport,
)

__all__ = [
    "Analysis",
    "AnswerEdit",
    "AttemptRow",
    "AuditEntry",
    "AuditHead",
    "Availability",
    "CalendarFeed",
    "Call",
    "CallEntryRow",
    "CallSlot",
    "Case",
    "CaseAttestation",
    "CaseDocument",
    "CaseFigure",
    "CaseHistory",
    "ConfirmedDetermination",
    "CriterionOfFigure",
    "InboxEntry",
    "Invitation",
    "Job",
    "LessonRow",
    "LetterSending",
    "LetterVersion",
    "Membership",
    "Organization",
    "PacketOrderRow",
    "PacketRow",
    "PrecedentCount",
    "PrecedentSource",
    "Proposal",
    "RecordRow",
    "ReviewEntryFile",
    "ReviewEntryRow",
    "ReviewFileFold",
    "ReviewFileRow",
    "ReviewImport",
    "ReviewToken",
    "SavedView",
    "Task",
    "User",
]
