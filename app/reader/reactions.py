"""What speakers do with words about an incident, and their place among its actors. Pure."""

from collections.abc import Iterable, Iterator

from app.article.ground import Found, slice_of
from app.reader import codes, speech
from app.reader.grouping import Report
from app.reader.sources import Asserted, as_source, key
from app.reader.stances import Stance
from app.reader.syntax import ParsedArticle
from schemas import Actor, Incident, Statement
from schemas.codes import Plover


def with_reactions(incident: Incident, said: tuple[Statement, ...]) -> Incident:
    """The incident with what was said of it, and the speakers among its actors."""
    known = {key(name) for actor in incident.actors for name in (actor.name, *actor.aliases)}
    country = incident.location.country_code if incident.location else None
    new = {key(one.speaker): one for one in said if key(one.speaker) not in known}
    speakers = tuple(
        Actor(name=one.speaker, aliases=(), type=codes.inter(one.speaker, country), evidence=one.evidence)
        for one in new.values()
    )
    return incident.model_copy(update={"reactions": said, "actors": (*incident.actors, *speakers)})


def reactions(told: Iterable[Report], acts: Iterable[Stance], article: ParsedArticle) -> Iterator[Statement]:
    """What named speakers do with words: by their verbs, and by what is said where the verb only says."""
    seen = set()
    for speaker, act, words in (*_by_verbs(acts, article), *_by_words(told, article)):
        if (speaker.name, act) not in seen and speaker.name:
            seen.add((speaker.name, act))
            yield Statement(speaker=speaker.name, act=act, text=words.words, evidence=speaker.with_words(words))


def _by_verbs(acts: Iterable[Stance], article: ParsedArticle) -> Iterator[tuple[Asserted, Plover, Found]]:
    for stance in acts:
        around = next(s for s in article.sentences if s.start <= stance.of.start < s.end)
        if stance.act and around.kind == "body":
            yield as_source(stance.speaker), stance.act, slice_of(article.text, around.start, around.end)


def _by_words(told: Iterable[Report], article: ParsedArticle) -> Iterator[tuple[Asserted, Plover, Found]]:
    """A stance counts only towards a deed that the sentence tells of, a threat always does."""
    for reading in told:
        if reading.asserted.name is None or reading.stances:
            continue
        deed = codes.sub_event_type(reading.clause.text) is not None
        said: tuple[Plover | None, ...] = (
            "ACCUSE" if speech.accuses(reading.clause.text) else None,
            codes.speech_act(reading.clause.text),
        )
        for act in dict.fromkeys(said):
            # A denial is told by its verb alone: "denies targeting civilians" denies no deed of the day.
            if act and act != "REJECT" and (deed or act == "THREATEN"):
                yield (
                    reading.asserted,
                    act,
                    slice_of(article.text, reading.clause.asked.start, reading.clause.asked.end),
                )
