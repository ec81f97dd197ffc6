"""What happens at an installation's first start."""

from __future__ import annotations

from datetime import datetime

from peercall.adapters.db.case_jobs import case_to_work
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_demo import load_demo
from peercall.bootstrap.site_demo_history import load_review_history
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.bootstrap.site_jobs import enqueue_case
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import OrganizationKind


def load_demonstration(viewer: Viewer, *, at: datetime) -> int:
    """The shipped examples in the viewer's organization; how many are to be worked on.

    Cases of a practice are read by the next worker; a review organization also has finished files, for reports and figures.
    """
    if viewer.kind is OrganizationKind.REVIEW_ORGANISATION:
        count = len(load_review_demo(viewer, at=at))
        load_review_history(viewer, at=at)
        return count
    made = load_demo(viewer, vault=vault(), at=at)
    for case in made:
        work = case_to_work(case)
        assert work is not None
        enqueue_case(case, revision=work.revision, organization=viewer.organization)
    return len(made)
