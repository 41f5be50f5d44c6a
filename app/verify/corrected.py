"""Whether a quote carries the value that a person gives for it: as a draft's value is verified. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast, get_args

from app.article.carrying import missing_names, objection
from app.article.ground import locate
from app.values import counts
from app.values.person_words import age_in, says_sex
from app.values.places import find
from app.verify.numbers import states
from schemas import Count
from schemas.codes import QuestionCode, RefusalCode, Sex

WORDS: Final = frozenset(
    {
        *("name", "actor", "asserted_by", "of", "speaker", "by", "member_of", "text", "noun", "system", "site"),
        *("description", "relation", "aliases"),
    }
)
"""Fields whose values are words of the article."""
Verdict = RefusalCode | QuestionCode


def verdicts(field: str, value: Any, quote: str, elsewhere: str) -> Iterator[Verdict]:
    """Why a quote does not carry a value, and why one that it carries would be questioned.

    field      the name of the field that the value is of, `killed`
    value      JSON as records have it; all that is in it is looked at
    elsewhere  more of the article, in which names may stand
    """
    match value:
        case {"min": _, "max": _}:
            yield from _counted(Count.model_validate(value), quote)
        case dict():
            for name, part in value.items():
                yield from verdicts(name, part, quote, elsewhere)
        case list() | tuple():
            for part in value:
                yield from verdicts(field, part, quote, elsewhere)
        case str():
            yield from _worded(field, value, quote, elsewhere)
        case int() if field == "age" and age_in(quote, value) is None:
            yield "age_not_carried"


def line_verdicts(text: str, quote: str, elsewhere: str, known: Iterable[str] = ()) -> Iterator[Verdict]:
    """Why a quote does not carry a sentence: as `app.verify.lines` holds a draft's against its sentences.

    Its numbers must be the quote's; its names may stand elsewhere in the article, or be `known` besides.
    """
    named = [name for name in missing_names(text, quote) if locate(elsewhere, name)]
    if objection(text, " . ".join((quote, *named, *known))):
        yield "line_not_carried"


def _worded(field: str, value: str, quote: str, elsewhere: str) -> Iterator[Verdict]:
    if field == "location":
        yield from _placed(value, f"{quote} . {elsewhere}")
    elif field == "places":
        name = value.partition(",")[0]
        if not (locate(quote, name) or locate(elsewhere, name)):
            yield "place_not_carried"
    elif field in WORDS:
        if not (locate(quote, value) or locate(elsewhere, value)):
            yield "not_in_article"
    elif field == "sex" and value in get_args(Sex) and says_sex(quote, cast("Sex", value)) is None:
        yield "sex_not_carried"


def _counted(count: Count, quote: str) -> Iterator[Verdict]:
    if states(quote, count):
        return
    yield "number_not_carried" if counts.find(quote) else "number_read_by_model"


def _placed(name: str, words: str) -> Iterator[Verdict]:
    """The name as the gazetteer finds it after a preposition, as in a text: "Tripoli, Lebanon"."""
    if not find(f"in {name}") or locate(words, name.partition(",")[0]) is None:
        yield "place_not_carried"
