"""The application's settings for tests: a folder of their own, a quick password hash, mail in memory."""

import os
import tempfile

os.environ.setdefault("PEERCALL_DATA", tempfile.mkdtemp(prefix="peercall-tests-"))
os.environ.setdefault("PEERCALL_SECRET_KEY", "a-key-for-tests-only-and-nothing-else-at-all")
os.environ.setdefault("PEERCALL_VAULT_KEY", "another-key-for-tests-only-and-nothing-else")

from peercall.web.settings import *  # noqa: F403
from peercall.web.settings import DATA, DATABASES, POSTGRES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
if not POSTGRES:
    # a file, as in use: the live server and workers in processes of their own see the same data
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
    )
