"""What a person writes in a dossier's gold file. docs/labelling.md, section 12."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from eval.quotes import Quotes
from schemas import Frozen
from schemas.dossier import ConflictKind, ConflictPath


class PositionNote(Frozen):
    """What one side of a conflict has; a null value is a silent article, and needs no quote."""

    value: int | str | None
    asserted_by: str | None = None
    article: str
    evidence: Quotes = ()

    @model_validator(mode="after")
    def _value_is_quoted(self) -> Self:
        if self.value is not None and not self.evidence:
            raise ValueError("a value needs evidence")
        return self


class ConflictNote(Frozen):
    """A difference between reports of one incident."""

    kind: ConflictKind
    path: ConflictPath
    compatible: bool
    note: str | None = None
    positions: tuple[PositionNote, ...] = Field(min_length=2)


class ClusterNote(Frozen):
    """The reports of one incident, each `article/position`, and their conflicts."""

    reports: tuple[Annotated[str, Field(pattern=r"^[^/]+/[1-9][0-9]*$")], ...] = Field(min_length=1)
    conflicts: tuple[ConflictNote, ...] = ()


class DossierNote(Frozen):
    """The label of several articles together; `copies` maps a syndicated copy to its origin."""

    articles: tuple[str, ...] = Field(min_length=1)
    copies: Mapping[str, str] = {}
    incidents: tuple[ClusterNote, ...] = ()
