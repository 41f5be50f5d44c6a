"""Everything that Sitrep raises on purpose.

SitrepError
├── ArticleRejected          the text cannot be summarised as it was sent
│   ├── ArticleTooLong
│   └── ArticleNotText       an HTML page, control characters, not UTF-8
├── ModelError               the model was asked, or should have been
│   ├── TokensSpent          the caller's API key has no tokens left
│   ├── ModelUnavailable     retryable: time-out, connection, 429, 5xx, engine down
│   ├── ModelRefused         it answered with a refusal
│   ├── ModelMisconfigured   400, 401, 403, 404: a setting is wrong
│   ├── DraftTruncated       the bound on output tokens cut the answer
│   └── DraftInvalid         what came back is not the record asked for
├── ModelFileError           the weights could not be brought
├── Overloaded               too much work is waiting already
└── KeysUnreadable           the file of API keys is damaged, or not ours to read or write
"""

from typing import ClassVar


class SitrepError(Exception):
    """Base of all errors that a caller may see.

    `code` names the problem for machines, `retryable` says whether the same request may succeed later, `hint` tells a
    person what to do. The message never holds article text or a secret. It is for the log and for the command's user;
    those who ask over HTTP get `outside`, which names nothing of this machine: the message, unless another is given.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False
    hint: ClassVar[str] = ""

    def __init__(self, message: str = "", *, outside: str | None = None) -> None:
        super().__init__(message)
        self.outside = message if outside is None else outside


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


class ModelUnavailable(ModelError):
    """No answer in time: time-out, connection, 429, 5xx, or the engine is down.

    `retry_after_s` is the wait in seconds that the endpoint asked for; None when it asked for none. `throttled`: it
    answered 429. `cut_off`: it was still at work when its time was up.
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
    hint = "Use another model: this one declines to read the article."


class ModelMisconfigured(ModelError):
    """The endpoint rejects the request itself: 400, 401, 403, 404."""

    code = "model-misconfigured"
    hint = "Check SITREP_LLM_BASE_URL, SITREP_LLM_MODEL, SITREP_LLM_API_KEY and SITREP_LLM_STRUCTURED_OUTPUT."


class DraftTruncated(ModelError):
    """The bound on output tokens cut the answer."""

    code = "draft-truncated"
    hint = "Raise SITREP_LLM_MAX_OUTPUT_TOKENS, or use a model that does not loop."


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


class KeysUnreadable(SitrepError):
    """The file of API keys cannot be read, and nobody is let in; or it cannot be written."""

    code = "keys-unreadable"
    hint = "Check SITREP_KEYS_FILE."
