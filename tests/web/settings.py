"""The application's settings for tests: a folder of their own, a quick password hash, mail in memory."""

import os
import tempfile

_DATA = os.environ.setdefault("PEERCALL_DATA", tempfile.mkdtemp(prefix="peercall-tests-"))
os.environ.setdefault("PEERCALL_SECRET_KEY", "a-key-for-tests-only-and-nothing-else-at-all")
os.environ.setdefault("PEERCALL_VAULT_KEY", "another-key-for-tests-only-and-nothing-else")

from peercall.web.settings import *  # noqa: E402, F403
from peercall.web.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
