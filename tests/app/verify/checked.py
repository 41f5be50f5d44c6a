"""Short ways to what is verified of one made-up incident, for the tests of this package."""

from typing import Any

from app.records.verified import Incident, Verified
from app.verify.record import verify
from tests.app.drafts import draft, incident, read


def checked(text: str, *at: int, **more: Any) -> Verified:
    """What stands of one incident at these sentences; `parties` are the draft's."""
    parties = more.pop("parties", ())
    return verify(draft(incident(*at, **more), parties=parties), read(text))


def only(verified: Verified) -> Incident:
    (one,) = verified.incidents
    return one


def codes(verified: Verified) -> list[tuple[str, str]]:
    """What is refused below the incident's path, each with its code."""
    return [(each.path.removeprefix("incidents/0/"), each.code) for each in verified.refused]
