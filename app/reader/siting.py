"""When and where an incident was, from the words of its readings. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.article.ground import Found, slice_of
from app.reader import codes, speech
from app.reader.grouping import Group, Report, dates_of
from app.reader.naming import phrase
from app.reader.scenes import is_scene, is_tied
from app.reader.syntax import ParsedArticle, Tree, Word
from app.values import dates, places
from app.values.locations import location
from schemas import IncidentDate, Location

STREET: Final = re.compile(
    r"\b(?:street|road|avenue|square|district|neighbou?rhood|quarter|suburb|village|hamlet|settlement|highway|crossing|border|river|bridge)\b",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(r"(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central|downtown", re.IGNORECASE)
_TIMES: Final = frozenset({"DATE", "TIME"})
_SETTLEMENTS: Final = frozenset({"town", "village", "hamlet", "settlement", "suburb", "city"})
_RANK: Final = {"city": 0, "region": 1, "country": 2}


def incident_date(group: Group, article: ParsedArticle) -> IncidentDate | None:
    """The finest date that the readings give, the first of equals; None when none gives any.

    The day of a statement dates the deed only where nothing else does.
    """
    own, stated = (
        min(_dates(group, article, of), key=lambda one: one.time_precision, default=None) for of in (False, True)
    )
    return own or stated


def _dates(group: Group, article: ParsedArticle, of_statements: bool) -> Iterator[IncidentDate]:
    for told in group.told:
        text = told.clause.text
        for hit in dates_of(told.clause, told.deed):
            outside = told.deed.is_outside(told.clause.asked.start + hit.start)
            if outside or speech.dates_statement(text, hit.start, hit.end) != of_statements:
                continue
            span = dates.resolve(hit.text, article.published_on)
            if span is None or span.start is None:
                continue
            offset = told.clause.asked.start
            words = slice_of(article.text, offset + hit.start, offset + hit.end)
            yield IncidentDate(
                start=span.start,
                end=span.end,
                precision=span.precision,
                time_precision=span.time_precision,
                text=words.words,
                evidence=(words.evidence,),
            )


def incident_location(group: Group, article: ParsedArticle) -> Location | None:
    """The finest place that the readings name, the first of equals, and the site; None when no known place is named."""
    mentions = (mention for told in group.told for mention in told.mentions if not told.deed.is_outside(mention.start))
    mention = _finest(mentions)
    return _location(mention, _site(group, article), article) if mention else None


def dateline_location(article: ParsedArticle) -> Location | None:
    """Where the reporter was, for a report that names no place; only the country where it names one there.

    None: there is no dateline with a place, or the report names another country.
    """
    lines = [sentence for sentence in article.sentences if sentence.kind == "dateline"]
    named = places.find(article.text)
    there = [mention for mention in named if any(line.start <= mention.start < line.end for line in lines)]
    others = {mention.place for mention in named if mention not in there}
    mention = _finest(there)
    if mention is None or any(other.country_code != mention.place.country_code for other in others):
        return None
    found = _location(mention, None, article)
    named_there = any(other.kind != "country" for other in others) or _names_scene(article)
    return _country_of(found) if named_there else found


def _names_scene(article: ParsedArticle) -> bool:
    """Whether the report says by a name, known or not, where something happened: "in the Pacific"."""
    names = (word for word in article.tree.words if word.pos == "PROPN" and word.dep == "pobj")
    return any(is_scene(word, article.tree) for word in names if word.entity not in _TIMES | {"NORP"})


def _country_of(place: Location, site: Found | None = None) -> Location | None:
    """A place's country, with a site in it; None: the place has none. What tells of the place tells of its country."""
    country = places.country(place.country_code) if place.country_code else None
    if country is None:
        return None
    evidence = (place.evidence[0], *((site.evidence,) if site else ()))
    return location(country, evidence, site=site.words if site else None)


def _finest(mentions: Iterable[places.Mention]) -> places.Mention | None:
    return min(mentions, key=lambda mention: _RANK[mention.place.kind], default=None)


def _location(mention: places.Mention, site: Found | None, article: ParsedArticle) -> Location:
    place, words = mention.place, slice_of(article.text, mention.start, mention.end)
    evidence = (words.evidence, *((site.evidence,) if site else ()))
    return location(place, evidence, site=site.words if site else None)


def shared_location(group: Group, main: Location | None, article: ParsedArticle) -> Location | None:
    """Where a group is whose words name no place that is known: where the main incident was; None: nothing tells.

    Only the country is as sure where it is told as another incident, is long over, or names a town of its own; words as
    "there" or "in the same city" tie it to the main incident's town all the same.
    """
    if main is None:
        return None
    town = next(_unknown_towns(group, article), None)
    if town is None and (not group.apart or any(is_tied(told.clause.text) for told in group.told)):
        return main.model_copy(update={"site": None, "evidence": main.evidence[:1]})
    return _country_of(main, town or next(_named_sites(group, article), None))


def _site(group: Group, article: ParsedArticle) -> Found | None:
    """A named street or quarter, else a town that the gazetteer lacks, else the building that was hit; None: none told.

    Soonest told first; a place phrase that only names the building comes after the quarter.
    """
    named = (*_named_sites(group, article), *_unknown_towns(group, article))
    hit = (aim.words for told in group.told for aim in told.deed.targets if aim.kind in ("building", "infrastructure"))
    return next(iter((*named, *hit, *_building_sites(group, article))), None)


def _named_sites(group: Group, article: ParsedArticle) -> Iterator[Found]:
    for told in group.told:
        start, end = told.clause.asked.start, told.clause.asked.end
        for word in article.tree.at(start, end):
            if STREET.fullmatch(word.text) and word.pos in ("NOUN", "PROPN"):
                yield from _with_name(word, article)
            town = article.tree.words[word.head]
            if _PART_OF.fullmatch(word.text) and town.index > word.index and _is_town(town, told):
                yield slice_of(article.text, word.start, town.end)


def _is_town(name: Word, told: Report) -> bool:
    """Whether a name is a town's, as far as is known: "southwestern Pakistan" and "northern Sinaloa" are no sites."""
    known = [mention.place.kind for mention in told.mentions if mention.start <= name.start < mention.end]
    return name.entity == "GPE" and name.pos == "PROPN" and not {"country", "region"} & {*known}


def _unknown_towns(group: Group, article: ParsedArticle) -> Iterator[Found]:
    """The names of towns where something happens and that the gazetteer lacks: "near the town of Gamboru Ngala"."""
    for told in group.told:
        asked = told.clause.asked
        known = [(mention.start, mention.end) for mention in told.mentions]
        known += [(party.start, party.end) for party in (told.clause.attacker, told.clause.said_by) if party]
        for word in article.tree.at(asked.start, asked.end):
            if not _names_settlement(word, article.tree) or told.deed.is_apart(word.start):
                continue
            name = phrase(word, article)
            overlaps = any(start < name.end and name.start < end for start, end in known)
            if not overlaps and not places.country_of(name.words):
                yield name


def _names_settlement(word: Word, tree: Tree) -> bool:
    """Whether a name is a town's: after "in" or "near" if it looks like one, after "in the town of" in any case."""
    if word.dep != "pobj" or word.pos != "PROPN" or not is_scene(word, tree):
        return False
    return word.entity == "GPE" or tree.words[tree.words[word.head].head].lemma in _SETTLEMENTS


def _building_sites(group: Group, article: ParsedArticle) -> Iterator[Found]:
    """The building that the model's place is, "in a market in Gao"."""
    for told in group.told:
        place = told.clause.place
        inside = article.tree.at(place.start, place.end) if place else ()
        yield from (phrase(w, article) for w in inside if w.pos == "NOUN" and codes.target_kind(w.text) == "building")


def _with_name(word: Word, article: ParsedArticle) -> Iterator[Found]:
    """The noun with its name, "Palestine street"; of "the hamlet of El Botalón" the name."""
    words = phrase(word, article)
    if any(part[:1].isupper() for part in words.words.split()):
        yield words
    for of in article.tree.under(word, "prep"):
        for name in article.tree.under(of, "pobj"):
            if of.lemma == "of" and name.pos == "PROPN" and not places.find(phrase(name, article).words):
                yield phrase(name, article)
