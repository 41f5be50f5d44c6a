"""The proposer that reads with the encoder: no question is put to a model of language, nothing is generated.

    show      the article as word pieces, with the numbers, days and places that code finds
    read      the net's scores of pieces, sentences and pairs of marks
    mark      what is above its threshold, or the best of its kind
    restate   all of it as a draft, which is verified as any other

The file to read first.
"""

from functools import partial
from typing import Final

from app import warming
from app.article import Article
from app.encoder.card import EncoderFile
from app.encoder.drafting import drafted
from app.encoder.reading import marked
from app.encoder.shown import show
from app.encoder.weights import Encoder, opened
from app.llm.asking import Usage
from app.pipeline import derive
from app.records.draft import Draft
from app.records.proposal import Blocking, Proposal, Propose

UNWRITTEN: Final = "The encoder marks values and writes nothing: there is no summary, and the headline is composed."
"""A remark on each of its records."""


def open_encoder(file: EncoderFile, apart: Blocking) -> Propose:
    """A proposer that reads each article anew; reading takes about 0.16 s of a processor for 230 words.

    Args:
        file: as `app.encoder.card.locate` found it; each process that reads loads it once.
        apart: runs the reading off the event loop, where it can be ended at the deadline: in another process.

    The proposer raises what `apart` raises, and ModelFileError where the file cannot be read any more.
    """

    async def propose(article: Article) -> Proposal:
        draft = await apart(partial(read, file, article))
        return Proposal(draft, Usage(), cached=False, remarks=(UNWRITTEN,))

    return propose


def read(file: EncoderFile, article: Article) -> Draft:
    """The draft of an article by an encoder's file, for processes that know nothing yet."""
    return draft_of(opened(file), article)


def draft_of(encoder: Encoder, article: Article) -> Draft:
    """The draft of an article. Pure."""
    shown = show(article, encoder.tokenizer)
    return drafted(shown, marked(encoder.net, shown, encoder.thresholds))


def warm_up(file: EncoderFile) -> None:
    """Load all that reading and checking needs, by reading something: 1 s. Raises as `opened`."""
    derive(read(file, warming.sample()), warming.sample())
    warming.warm_up()
