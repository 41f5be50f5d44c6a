"""What verifying finds: values that are refused, and doubts about values that stand. Collected in the draft's order."""

from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, JsonValue

from schemas import Evidence, Question, UnsupportedValue
from schemas.codes import QuestionCode, RefusalCode

PLANTED: Final = "nothing else in the article carries it: its sentence speaks to a machine or to the reader"


@dataclass(frozen=True, slots=True)
class Findings:
    """The one mutable value of this package: it lives as long as a single call of `verify`."""

    refused: list[UnsupportedValue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def refuse(self, path: str, value: Any, code: RefusalCode, reason: str) -> None:
        """Set a value of the draft apart; a part of the draft is kept as it is on the wire."""
        self.refused.append(UnsupportedValue(path=path, value=_json(value), code=code, reason=reason))

    def question(self, path: str, code: QuestionCode, reason: str, *evidence: Evidence) -> None:
        """Doubt a value that stands."""
        self.questions.append(Question(path=path, code=code, reason=reason, evidence=evidence))


def _json(value: Any) -> JsonValue:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
