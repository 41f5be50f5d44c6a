"""What was written before: what is done, and what a killed run left unfinished, twice or out of date.

records     a file directly in the folder is a chunk that is done
failures    a file below `failures/` counts once a file of records names it; what a killed run wrote without that is
            taken away, and so is a failure of what has a record by now, or failed again later

Every change replaces one file by another whole one, so that it may be killed, and done again, at any point.
"""

from collections.abc import Callable
from contextlib import closing

from app.backfill import table
from app.backfill.files import FAILURES, UNFINISHED, Folder
from app.backfill.register import Register
from app.bulk.sources import SourceError


def settle(folder: Folder, register: Register, *, forget_failures: bool = False) -> tuple[int, int]:
    """Put the folder in order, and note in an empty register what is done.

    Args:
        folder: Where results are; nobody else writes to it meanwhile.
        register: Takes the ids that have a record, and those that failed.
        forget_failures: Failures are not noted, so that they are tried again.

    Returns:
        How many records there are, and how many failures.

    Raises:
        SourceError: a file that this program did not write.
    """
    for name in (*folder.names("", UNFINISHED), *folder.names(FAILURES, UNFINISHED)):
        folder.remove(name)
    named: set[str] = set()
    records = sum(_once_each(folder, name, "id", register.add_done, named) for name in folder.names())
    again = Register("")  # on disk as well, and gone when it is closed
    is_new = _new_to(register, again) if forget_failures else register.add_done
    failures = 0
    with closing(again):
        for name in reversed(folder.names(FAILURES)):  # the newest first, by its name
            stay = _once_each(folder, name, "identity", is_new, set()) if name in named else 0
            failures += stay
            if not stay:
                folder.remove(name)
    return records, failures


Check = Callable[[list[str]], list[bool]]


def _new_to(register: Register, again: Register) -> Check:
    def are_new(ids: list[str]) -> list[bool]:
        return [not done and first for done, first in zip(register.are_done(ids), again.add_done(ids), strict=True)]

    return are_new


def _once_each(folder: Folder, name: str, column: str, are_new: Check, named: set[str]) -> int:
    """Take rows of a file away that are there already; how many stay. Adds the file of failures that it names."""
    try:
        with folder.open(name) as file:
            ids, failures = table.column(file, column)
    except (ValueError, KeyError, IndexError):
        raise SourceError(f"{name}: this is no file of a backfill", "Name a new folder.") from None
    named |= {failures} if failures else set()
    keep = are_new(ids)
    if not all(keep):
        folder.write(name, table.only(folder.read(name), keep))
    return sum(keep)
