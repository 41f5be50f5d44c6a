"""Everything that Sitrep raises on purpose.

SitrepError
├── ArticleRejected          the text cannot be summarised as it was sent
│   ├── ArticleTooLong
│   └── ArticleNotText       an HTML page, control characters, not UTF-8
├── ModelError               the model was asked, or should have been
│   ├── TokensSpent          the caller's API key has no tokens left
│   │   └── BudgetSpent      nobody has: the budget of the day is used up
│   ├── ModelUnavailable     retryable: time-out, connection, 429, 5xx, engine down
│   ├── ModelRefused         it answered with a refusal
│   ├── ModelMisconfigured   a setting is wrong: the endpoint rejects the request, or is none
│   │   ├── KeyRejected          401, 403: a wrong key, or one without the right
│   │   ├── ModelUnknown         the endpoint has no model of that name
│   │   ├── ContextExceeded      question and answer do not fit the model's window
│   │   └── RequestRefused       another 4xx: a part of the request, or of what a setting adds to it
│   ├── CreditSpent          402, or a quota that no waiting brings back
│   ├── DraftTruncated       the bound on output tokens cut the answer
│   └── DraftInvalid         what came back is not the record asked for
├── ModelFileError           the weights could not be brought
├── Overloaded               too much work is waiting already
├── ExtraMissing             what is asked for needs a library that is not installed
├── DeadlinePassed           reading and checking the text took too long
├── KeysUnreadable           the file of API keys is damaged, or not ours to read or write
├── IndexUnavailable         the index of what was summarised cannot be opened, read or written
└── NotSetUp                 a part that is switched on lacks a package or a setting
"""

from typing import ClassVar


class SitrepError(Exception):
    """Base of all errors that a caller may see.

    `code` names the problem for machines, `retryable` says whether the same request may succeed later, `hint` tells a
    person what to do: the hint of the class, unless another is given. The message never holds article text or a secret.
    It is for the log and for the command's user; those who ask over HTTP get `outside`, which names nothing of this
    machine: the message, unless another is given.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False
    hint: str = ""

    def __init__(self, message: str = "", *, outside: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.outside = message if outside is None else outside
        if hint is not None:
            self.hint = hint


class ArticleRejected(SitrepError):
    """The text cannot be summarised as it was sent."""

    code = "article-rejected"
    hint = "Send the text of one news article."


class ArticleTooLong(ArticleRejected):
    """The text is over the size limit."""

    code = "article-too-long"
    hint = "Send one article at a time, or raise SITREP_MAX_ARTICLE_CHARACTERS."


class ArticleNotText(ArticleRejected):
    """The body is not the plain text of an article."""

    code = "article-not-text"
    hint = "Send plain UTF-8 text, without markup and control characters."


class ModelError(SitrepError):
    """The model gave no usable answer."""

    code = "model-error"


class TokensSpent(ModelError):
    """The API key has no model tokens left. `retry_after_s`: seconds until it has."""

    code = "quota-exceeded"
    retryable = True
    hint = "Wait as long as Retry-After says."

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BudgetSpent(TokensSpent):
    """What SITREP_LLM_BUDGET_PER_DAY grants to everybody together is used up until `retry_after_s` seconds from now."""

    code = "budget-spent"
    hint = "Wait for the next day (UTC), or raise SITREP_LLM_BUDGET_PER_DAY; what is stored is answered in any case."


class ModelUnavailable(ModelError):
    """No answer in time: time-out, connection, 429, 5xx, or the engine is down.

    `retry_after_s` is the wait in seconds that the endpoint asked for; None when it asked for none. `throttled`: it
    works, and wants fewer calls. `cut_off`: it was still at work when its time was up.
    """

    code = "model-unavailable"
    retryable = True
    hint = "Try again later; /readyz tells when the model answers."

    def __init__(
        self,
        message: str,
        *,
        outside: str | None = None,
        retry_after_s: float | None = None,
        throttled: bool = False,
        cut_off: bool = False,
    ) -> None:
        super().__init__(message, outside=outside)
        self.retry_after_s = retry_after_s
        self.throttled = throttled
        self.cut_off = cut_off


class ModelRefused(ModelError):
    """The model declined to answer."""

    code = "model-refused"
    hint = "Use another model, or ask the endpoint's owner for a milder content filter: the article itself is at fault."


class ModelMisconfigured(ModelError):
    """The endpoint rejects the request itself, or is no endpoint: one of the settings is wrong."""

    code = "model-misconfigured"
    hint = "Check SITREP_LLM_BASE_URL, SITREP_LLM_MODEL, SITREP_LLM_API_KEY and SITREP_LLM_STRUCTURED_OUTPUT."


class KeyRejected(ModelMisconfigured):
    """The endpoint does not let the API key in: it is wrong, expired, missing, or has no right to this model."""

    code = "key-rejected"
    hint = "Check SITREP_LLM_API_KEY, and that it belongs to the endpoint of SITREP_LLM_BASE_URL."


class ModelUnknown(ModelMisconfigured):
    """The endpoint has no model of this name, or none for this key."""

    code = "model-unknown"
    hint = "Set SITREP_LLM_MODEL to a name from the endpoint's own list: GET /models below SITREP_LLM_BASE_URL."


class ContextExceeded(ModelMisconfigured):
    """The question, with room for its answer, is longer than the model's window."""

    code = "context-exceeded"
    hint = (
        "Set SITREP_LLM_CONTEXT_TOKENS to the model's window, so that long articles are asked about in parts, "
        "or lower SITREP_LLM_MAX_OUTPUT_TOKENS."
    )


class RequestRefused(ModelMisconfigured):
    """The endpoint does not take the request, and it is not known how to say it otherwise."""

    code = "request-refused"
    hint = (
        "Take one part out after another, e.g. SITREP_LLM_EXTRA_BODY='{\"seed\": null}', until the endpoint answers; "
        "docs/models.md has what endpoints mind. Its own words are in no error and no log: they may repeat the article."
    )


class CreditSpent(ModelError):
    """The account at the endpoint has nothing left to pay with; waiting does not help."""

    code = "credit-spent"
    hint = "Pay in at the endpoint's owner, set another endpoint, or name one to go on with in SITREP_LLM_FALLBACKS."


class DraftTruncated(ModelError):
    """The bound on output tokens cut the answer."""

    code = "draft-truncated"
    hint = (
        "Raise SITREP_LLM_MAX_OUTPUT_TOKENS, let a model that thinks think less (SITREP_LLM_REASONING_EFFORT), "
        "or use a model that does not loop."
    )


class DraftInvalid(ModelError):
    """What came back is not the record that was asked for."""

    code = "draft-invalid"
    hint = "Use a model or an endpoint that supports structured output."


class ModelFileError(SitrepError):
    """The weights could not be brought to this machine, or are not what they should be."""

    code = "model-file"
    hint = (
        "Run `sitrep model pull`, or name what you have: a GGUF file in SITREP_MODEL_PATH, the folder of a spaCy "
        "pipeline in SITREP_PARSER_PATH."
    )


class Overloaded(SitrepError):
    """Too much work is waiting already. `retry_after_s`: seconds until it would not be, if nobody else came."""

    code = "overloaded"
    retryable = True
    hint = "Try again later."

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ExtraMissing(SitrepError):
    """What is asked for needs a library that is not installed; the hint names the extra that brings it."""

    code = "extra-missing"
    hint = "Install the extra that brings it."


class DeadlinePassed(SitrepError):
    """The time for one article was over before its text was parsed, or what was read of it checked."""

    code = "deadline-passed"
    retryable = True
    hint = (
        "Send it again, as what the model said is kept; where that fails as well, send it in parts or raise "
        "SITREP_DEADLINE_S."
    )


class KeysUnreadable(SitrepError):
    """The file of API keys cannot be read, and nobody is let in; or it cannot be written."""

    code = "keys-unreadable"
    hint = "Check SITREP_KEYS_FILE."


class IndexUnavailable(SitrepError):
    """The index of what was summarised cannot be opened, read or written now. Summaries are answered in any case."""

    code = "index-unavailable"
    retryable = True
    hint = "Check SITREP_INDEX_URL, and the database behind it."


class NotSetUp(SitrepError):
    """A part that is switched on cannot begin: a package that it needs is not installed, or a setting is missing."""

    code = "not-set-up"
    hint = "Install or set what is missing, or unset what switches the part on."
