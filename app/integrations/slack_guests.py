"""Which workspaces are let in, and within which API key's limits each of them works."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from app import keys
from app.core.caller import Caller, calling
from app.http.quotas import Quotas
from app.integrations.slack_errors import Declined
from app.keys import Key
from app.store.keyring import KeyRing


@dataclass(frozen=True, slots=True)
class Guests:
    """The workspaces of the settings, by id, each with the id of its key; None: it works without one."""

    teams: Mapping[str, str | None]
    keyring: KeyRing
    quotas: Quotas

    async def admit(self, team: str) -> Key | None:
        """Count a request of a workspace; its key, None where no key was ever made. Raises Declined."""
        if team not in self.teams:
            raise Declined("Sitrep does not know this workspace: SITREP_SLACK_MAY has to name it.")
        key_id = self.teams[team]
        if key_id is None and not self.keyring.had_keys():
            return None
        key = next((each for each in keys.good(self.keyring.keys()) if each.id == key_id), None)
        if key is None or "summarize" not in key.scopes:
            raise Declined("This workspace has no good API key with the scope `summarize`: see SITREP_SLACK_MAY.")
        if used_up := await self.quotas.admit(key):
            raise Declined(f"This workspace's {used_up.name} are used up; there are new ones in {used_up.reset_s} s.")
        return key

    @contextmanager
    def working(self, key: Key | None) -> Iterator[None]:
        """Work for a workspace within the block. Raises Declined where it has as many articles at once as it may."""
        if key is None:
            yield
            return
        with self.quotas.article(key) as may_begin, calling(Caller(key.id, self.quotas.account(key))):
            if not may_begin:
                raise Declined("This workspace has as many articles in progress as it may; try again when one is done.")
            yield
