"""What a process loads before it reads articles: the parser's pipeline, and what checking needs."""

from app import warming
from app.pipeline import derive
from app.reader.parsing import Parse
from app.reader.propose import drafted, prepared
from app.reader.readings import ReadClause, Reading


def warm_up(parse: Parse) -> None:
    """Load all that reading and checking needs, by reading something: 3 s. Raises as `parse`."""
    ready = prepared(parse, warming.sample())
    said = {"event": "bomb", "place": "Gao, Mali", "killed": "two guards", "said_by": "police"}
    reading = Reading(**{name: said.get(name) for name in Reading.model_fields})
    readings = tuple(
        ReadClause(sentence=clause.sentence, start=clause.start, end=clause.end, reading=reading)
        for clause in ready.clauses
    )
    draft, _ = drafted(readings, ready.article)
    derive(draft, warming.sample())
    warming.warm_up()
