"""`python -m tests.web.seeded`: an installation of its own (PEERCALL_DATA) with a practice, its people and a prepared case,
and a review organization with a file.

Prints the addresses of the case and of the file's call, the e-mail addresses of people and the password as JSON. For tests
that start and kill real servers.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peercall.web.settings")


def main() -> dict[str, str]:
    import django

    Path(os.environ["PEERCALL_DATA"]).mkdir(parents=True, exist_ok=True, mode=0o700)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    from tests.web.conftest import PASSWORD
    from tests.web.demo import EXAMPLE, prepared_case, read_case
    from tests.web.review_files import take

    from peercall.adapters.db import accounts
    from peercall.bootstrap.site_vault import vault
    from peercall.domain.organizations import OrganizationKind, Role

    practice = accounts.create_organization(
        name="Cedar Valley Sleep Clinic", kind=OrganizationKind.PRACTICE, time_zone="America/Chicago"
    )
    email = "physician@cedar.example"
    user = accounts.create_user(email=email, name="Adaeze Okafor", password=PASSWORD)
    accounts.give_roles(user, organization=practice, roles=[Role.PHYSICIAN, Role.COORDINATOR])
    administrator = accounts.create_user(email="office@cedar.example", name="Jordan Lake", password=PASSWORD)
    accounts.give_roles(administrator, organization=practice, roles=[Role.ADMINISTRATOR])
    viewer = accounts.viewer_for(user, organization=practice)
    assert viewer is not None
    case = prepared_case(viewer, vault())
    unconfirmed = read_case(viewer, vault(), example=EXAMPLE.parent / "ra-biologic-step-therapy")
    review = accounts.create_organization(
        name="Northgate Review", kind=OrganizationKind.REVIEW_ORGANISATION, time_zone="America/Denver"
    )
    reviewer = accounts.create_user(email="reviewer@northgate.example", name="Lee Brandt", password=PASSWORD)
    accounts.give_roles(reviewer, organization=review, roles=[Role.REVIEWER])
    looking = accounts.viewer_for(reviewer, organization=review)
    assert looking is not None
    return {
        "review_call": f"/review/files/{take(looking)}/call/",
        "reviewer": "reviewer@northgate.example",
        "case": f"/cases/{case}/",
        "unconfirmed": f"/cases/{unconfirmed}/",
        "email": email,
        "administrator": "office@cedar.example",
        "password": PASSWORD,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
