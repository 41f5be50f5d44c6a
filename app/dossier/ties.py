"""The grey band: pairs of accounts of which code cannot tell whether they are of one incident."""

from collections.abc import Callable

from app.dossier.accounts import Account

Tie = Callable[[Account, Account], bool | None]
"""Whether two accounts in the grey band are of one incident; None: it cannot tell, and they stay apart."""
