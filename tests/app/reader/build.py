"""Short ways to an article, a checked reading and what is told, for the tests of the pipeline's steps."""

from datetime import date
from functools import cache

from app import article
from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.engine.weights.parser import parser_folder
from app.reader import grouping, sources, speakers, stances
from app.reader.check import Checked, check
from app.reader.grouping import Report
from app.reader.parsing import Parse, open_parser
from app.reader.readings import ReadClause, Reading
from app.reader.syntax import ParsedArticle
from schemas import UnsupportedValue

PUBLISHED = date(2024, 1, 4)


@cache
def parser() -> Parse:
    """The parser that the service loads, once for all tests; `make test` brings its pipeline."""
    folder = parser_folder(Settings())
    if folder is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    return open_parser(folder)


def read(text: str, published_on: date | None = PUBLISHED) -> ParsedArticle:
    """An article with the tree of its words."""
    return parser()(article.read(text, today=date(2024, 6, 1), published_on=published_on))


def reading(**words: str) -> Reading:
    return Reading(**{field: words.get(field) for field in Reading.model_fields})


def checked(text: str, **words: str) -> tuple[ParsedArticle, Checked, tuple[UnsupportedValue, ...]]:
    """A one-sentence article and what is kept of a reading of it."""
    whole = read(text)
    (sentence,) = (sentence for sentence in whole.sentences if sentence.kind == "body")
    asked = ReadClause(sentence=sentence.index, start=sentence.start, end=sentence.end, reading=reading(**words))
    return whole, *check(asked, whole)


def told(whole: ParsedArticle, *readings: dict[str, str]) -> tuple[Report, ...]:
    """What is told by readings of the article's body sentences, one each, in order."""
    body = [sentence for sentence in whole.sentences if sentence.kind == "body"]
    clauses = tuple(
        check(ReadClause(sentence=s.index, start=s.start, end=s.end, reading=reading(**words)), whole)[0]
        for s, words in zip(body, readings, strict=True)
    )
    spoken = speakers.speakers(whole)
    return grouping.tell(clauses, sources.assertions(clauses, spoken), stances.stances(spoken), whole)
