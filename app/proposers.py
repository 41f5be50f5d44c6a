"""The proposers by their names in the settings, and what each reads with; which are extras is known here alone."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from app.article import Article
from app.core.errors import ModelFileError
from app.core.settings import Settings
from app.encoder.card import EncoderFile
from app.encoder.card import locate as locate_encoder
from app.engine.weights import gguf, parser
from app.llm.asking import Ask
from app.pipeline import refusals
from app.propose import compact
from app.propose.parts import Window
from app.propose.question import load
from app.propose.record import Bounds, open_proposer
from app.receipt import messages_digest
from app.records.draft import Draft
from app.records.proposal import Blocking, Propose
from app.store.recent import Recent
from app.warming import warm_up

if TYPE_CHECKING:
    from app.reader.parsing import Parse
    from app.reader.propose import Prepare


def open_propose(
    settings: Settings,
    ask: Ask,
    blocking: Blocking,
    parse: "Parse | None" = None,
    apart: Blocking | None = None,
    *,
    encoder: EncoderFile | None = None,
) -> tuple[Propose, str]:
    """The chosen proposer within the settings' bounds, and the digest of its constant messages or of its weights.

    `apart` is for what is done with `parse` or `encoder`; None: as all else. Raises ModelFileError when the reader or
    the encoder is chosen and what it reads with is not given.
    """
    if settings.proposer == "encoder":
        return _encoder(encoder, apart or blocking)
    window = Window(settings.context_tokens, settings.max_output_tokens)
    bounds = Bounds(settings.deadline_s, window, settings.llm_verify_reask)
    if settings.proposer == "compact":
        short = compact.load(settings.prompt)
        return compact.open_compact(ask, short, bounds), messages_digest(short.messages)
    if settings.proposer == "model":
        rules = load(settings.prompt)
        return open_proposer(ask, rules, bounds, refusals, blocking), messages_digest(rules.messages)
    # The reader and its parser are an extra: an endpoint needs neither.
    from app.reader import prompting  # noqa: PLC0415
    from app.reader.propose import open_reader  # noqa: PLC0415

    if parse is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    template = prompting.load(settings.prompt)
    reader = open_reader(ask, _prepare(parse, apart or blocking), template, settings.deadline_s, blocking=blocking)
    return reader, messages_digest(prompting.constant_messages(template))


def _encoder(file: EncoderFile | None, blocking: Blocking) -> tuple[Propose, str]:
    from app.encoder.propose import open_encoder  # noqa: PLC0415 - as above

    if file is None:
        raise ModelFileError("no encoder is given: where answers are recorded or replayed, it has none")
    return open_encoder(file, blocking), file.sha256


def _prepare(parse: "Parse", blocking: Blocking) -> "Prepare":
    """What the reader does before it asks, which is remembered."""
    from app.reader.propose import Prepared, prepared  # noqa: PLC0415 - as above

    lately: Recent[Article, Prepared] = Recent()

    async def prepare(article: Article) -> Prepared:
        work = partial(prepared, parse, article)
        return await lately.recall(article, len(article.text), lambda: blocking(work))

    return prepare


def answer_kinds() -> Mapping[str, type[BaseModel]]:
    """The types of answers that questions ask for, by name; the reader's only where it is installed."""
    kinds: dict[str, type[BaseModel]] = {Draft.__name__: Draft, compact.Compact.__name__: compact.Compact}
    with suppress(ImportError):
        from app.reader.readings import Reading  # noqa: PLC0415 - as above

        kinds[Reading.__name__] = Reading
    return kinds


async def open_parse(settings: Settings) -> "Parse | None":
    """Load the reader's parser into this process, off the event loop; None: a model proposes, and needs none.

    Raises ModelFileError when its pipeline is not on this machine, OSError when it cannot be read.
    """
    parse = found_parser(settings)
    if parse is not None:
        await asyncio.to_thread(_reader_warm_up(parse))
    return parse


def found_parser(settings: Settings) -> "Parse | None":
    """The reader's parser, loaded by each process at its first use; None: a model proposes, and needs none.

    Raises ModelFileError when its pipeline is not on this machine.
    """
    if settings.proposer != "reader":
        return None
    from app.reader.parsing import ParserIn  # noqa: PLC0415 - as above

    folder = parser.parser_folder(settings)
    if folder is None:
        raise ModelFileError("the parser's pipeline is not on this machine")
    return ParserIn(folder)


def weights_wanted(settings: Settings) -> dict[str, Callable[[], Path | None]]:
    """Finders of the weights that the settings need, by what they are for; a finder gives None where they are missing.

    An endpoint that proposes whole records needs none. The finders raise ModelFileError.
    """
    wanted: dict[str, Callable[[], Path | None]] = {}
    if settings.proposer == "encoder":
        wanted["the encoder"] = lambda: locate_encoder(settings).path
    if settings.has_engine:
        wanted["the model"] = lambda: _path_of(gguf.locate(settings))
    if settings.proposer == "reader":
        wanted["the parser"] = lambda: parser.parser_folder(settings)
    return wanted


def _path_of(found: gguf.Weights | None) -> Path | None:
    return found.path if found else None


def loading(parse: "Parse | None", encoder: EncoderFile | None) -> Callable[[], None]:
    """What the first process for work does first: load what the proposer reads with, and what checking needs."""
    if encoder is None:
        return warm_up if parse is None else _reader_warm_up(parse)
    from app.encoder import propose  # noqa: PLC0415 - as above

    return partial(propose.warm_up, encoder)


def _reader_warm_up(parse: "Parse") -> Callable[[], None]:
    from app.reader.warming import warm_up  # noqa: PLC0415 - as above

    return partial(warm_up, parse)
