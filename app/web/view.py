"""A record beside its article as the page shows it: cards of values, the article in segments, linked by keys. Pure."""

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter

from app.present.text import article_line, provenance_line
from app.web.cards import Card, Layout, Value
from app.web.charts import Day, timeline
from app.web.corrected import NO_CORRECTIONS, Beside, Said, asked, beside
from app.web.forms import Option
from app.web.segments import Segment, segments
from schemas import ArticleSummary, UnsupportedValue

_FORMS: Final = TypeAdapter(dict[str, tuple[Option, ...]])


@dataclass(frozen=True, slots=True)
class View:
    """The whole page of a record."""

    summary: ArticleSummary
    sentences: tuple[Value, ...]
    incidents: tuple[Card, ...]
    background: tuple[Card, ...]
    context: tuple[Value, ...]
    refused: tuple[UnsupportedValue, ...]
    notes: tuple[str, ...]
    days: tuple[Day, ...]
    segments: tuple[Segment, ...]
    article: str
    made: str
    beside: Beside

    @property
    def forms(self) -> str:
        """What the form asks for, as JSON for the page's script."""
        return _FORMS.dump_json(dict(self.beside.forms)).decode()


def view(summary: ArticleSummary, text: str | None, said: Said = NO_CORRECTIONS, *, correctable: bool = False) -> View:
    """Lay out a record whose offsets count code points of `text`; None: it is not there.

    `said` is shown beside its values. `correctable`: it is the machine's, and is kept, so that more can be said of it.
    """
    layout = Layout()
    doubts = summary.questions
    sentences = tuple(layout.value(each.text, each.evidence) for each in summary.summary)
    incidents = tuple(
        layout.card("Incident", each, f"incidents/{n}", doubts) for n, each in enumerate(summary.incidents)
    )
    background = tuple(
        layout.card("Background", each, f"background/{n}", doubts) for n, each in enumerate(summary.background)
    )
    cards = (*incidents, *background)
    forms = asked(cards, (*summary.incidents, *summary.background), said) if correctable else {}
    context = tuple(layout.value(each.text, each.evidence) for each in summary.context)
    return View(
        summary=summary,
        sentences=sentences,
        incidents=incidents,
        background=background,
        context=context,
        refused=summary.unsupported,
        notes=summary.notes,
        days=timeline((summary.article,), summary.incidents, summary.background),
        segments=segments(text, layout.marks.get("", ())) if text else (),
        article=article_line(summary.article),
        made=provenance_line(summary.provenance),
        beside=beside(cards, said, forms),
    )
