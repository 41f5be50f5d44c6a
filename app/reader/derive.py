"""From readings of clauses to incidents: the rules, in their order. Pure.

    check        each value held against its clause; what the words do not carry is refused
    sources      who says so, under one name throughout
    grouping     which readings tell of one incident, and which is only background
    incidents    the record of each: codes, dates, places and claims
    parties      each party under one name
    compose      summary and context, in the article's own sentences

The same readings and article give the same record, so that a kept answer of the model is as good as a new one.
"""

from app.reader import check, compose, grouping, incidents, parties, reactions, siting, sources, speakers, stances
from app.reader.grouping import Report
from app.reader.incidents import Built
from app.reader.readings import ReadClause
from app.reader.speakers import Speakers
from app.reader.stances import Stance
from app.reader.syntax import ParsedArticle
from app.records.verified import Record
from schemas import Incident, UnsupportedValue


def derive(readings: tuple[ReadClause, ...], article: ParsedArticle) -> Record:
    """The record of an article whose clauses were read, without headline and what is computed (`incidents.build`).

    Nothing of it is vouched for yet. Paths of `unsupported` name the sentence of a reading: `sentences/3/killed`.
    """
    spoken = speakers.speakers(article)
    acts = stances.stances(spoken)
    told, refused = _told(readings, spoken, acts)
    built = _built(told, article)
    reported = _with_reactions(tuple(one.incident for one in built if not one.background), told, acts, article)
    known = parties.one_named((*reported, *(one.incident for one in built if one.background)))
    new, background = known[: len(reported)], known[len(reported) :]
    return Record(
        headline=None,
        summary=compose.summary(new),
        incidents=new,
        background=background,
        context=compose.context((*new, *background), article),
        unsupported=(*refused, *(value for one in built for value in one.unsupported)),
        questions=(),
    )


def _told(
    readings: tuple[ReadClause, ...], spoken: Speakers, acts: tuple[Stance, ...]
) -> tuple[tuple[Report, ...], tuple[UnsupportedValue, ...]]:
    article = spoken.article
    checked = [check.check(asked, article) for asked in readings]
    clauses = tuple(clause for clause, _ in checked)
    told = grouping.tell(clauses, sources.assertions(clauses, spoken), acts, article)
    return told, tuple(value for _, refused in checked for value in refused)


def _built(told: tuple[Report, ...], article: ParsedArticle) -> tuple[Built, ...]:
    """The incidents; one whose words name no place is placed by the main incident's, which may be the dateline's."""
    groups = grouping.group(told, article)
    read = tuple(incidents.build(group, article) for group in groups)
    built = tuple(one for one, group in zip(read, groups, strict=True) if incidents.is_told(one, group))
    main = (built[0].incident.location or siting.dateline_location(article)) if built else None
    return tuple(incidents.placed(one, main, article) for one in built)


def _with_reactions(
    new: tuple[Incident, ...], told: tuple[Report, ...], acts: tuple[Stance, ...], article: ParsedArticle
) -> tuple[Incident, ...]:
    """Statements are about what the article newly reports: they stand with its main incident."""
    if not new:
        return ()
    said = tuple(reactions.reactions(told, acts, article))
    return (reactions.with_reactions(new[0], said), *new[1:])
