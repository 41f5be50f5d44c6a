"""The days of a deed: the model's where the words allow them, else those that code computes from the words. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.records.verified import DateWords
from app.values.date_readings import is_read_whole, may_mean
from app.values.dates import Span, resolve
from schemas import IncidentDate, Question
from schemas.codes import DatePrecision, TimePrecision

_WEEK: Final = 7
_MONTH: Final = 31
_NIGHT: Final = 2
"""Days."""
_UNKNOWN: Final = Span(None, None, "unknown", 3)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and the doubts about it."""

    date: IncidentDate
    questions: tuple[Question, ...] = ()


def dated(words: DateWords, published_on: date | None) -> Dated:
    """The days that the words for the time of a deed mean.

    The model's stand where the words allow them or nothing can be told of the words alone (`may_mean`). Where it gives
    none, the computed days of the words stand. Where it gives others than the words allow, the question
    `date_and_words_disagree` is raised, and the computed days stand if code reads all of the words, else the model's.
    start and end are None where neither tells.
    """
    computed = resolve(words.words.name, published_on) or _UNKNOWN
    if words.start is None:
        return Dated(_date(words, computed.start, computed.end, computed.precision))
    end = words.start if words.end is None else words.end
    if words.start <= end and may_mean(words.words.name, published_on, words.start, end):
        return Dated(_date(words, words.start, end, _precision(words, computed, end)))
    question = _disagreement(words, words.start, end, computed)
    if words.start <= end and not is_read_whole(words.words.name):
        return Dated(_date(words, words.start, end, _precision(words, computed, end)), (question,))
    return Dated(_date(words, computed.start, computed.end, computed.precision), (question,))


def _date(words: DateWords, start: date | None, end: date | None, precision: DatePrecision) -> IncidentDate:
    return IncidentDate(
        start=start,
        end=end,
        precision=precision,
        time_precision=_time_precision(start, end),
        text=words.words.name,
        evidence=(words.words.evidence,),
    )


def _precision(words: DateWords, computed: Span, end: date) -> DatePrecision:
    """The unit of the words where their days are the model's, or one night of them; else by the number of days."""
    if (words.start, end) == (computed.start, computed.end):
        return computed.precision
    assert words.start is not None
    days = _days(words.start, end)
    return "day" if days == _NIGHT and _unit(words, computed, end) == "day" else _unit_of(days)


def _unit(words: DateWords, computed: Span, end: date) -> DatePrecision:
    """The unit of the words; without a publication date, as against the model's last day."""
    if computed.start is not None:
        return computed.precision
    return (resolve(words.words.name, end) or computed).precision


def _unit_of(days: int) -> DatePrecision:
    if days == 1:
        return "day"
    return "week" if days <= _WEEK else "month" if days <= _MONTH else "year"


def _time_precision(start: date | None, end: date | None) -> TimePrecision:
    """ACLED: 1 for one day, 2 for up to a week, 3 for more or an unknown time."""
    if start is None or end is None:
        return 3
    days = _days(start, end)
    return 1 if days == 1 else 2 if days <= _WEEK else 3


def _days(start: date, end: date) -> int:
    return (end - start).days + 1


def _disagreement(words: DateWords, start: date, end: date, computed: Span) -> Question:
    mean = f"mean {_shown(computed.start, computed.end)}" if computed.start else "tell no day"
    reason = f"the model takes {words.words.name!r} for {_shown(start, end)}; the words {mean}"
    return Question(path=words.origin, code="date_and_words_disagree", reason=reason, evidence=(words.words.evidence,))


def _shown(start: date | None, end: date | None) -> str:
    days = [day.isoformat() for day in dict.fromkeys((start, end)) if day is not None]
    return " to ".join(days)
