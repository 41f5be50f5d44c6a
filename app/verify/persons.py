"""Whether sentences carry what a draft says of the people that it singles out. Pure."""

from collections.abc import Iterator

from app.article import Sentence
from app.records.draft import DraftClaim, DraftPerson
from app.records.verified import Person
from app.values.person_words import age_in, says_sex
from app.verify.findings import Findings
from app.verify.parties import NOT_HERE, Parties
from app.verify.words import Words, stretch
from schemas import Evidence


def verify_victims(draft: DraftClaim, path: str, parties: Parties, findings: Findings) -> Iterator[Person]:
    """The victims of a claim that stand in the article; one without sentences of its own has the claim's."""
    for index, person in enumerate(draft.victims):
        here = person if person.sentences else person.model_copy(update={"sentences": draft.sentences})
        if found := verify_person(here, f"{path}/victims/{index}", parties.words, findings):
            yield found


def verify_person(draft: DraftPerson, path: str, words: Words, findings: Findings) -> Person | None:
    """The victim by the name and the description that stand in the article; None: neither does.

    The age must be a number of the named sentences or of those near them, a sex must have a word there that says so,
    and a relation must stand there as written; each is refused by itself.
    """
    found: dict[str, Evidence] = {}
    for part in ("name", "description", "relation"):
        written = getattr(draft, part)
        place = words.locate(written, draft.sentences) if written else None
        if place:
            found[part] = place
        elif written:
            findings.refuse(f"{path}/{part}", written, "not_in_article", NOT_HERE)
    if not (found.keys() & {"name", "description"}):
        findings.refuse(path, draft, "nothing_left", "neither a name nor a description of it is carried")
        return None
    somebody = found.get("name") or found["description"]
    age, sex = _age(draft, path, words, findings), _sex(draft, somebody, path, words, findings)
    kept = {part: getattr(draft, part) for part in found}
    return Person(
        origin=path,
        name=kept.get("name"),
        description=kept.get("description"),
        evidence=tuple(dict.fromkeys(quote for quote in (*found.values(), age, sex) if quote)),
        outcome=draft.outcome,
        age=draft.age if age else None,
        sex=draft.sex if sex else None,
        relation=kept.get("relation"),
        minor=draft.minor,
    )


def _age(draft: DraftPerson, path: str, words: Words, findings: Findings) -> Evidence | None:
    if draft.age is None:
        return None
    age = draft.age
    found = words.search_near(lambda sentence: _part(sentence, age_in(sentence.text, age)), draft.sentences)
    if found is None:
        reason = "no such number stands in the sentences named or near them"
        findings.refuse(f"{path}/age", age, "age_not_carried", reason)
    return found


def _sex(draft: DraftPerson, somebody: Evidence, path: str, words: Words, findings: Findings) -> Evidence | None:
    """The word for the sex, the nearest to the words for the person."""
    if draft.sex is None:
        return None
    sex = draft.sex

    def find(sentence: Sentence) -> Evidence | None:
        return _part(sentence, says_sex(sentence.text, sex, somebody.start - sentence.start))

    found = words.search_near(find, draft.sentences)
    if found is None:
        reason = f"no word in the sentences named or near them says {sex}; a first name does not"
        findings.refuse(f"{path}/sex", sex, "sex_not_carried", reason)
    return found


def _part(sentence: Sentence, span: tuple[int, int] | None) -> Evidence | None:
    if span is None:
        return None
    start, end = span
    return stretch(sentence, start, end)
