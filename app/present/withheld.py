"""A record or a dossier for whoever has not the scope `sensitive`: docs/do-no-harm.md. Pure.

Withheld are the names of minors and of people subjected to sexual violence, in every text of the record; whatever the
article quotes to carry such a survivor; and what any of them is quoted with. Characters are masked one for one, so that
offsets stand, and `ArticleSummary.withheld` says where.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final, get_args
from urllib.parse import unquote

from pydantic import BaseModel, JsonValue, ValidationError

from app.present.masking import Names, Span, covered
from app.records.draft import Draft, DraftIncident
from app.values.names import fold, party_key
from app.values.place_lookup import is_country
from schemas import ArticleRef, ArticleSummary, CitedEvidence, Dossier, Evidence, Grounded, Incident, Offsets

ADULT: Final = 18  # years
UNREADABLE: Final = "withheld: this version cannot read the draft, and so cannot tell who is in it"
_AS_IT_IS: Final = frozenset(
    {
        *("id", "path", "language", "schema_version", "client_ref", "provenance", "country", "country_code"),
        *("withheld", "article_id", "incident_id", "origin_id", "newer_id", "fingerprint"),
        *("failures", "client_refs", "partial"),
    }
)
"""Fields that hold no name of a person: references, codes, how the record was made, the country from a closed list."""


@dataclass(frozen=True, slots=True)
class _Somebody:
    """One whose name is withheld; `quotes` are withheld, too, where it is a survivor of sexual violence."""

    name: str | None
    description: str | None = None
    quotes: tuple[Evidence, ...] = ()


def withheld(summary: ArticleSummary) -> ArticleSummary:
    """The record with names and quotes masked that are not for everybody; the same object where there are none.

    Everything else stands: all codes, counts, days, places on the map, and the offsets, in the record's own unit. The
    same again changes nothing. A draft that cannot be read any more is withheld whole. The article's fingerprint is
    left out, too: whoever guesses a name could tell by it that the words are in the article.
    """
    draft = _draft(summary)
    cloak = _cloak(_told([summary]), [draft], summary.offsets)
    if cloak is None and (draft or summary.draft is None):
        return summary
    cloak = cloak or _Cloak(Names(), frozenset(), frozenset(), summary.offsets)
    update: dict[str, Any] = {name: cloak.field(summary, name) for name in ArticleSummary.model_fields}
    update["draft"] = _draft_under(cloak, summary.draft, draft)
    under = summary.model_copy(update=update)
    paths = tuple(dict.fromkeys((*summary.withheld, *_changed("", _plain(summary), _plain(under)))))
    if paths == summary.withheld:
        return summary
    article = under.article.model_copy(update={"fingerprint": None})
    return under.model_copy(update={"withheld": paths, "article": article})


def dossier_withheld(dossier: Dossier, summaries: Sequence[ArticleSummary] | None = None) -> Dossier:
    """The dossier with what is withheld of any of the summaries that it is made of masked in all of it.

    The summaries say who that is, in full: a name that one article gives a child is masked in what the others say, too.
    None: they are not at hand, and the dossier's own incidents say it.
    """
    if summaries is None:
        cloak = _cloak({"": (*dossier.incidents, *dossier.background)}, (), dossier.offsets)
    else:
        cloak = _cloak(_told(summaries), [_draft(each) for each in summaries], dossier.offsets)
    if cloak is None:
        return dossier
    under: Dossier = cloak.over(dossier)
    paths = tuple(dict.fromkeys((*dossier.withheld, *_changed("", _plain(dossier), _plain(under)))))
    return _without_fingerprints(under).model_copy(update={"withheld": paths}) if paths else dossier


def _without_fingerprints(dossier: Dossier) -> Dossier:
    def bare(article: ArticleRef) -> ArticleRef:
        return article.model_copy(update={"fingerprint": None})

    return dossier.model_copy(
        update={
            "articles": tuple(map(bare, dossier.articles)),
            "copies": tuple(each.model_copy(update={"article": bare(each.article)}) for each in dossier.copies),
            "superseded": tuple(each.model_copy(update={"article": bare(each.article)}) for each in dossier.superseded),
        }
    )


def _draft(summary: ArticleSummary) -> Draft | None:
    try:
        return Draft.model_validate(summary.draft, strict=False)
    except ValidationError:
        return None


def _draft_under(cloak: "_Cloak", said: JsonValue, draft: Draft | None) -> JsonValue:
    if draft is None:
        return None if said is None else UNREADABLE
    under: Draft = cloak.over(draft)
    return said if under == draft else under.model_dump(mode="json")


def _somebody(incidents: Iterable[Incident | DraftIncident]) -> Iterator[_Somebody]:
    """Minors, and everyone whom an incident of sexual violence singles out, by what record or draft say."""
    for incident in incidents:
        survivors = incident.sub_event_type == "Sexual violence"
        for claim in incident.casualty_claims if isinstance(incident, Incident) else incident.claims:
            for person in claim.victims:
                young = person.minor or (person.age is not None and person.age < ADULT)
                if survivors or young or claim.victim_class == "children":
                    yield _Somebody(person.name, person.description, _quotes(person) if survivors else ())
        for target in incident.targets if survivors else ():
            if target.kind == "person":  # in lower case it is "a woman", which names nobody
                yield _Somebody(None if target.name.islower() else target.name, target.name, _quotes(target))


def _quotes(value: BaseModel) -> tuple[Evidence, ...]:
    return value.evidence if isinstance(value, Grounded) else ()


def _told(summaries: Iterable[ArticleSummary]) -> dict[str, tuple[Incident, ...]]:
    return {each.article.id: (*each.incidents, *each.background) for each in summaries}


def _cloak(told: Mapping[str, tuple[Incident, ...]], drafts: Sequence[Draft | None], unit: Offsets) -> "_Cloak | None":
    """What is withheld of any of the incidents, by the articles that tell them; None: nobody is to be withheld.

    `drafts` are those articles', as far as read. Words that say in which article they stand are that article's.
    """
    found = {article: tuple(_somebody(incidents)) for article, incidents in told.items()}
    everybody = [one for each in found.values() for one in each]
    everybody += [one for draft in drafts if draft for one in _somebody(draft.incidents)]
    if not everybody:
        return None
    incidents = tuple(chain.from_iterable(told.values()))
    parties = [(each.name, *each.aliases) for incident in incidents for each in incident.actors]
    parties += [(each.name, *each.aliases) for draft in drafts if draft for each in draft.parties]
    known = {each.name for each in everybody if each.name and covered(each.name) != each.name}
    keys = set(map(party_key, known))
    known.update(name for party in parties if keys & set(map(party_key, party)) for name in party)
    described = (each.description for each in everybody if each.description)
    cloak = _Cloak(
        Names.of(known, _countries(incidents, parties)),
        frozenset(map(party_key, (*known, *described))),
        frozenset(word for name in known for word in party_key(name).split()),
        unit,
    )
    stretches: dict[str, list[Span]] = {}
    for article, own in told.items():
        for each in (*(quote for one in found[article] for quote in one.quotes), *cloak.said(own)):
            home = each.article_id if isinstance(each, CitedEvidence) else article
            stretches.setdefault(home, []).append((each.start, each.end))
    return replace(
        cloak,
        stretches={article: _merged(spans) for article, spans in stretches.items()},
        home=next(iter(told)),
    )


def _countries(incidents: Iterable[Incident], parties: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Names of countries that the record speaks of, folded: "Israel" tells nobody who Israel Levi is."""
    places = (each.location.country for each in incidents if each.location)
    spoken_of = {name for name in (*places, *(name for name, *_ in parties)) if name}
    return frozenset(fold(name) for name in spoken_of if is_country(name))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same stretches in order, none of them overlapping."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class _Cloak:
    """What is withheld of one record, or of several together.

    names      of people, masked wherever they stand
    speakers   keys (`names.party_key`) of such people, and `words` those of their names: what they say is masked
    stretches  of each article that no quote may show, in order, in the record's `unit`
    home       the article of quotes that do not say which
    """

    names: Names
    speakers: frozenset[str]
    words: frozenset[str]
    unit: Offsets
    stretches: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    home: str = ""

    def over(self, value: Any) -> Any:
        """A value with what is withheld in it masked."""
        match value:
            case Evidence():
                return value.model_copy(update={"quote": self._quote(value)})
            case BaseModel():
                return value.model_copy(update={name: self.field(value, name) for name in type(value).model_fields})
            case tuple() | list():
                return type(value)(map(self.over, value))
            case dict():
                return {name: self.over(part) for name, part in value.items()}
            case str():
                return self.names.hide(value)
            case _:
                return value

    def field(self, value: BaseModel, name: str) -> Any:
        """One field of a value with what is withheld in it masked; codes and references are left as they are."""
        part = getattr(value, name)
        if name in _AS_IT_IS or not _holds_text(type(value), name):
            return part
        if name == "url" and part:
            return self._url(part)
        if name == "text" and self._speaks(value):
            return covered(part)
        return self.over(part)

    def said(self, value: Any) -> Iterator[Evidence]:
        """The quotes of what is said by somebody who is withheld, in a value and all that is in it."""
        if self._speaks(value):
            yield from _quotes(value)
        if isinstance(value, BaseModel | tuple):
            for part in (part for _, part in value) if isinstance(value, BaseModel) else value:
                yield from self.said(part)

    def _speaks(self, value: Any) -> bool:
        by: str | None = getattr(value, "speaker", None) or getattr(value, "asserted_by", None)
        return by is not None and (party_key(by) in self.speakers or self.words.issuperset(party_key(by).split()))

    def _quote(self, evidence: Evidence) -> str:
        """The words with names masked, and all of them that stand in a stretch that is withheld."""
        hidden, at = list(self.names.hide(evidence.quote)), evidence.start
        article = evidence.article_id if isinstance(evidence, CitedEvidence) else self.home
        stretches = self.stretches.get(article, ())
        for index, character in enumerate(evidence.quote):
            before = bisect_right(stretches, at, key=itemgetter(0))
            if before and at < stretches[before - 1][1]:
                hidden[index] = covered(character)
            at += 2 if self.unit == "utf16" and character > "\uffff" else 1
        return "".join(hidden)

    def _url(self, url: str) -> str:
        """The address down to its host, where what follows names somebody, be it percent-encoded or in lower case."""
        plain = unquote(url)
        if self.names.hide(plain, any_case=True) == plain:
            return url
        scheme, mark, rest = url.partition("://")
        host, slash, behind = rest.partition("/") if mark else (scheme, "", "")
        under = f"{scheme}{mark}{host}{slash}{covered(behind)}" if mark else covered(url)
        return self.names.hide(under, any_case=True)


@cache
def _holds_text(kind: type[BaseModel], name: str) -> bool:
    """Whether a field can hold words: not codes, numbers or days alone."""
    leaves = tuple(_leaves(kind.model_fields[name].annotation))
    return any(leaf in (str, Any) or (isinstance(leaf, type) and issubclass(leaf, BaseModel)) for leaf in leaves)


def _leaves(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of; JSON may hold anything."""
    annotation = Any if annotation is JsonValue else annotation
    parts = get_args(annotation)
    yield from (leaf for part in parts for leaf in _leaves(part)) if parts else (annotation,)


def _plain(record: ArticleSummary | Dossier) -> JsonValue:
    plain: JsonValue = record.model_dump(mode="json", exclude={"withheld"})
    return plain


def _changed(path: str, before: JsonValue, after: JsonValue) -> Iterator[str]:
    """Where two records of one shape differ; of a draft only that it does."""
    if isinstance(before, dict) and isinstance(after, dict) and path != "/draft":
        for name, part in before.items():
            yield from _changed(f"{path}/{name}", part, after[name])
    elif isinstance(before, list) and isinstance(after, list) and path != "/draft":
        for index, part in enumerate(before):
            yield from _changed(f"{path}/{index}", part, after[index])
    elif before != after:
        yield path.lstrip("/")
