"""Folders and files that one user alone may read."""

import errno
import os
from pathlib import Path


def make_private(folder: Path) -> None:
    """Close a folder of this user's to all others. Raises OSError for a link, which another may have put there."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(at).st_uid != os.getuid():
            raise PermissionError(errno.EPERM, "it belongs to another user", str(folder))
        os.fchmod(at, 0o700)
    finally:
        os.close(at)
