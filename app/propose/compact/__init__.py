"""The proposer for a model that was trained for our record: a short prompt, a compact answer, a draft of it.

wire      the answer as the model writes it
drafting  that answer as a draft, which is verified as any other
question  the prompt: a few words and the numbered sentences
record    the proposer; the file to read first
"""

from app.propose.compact.question import load
from app.propose.compact.record import open_compact
from app.propose.compact.wire import Compact, form_digest

__all__ = ["Compact", "form_digest", "load", "open_compact"]
