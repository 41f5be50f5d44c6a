"""The record of an article from what was verified and resolved of a draft: every item in its place. Pure."""

from collections.abc import Iterable, Iterator

from app.article import Article
from app.assemble import incidents
from app.assemble.actors import Parties, named
from app.assemble.paths import is_refused, listed, with_questions
from app.records.resolved import Resolved, ResolvedIncident
from app.records.verified import Record
from schemas import UnsupportedValue


def assemble(resolved: Resolved, article: Article) -> Record:
    """The incidents as they are published, with ids, codes, actors and estimates; nothing verified is left out.

    Incidents keep the draft's order, newly reported ones in `incidents` and the others in `background`; ids count from
    1 over the first and then the second, as `<first 16 digits of the article's id>-2`. Paths of `questions` become
    places in this record. A party that no value names has no place in an incident: it stands in `unsupported`.
    """
    verified = resolved.verified
    new = [each for each in resolved.incidents if each.verified.newly_reported]
    known = [each for each in resolved.incidents if not each.verified.newly_reported]
    built = [
        incidents.build(each, verified.parties, f"{article.id[:16]}-{number}")
        for number, each in enumerate((*new, *known), 1)
    ]
    reported, background = listed("incidents", built[: len(new)]), listed("background", built[len(new) :])
    record = Record(
        headline=verified.headline,
        summary=verified.summary,
        incidents=reported.value,
        background=background.value,
        context=verified.context,
        unsupported=(*verified.refused, *_idle(verified.parties, resolved.incidents, verified.refused)),
        questions=(),
    )
    # A party of several incidents is questioned where it stands first.
    return with_questions(record, verified.questions, {**background.moves, **reported.moves})


def _idle(
    parties: Parties, among: Iterable[ResolvedIncident], refused: Iterable[UnsupportedValue]
) -> Iterator[UnsupportedValue]:
    """Parties that no value of any incident names; most often the value that named them was refused."""
    names = {mention.name for each in among for mention in named(each.verified)}
    names |= {party.member_of.name for party in parties if party.name in names and party.member_of}
    for party in parties:
        if party.name not in names and not is_refused(party.origin, refused):
            reason = f"no value that stands names {party.name!r}"
            yield UnsupportedValue(path=party.origin, value=party.name, code="nothing_left", reason=reason)
