"""Hold a reading against its sentence: what the words do not carry is set aside with a reason. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from app.article import ground
from app.article.ground import Found
from app.reader import codes, speech
from app.reader.readings import ReadClause, Reading
from app.reader.speakers import is_saying
from app.reader.syntax import ParsedArticle, Tree
from app.values import counts, places
from schemas import UnsupportedValue

ABSENT: Final = frozenset({"", "null", "none", "unknown", "n/a", "not stated", "not specified", "unspecified"})
"""What models write for null."""
RECIPROCAL: Final = re.compile(r"each other|one another", re.IGNORECASE)
PRONOUN: Final = re.compile(
    r"(?!US$)(?:it|they|them|he|she|him|her|we|us|i|you|this|that|these|those|who|which|others?|some)", re.IGNORECASE
)
EVENT: Final = re.compile(r"\b(?:war|campaign|attack|strike|offensive|operation|toll|raid|blast)s?\b", re.IGNORECASE)
TOLL: Final = re.compile(r"(?:the |a )?(?:(?:death |casualty )?toll|deaths?|casualties|dead)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A reading whose every value stands in its clause `text`, which is article.text[start:end]; None: not said."""

    asked: ReadClause
    text: str
    event: Found | None = None
    attacker: Found | None = None
    target: Found | None = None
    place: Found | None = None
    weapon: Found | None = None
    killed: Found | None = None
    wounded: Found | None = None
    said_by: Found | None = None

    @property
    def empty(self) -> bool:
        """Whether it says nothing of an incident."""
        return not any((self.event, self.attacker, self.target, self.weapon, self.killed, self.wounded))


NAMES: Final = frozenset({"attacker", "target", "said_by"})
TAILS: Final = (
    re.compile(
        r"(?<=\w)[\"'\u201d\u2019]?\s+(?:air |drone |missile |rocket |bomb )?"
        r"(?:air-?strikes?|strikes?|attacks?|raids?|bombings?|shelling|offensive)$",
        re.IGNORECASE,
    ),
    re.compile(r"(?<=\w)\s+(?:said|says|wrote|told|added|reported)\b.*$", re.IGNORECASE | re.DOTALL),
)
"""What is no part of a name at its end."""


WHERE: Final = re.compile(r"\s+(?:in|near|at|outside|around)\s+", re.IGNORECASE)


Rule = Callable[[Found, Checked], str | None]
"""Why a value that stands in the sentence is not what it is said to be; None when nothing speaks against it."""


def check(asked: ReadClause, article: ParsedArticle) -> tuple[Checked, tuple[UnsupportedValue, ...]]:
    """Keep what the clause carries; for the rest, path, value and reason."""
    clause = Checked(asked, article.text[asked.start : asked.end])
    located, missing = _located(clause, article)
    told, silent = _without_doer(located, article)
    named = _with_explicit_accusation(told, article)
    kept, refused = _judged(named)
    return _with_weapon(kept, located), (*missing, *silent, *_displaced(located, named), *refused)


def _located(clause: Checked, article: ParsedArticle) -> tuple[Checked, tuple[UnsupportedValue, ...]]:
    missing = []
    for field, value in _values(clause.asked.reading):
        found = ground.locate(article.text, value, clause.asked.start, clause.asked.end)
        if found is None:
            missing.append(_unsupported(clause, field, value, "these words are not in the sentence"))
        named = _bare(found, article.text) if found and field in NAMES else found
        named = _unplaced(named, article.text) if named and field == "target" else named
        clause = _with(clause, field, named)
    return clause, tuple(missing)


def _bare(found: Found, text: str) -> Found:
    """A name without a leading article and without what follows it: of "US strike" the party, of "he wrote" he."""
    start = found.end - len(ground.DETERMINER.sub("", found.words))
    rest = next((rest for tail in TAILS if (rest := tail.search(text, start + 1, found.end))), None)
    return replace(ground.slice_of(text, start, rest.start() if rest else found.end), match=found.match)


def _values(reading: Reading) -> tuple[tuple[str, str], ...]:
    given = ((field, value.strip()) for field in FIELDS if (value := getattr(reading, field)))
    return tuple((field, value) for field, value in given if value.casefold() not in ABSENT)


def _unplaced(found: Found, text: str) -> Found:
    """A target without where it is: "three people in the city of Kherson" are three people."""
    where = next(
        (w for w in WHERE.finditer(text, found.start + 1, found.end) if places.find(text[w.start() : found.end])), None
    )
    return replace(ground.slice_of(text, found.start, where.start()), match=found.match) if where else found


def _without_doer(clause: Checked, article: ParsedArticle) -> tuple[Checked, tuple[UnsupportedValue, ...]]:
    """An attacker that is also said to speak, and only acts: in "the army carried out a raid" it tells nothing."""
    who, by = clause.attacker, clause.said_by
    head = article.tree.head_of(who.start, who.end) if who and by and overlap(who, by) else None
    verb = article.tree.words[head.head] if head is not None and head.dep == "nsubj" else None
    if verb is None or by is None or verb.pos != "VERB" or is_saying(verb) or _speaks_as_it(clause, article.tree):
        return clause, ()
    return replace(clause, said_by=None), (_unsupported(clause, "said_by", by.words, "who acts, not who speaks"),)


def _speaks_as_it(clause: Checked, tree: Tree) -> bool:
    """Whether a pronoun speaks: "the Red Front shot a judge, it said" tells of the Red Front what it says itself."""
    verbs = filter(is_saying, tree.at(clause.asked.start, clause.asked.end))
    return any(subject.pos == "PRON" for verb in verbs for subject in tree.under(verb, "nsubj"))


def _with_explicit_accusation(clause: Checked, article: ParsedArticle) -> Checked:
    """Where the sentence accuses somebody in so many words, it is that party, and its subject that accuses."""
    start, end = clause.asked.start, clause.asked.end
    accused = speech.accused(article.text, start, end)
    if accused is not None and RECIPROCAL.fullmatch(accused.words):
        return replace(clause, attacker=None)  # who accuses whom, the tree tells
    if accused is None or PRONOUN.fullmatch(accused.words):
        return clause
    agreed = clause.attacker if clause.attacker and overlap(clause.attacker, accused) else None
    attacker = agreed or _bare(accused, article.text)
    accuser = clause.said_by if clause.said_by and not _is_speech(clause.said_by) else None
    return replace(clause, attacker=attacker, said_by=accuser or speech.accuser(article.text, start, end))


def _displaced(before: Checked, after: Checked) -> tuple[UnsupportedValue, ...]:
    """What the model said of the attacker where the sentence accuses somebody else in so many words."""
    if before.attacker is None or before.attacker == after.attacker:
        return ()
    reason = f"the sentence accuses {after.attacker.words!r}" if after.attacker else "they accuse each other"
    return (_unsupported(before, "attacker", before.attacker.words, reason),)


def _judged(clause: Checked) -> tuple[Checked, tuple[UnsupportedValue, ...]]:
    """Apply the rules field by field; a field that fails is gone for the fields after it."""
    refused = []
    for field in RULES:
        found = getattr(clause, field)
        reason = found and next((why for rule in RULES[field] if (why := rule(found, clause))), None)
        if reason:
            refused.append(_unsupported(clause, field, found.words, reason))
            clause = _with(clause, field, None)
    return clause, tuple(refused)


def _with_weapon(clause: Checked, located: Checked) -> Checked:
    """An "attacker" that is a weapon ("a drone fired") is kept as the weapon."""
    if clause.weapon or clause.attacker or not located.attacker:
        return clause
    return replace(clause, weapon=located.attacker) if _not_a_party(located.attacker, clause) else clause


def _with(clause: Checked, field: str, found: Found | None) -> Checked:
    changed: dict[str, Any] = {field: found}
    return replace(clause, **changed)


def _unsupported(clause: Checked, field: str, value: str, reason: str) -> UnsupportedValue:
    return UnsupportedValue(
        path=f"sentences/{clause.asked.sentence}/{field}", value=value, code="reader_rule", reason=reason
    )


def overlap(one: Found, other: Found) -> bool:
    """Whether two stretches share a character."""
    return one.start < other.end and other.start < one.end


def _pronoun(found: Found, _: Checked) -> str | None:
    return "a pronoun names nobody" if PRONOUN.fullmatch(found.words) else None


def _is_speech(found: Found) -> bool:
    """Whether the words are a deed of speech ("threatened to retaliate") and not a source."""
    return codes.pattern("saying").match(found.words) is not None


def _silent(found: Found, clause: Checked) -> str | None:
    if _is_speech(found):
        return "a word of speech, not a source"
    return None if speech.speaks(clause.text) else "nobody speaks in this sentence"


def _source(found: Found, clause: Checked) -> str | None:
    by = clause.said_by
    return "the source who speaks" if by and overlap(found, by) and not codes.claims(clause.text) else None


def _not_a_party(found: Found, _: Checked) -> str | None:
    party = codes.inter(found.words, None) or places.country_of(found.words)
    return "a weapon, not a party" if codes.weapon_category(found.words) and not party else None


def _said_victim(found: Found, clause: Checked) -> Found | None:
    return next((victim for victim in (clause.killed, clause.wounded) if victim and overlap(found, victim)), None)


def _victim(found: Found, clause: Checked) -> str | None:
    return "also said to be a victim" if _said_victim(found, clause) else None


def _attacker(found: Found, clause: Checked) -> str | None:
    return "also said to be the attacker" if clause.attacker and overlap(found, clause.attacker) else None


def _a_clause(found: Found, _: Checked) -> str | None:
    inside = codes.killing(found.words) or codes.wounding(found.words)
    return "more than a name: it tells of killing or wounding" if inside else None


def _counted(found: Found, clause: Checked) -> str | None:
    hit = _said_victim(found, clause)
    return "the people counted as victims" if hit and counts.find(hit.words) else None


def _an_event(found: Found, _: Checked) -> str | None:
    return "an event, not what it hit" if EVENT.search(found.words) else None


def _no_weapon(found: Found, clause: Checked) -> str | None:
    return None if codes.weapon_category(found.words, clause.text) else "names no weapon"


def _nobody_killed(_: Found, clause: Checked) -> str | None:
    return None if codes.killing(clause.text) else "no word of killing in this sentence"


def _nobody_wounded(_: Found, clause: Checked) -> str | None:
    return None if codes.wounding(clause.text) else "no word of wounding in this sentence"


def _bare_toll(found: Found, _: Checked) -> str | None:
    return "neither a number nor a person" if TOLL.fullmatch(found.words) else None


RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "said_by": (_pronoun, _silent, _a_clause),
    "killed": (_nobody_killed, _bare_toll, _source, _pronoun),
    "wounded": (_nobody_wounded, _bare_toll, _source, _pronoun),
    "attacker": (_pronoun, _source, _not_a_party, _victim),
    "weapon": (_no_weapon,),
    "target": (_pronoun, _attacker, _source, _a_clause, _an_event, _counted),
    "place": (_pronoun,),
}
FIELDS: Final = tuple(Reading.model_fields)
