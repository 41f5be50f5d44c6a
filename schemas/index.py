"""The index of what a service has summarised: incidents with ids that survive, and the feed of their changes."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue, PositiveInt

from schemas.base import Frozen
from schemas.dossier import FusedIncident, Report

ChangeKind = Literal["new", "changed", "merged", "withdrawn", "restored"]
ChangeCause = Literal["report", "revision", "correction", "link", "erasure", "retention"]


class SetAside(Frozen):
    """A report of an incident that corroborates nothing."""

    report: Report
    why: Literal["copy", "superseded"] = Field(
        description="`copy`: its article repeats another; `superseded`: there is a newer version of its article."
    )
    article_id: str = Field(description="The article that it repeats, or the newer version.")


class IndexedIncident(Frozen):
    """One incident as all articles of one owner report it so far."""

    id: str = Field(pattern=r"^[0-9a-f]{32}$", description="Given once, and kept while the incident is reported.")
    revision: PositiveInt = Field(description="One more with each change of the record.")
    owner: str = Field(description="The id of the API key whose articles report it; empty: no key was needed.")
    created_at: datetime = Field(description="When its first report came.")
    updated_at: datetime = Field(description="When its reports last changed.")
    news: bool = Field(description="Newly reported by one article at least; false: only mentioned.")
    withheld: bool = Field(description="Whether names or quotes in it are masked (docs/do-no-harm.md).")
    set_aside: tuple[SetAside, ...] = Field(description="Reports that corroborate nothing; not among the record's.")
    record: FusedIncident


class IncidentPage(Frozen):
    """Some incidents, the latest first by the first day on which they may have happened; those without a day last."""

    incidents: tuple[IndexedIncident, ...]
    next: str | None = Field(description="The `cursor` of the next page; null: there is none.")


class IncidentChange(Frozen):
    """What became of an incident.

    Of a list `old` has the items that went and `new` those that came; quotes are left out.
    """

    incident_id: str
    revision: PositiveInt
    at: datetime
    kind: ChangeKind = Field(
        description="`new`: first reported; `changed`: its record; `merged`: it is part of the incident `new`; "
        "`withdrawn`: nothing reports it any more, for the reason `new`; `restored`: reported again."
    )
    path: str = Field(description="Where in the record, e.g. `date/start`; empty: the record as a whole.")
    old: JsonValue
    new: JsonValue
    cause: ChangeCause = Field(
        description="`report`: an article came; `revision`: it was summarised anew; `correction`: a newer version of "
        "an article came; `link`: a person's decision; `erasure`, `retention`: an article was erased."
    )
    article_id: str | None = Field(description="The article that changed it; null: a person's decision.")
    erased: bool = Field(description="Whether values are left out, since an article that they came from was erased.")


class ChangePage(Frozen):
    """Changes in the order in which they came."""

    changes: tuple[IncidentChange, ...]
    next: str = Field(description="The `since` of what comes after these; the same again where there is nothing yet.")


class LinkedReports(Frozen):
    """What a person decided of two reports, and what came of it."""

    same: bool
    reports: tuple[Report, Report]
    incidents: tuple[str, str] = Field(description="The incidents that the two belong to now.")
