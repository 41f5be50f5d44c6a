"""All settings, in one frozen value built at the entry points and passed down. Prefix `SITREP_`."""

import json
import math
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Proposer = Literal["reader", "model", "compact", "encoder"]
_PROMPTS: Final = {"reader": "incident/v1", "model": "record/v2", "compact": "compact/v1", "encoder": "none"}
StructuredOutput = Literal["json_schema", "llguidance", "json_object", "none"]
Positive = Annotated[float, Field(gt=0)]
Effort = Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]
NOT_FOR_EXTRA: Final = frozenset(["model", "messages", "stream", "n"])
"""What of a request's body has a setting of its own, or would make another answer of it than one."""


def _no_taken_names(body: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if taken := sorted(NOT_FOR_EXTRA & body.keys()):
        raise ValueError(f"{', '.join(taken)} cannot be set here")
    return body


ExtraBody = Annotated[dict[str, JsonValue], AfterValidator(_no_taken_names)]
Headers = dict[Annotated[str, Field(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")], SecretStr]
"""Names are tokens (RFC 9110, 5.6.2)."""
PublicUrl = Annotated[str, Field(pattern=r"^https?://[^\s<>|]+$")]
TeamId = Annotated[str, Field(pattern=r"^[ET][A-Z0-9]{2,20}$")]
KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
BUDGET: Final = r"^(\d{1,12}(?:\.\d{1,6})?) ?(USD|tokens)$"
"""How a budget is written: `5 USD`, `2000000 tokens`."""


def xdg_cache() -> Path:
    """The user's cache directory (XDG Base Directory Specification): $XDG_CACHE_HOME, else ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def xdg_config() -> Path:
    """The user's configuration directory (as above): $XDG_CONFIG_HOME, else ~/.config."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


class Fallback(BaseModel):
    """An endpoint to be asked when those before it are unavailable; as the settings of the same names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    model: str
    api_key: SecretStr | None = None
    structured_output: StructuredOutput | None = None
    reasoning_effort: Effort | None = None
    extra_body: ExtraBody = Field(default_factory=dict)
    headers: Headers = Field(default_factory=dict)
    query: dict[str, str] = Field(default_factory=dict)


class Settings(BaseSettings):
    """What changes the answer, then what does not."""

    model_config = SettingsConfigDict(env_prefix="SITREP_", frozen=True, extra="ignore", env_ignore_empty=True)

    # What changes the answer.
    llm_base_url: str | None = None
    """An OpenAI-compatible endpoint, e.g. `https://host/v1`; None: the embedded engine."""
    llm_model: str | None = None
    """The model's name at that endpoint. Required with `llm_base_url`."""
    llm_proposer: Proposer | None = None
    """Who proposes the record. None: `reader` (a small model and rules, sentence by sentence) for the embedded model,
    since a 1.5B model fails whole records; else `model`, in one call. `compact`: in one call with a short prompt, of a
    model that was trained for it (`engine_adapter`). `encoder`: a small net that marks values in the text
    (`encoder_file`): experimental, 0.15 s of one processor for an article, with no other model."""
    llm_structured_output: StructuredOutput | None = None
    """How the schema is enforced. None: `llguidance` for the embedded engine (compact JSON, 14-18 % fewer tokens), else
    `json_schema`; `json_object` and `none` are for servers that reject it. The answer is validated in any case."""
    llm_reasoning_effort: Effort | None = None
    """How much a thinking model thinks, in the endpoint's words (`none`, `minimal`, `low`, `medium`, `high`); None: as
    the endpoint likes. Thoughts count as output tokens."""
    llm_extra_body: ExtraBody = Field(default_factory=dict)
    """What is sent besides, as a JSON object: `{"top_k": 1}`. It takes the place of what Sitrep would send under the
    same name; null takes that out: `{"seed": null}`."""
    llm_query: dict[str, str] = Field(default_factory=dict)
    """Parameters of the URL, as a JSON object: Azure's `{"api-version": "2024-10-21"}`. No place for secrets."""
    llm_max_output_tokens: Annotated[int, Field(ge=16)] | None = None
    """Bound on one answer in tokens; None: 2048 for the embedded model, which can loop (7,500 tokens were seen),
    8192 for an endpoint: a whole record takes about 1,000, and models that think need room for that."""
    llm_context_tokens: Annotated[int, Field(ge=1024)] | None = None
    """Context window in tokens; None: 8192 for the embedded model (230 MB), 32768 for an endpoint. A whole record's
    prompt takes 5,000; an article that does not fit beside it is asked about in overlapping parts."""
    llm_verify_reask: bool = False
    """Whether values that verification refuses go back to the model once: up to twice the calls, fewer values lost."""
    prompt_version: str | None = None
    """Folder under `prompts/`; None: `incident/v1` for the reader, `record/v2` for a model, `compact/v1` for a trained
    one. The encoder has none."""
    model_path: Path | None = None
    """A GGUF file for the embedded engine; None: the default model from the cache."""
    model_hub_id: str | None = None
    """`owner/repository/file.gguf` on the Hugging Face hub in place of the default model."""
    engine_adapter: Path | None = None
    """A GGUF adapter that was trained for `compact`, its card beside it (`NAME.json`); None: the one of the package, if
    it has one. Loaded where the proposer is `compact` alone: it was trained on no other prompt."""
    encoder_file: Path | None = None
    """An encoder that was trained for our record (`training/encoder`), its card beside it (`NAME.json`); None: the one
    of the package, if it has one. Read where the proposer is `encoder` alone."""
    parser_path: Path | None = None
    """Folder of a spaCy pipeline for English, the one with `config.cfg`; None: the default pipeline from the cache."""

    # What does not.
    llm_api_key: SecretStr | None = None
    llm_headers: Headers = Field(default_factory=dict)
    """Headers to be sent to the endpoint, as a JSON object: Azure's `{"api-key": "..."}`. Their names count among what
    changes the answer, their values do not: they are secret, and a new key must not cost the stored answers."""
    llm_timeout_s: Positive = 120.0
    """Longest wait for one call, all of it: an endpoint that drips is cut too."""
    llm_fallbacks: Annotated[tuple[Fallback, ...], Field(max_length=2)] = ()
    """Endpoints asked in turn where the one before is unavailable, as JSON:
    `[{"base_url": "https://host/v1", "model": "m", "api_key": "k"}]`."""
    llm_attempts: Annotated[int, Field(ge=1, le=3)] = 3
    """Calls for one question in all, whatever they failed of and whichever endpoint they went to. More only delays the
    error, and adds to the load of an endpoint in trouble."""
    llm_reasks: Annotated[int, Field(ge=0, le=2)] = 1
    """Times, of those, that an invalid answer is asked again, with the complaint."""
    llm_tokens: Annotated[int, Field(ge=1024)] | None = None
    """Tokens in and out for one question over all its calls; None: three times the context window. A call that would
    not fit any more is not repeated."""
    llm_budget_per_day: Annotated[str, Field(pattern=BUDGET)] | None = None
    """What all calls of a day (UTC) may take together: `5 USD` or `2000000 tokens`. None: no bound. Services and
    commands that share `cache_dir` share it. The answers of a batch count on the day on which they are imported."""
    llm_concurrency: Annotated[int, Field(ge=1)] = 32
    """Most calls in flight to an endpoint; how many there are, up to this, follows from how it answers. The embedded
    engine has one slot whatever this says."""
    deadline_s: Positive = 300.0
    """Longest time for one article; what is not read by then makes the summary `partial`."""
    max_article_characters: Annotated[int, Field(ge=1)] = 200_000
    """Longest text, in Unicode code points: about 35,000 words."""
    cache_dir: Path = Field(default_factory=lambda: xdg_cache() / "sitrep" / "answers")
    """Where answers are kept."""
    store_url: SecretStr | None = None
    """A Redis or Valkey that replicas share: `redis://:password@host:6379/0`, `rediss://` with TLS. Answers, turns,
    limits and budgets are then there, and no answers in `cache_dir` (docs/replicas.md). Secret: see `index_url`."""
    cache_size_bytes: Annotated[int, Field(ge=1 << 20)] = 1 << 30
    memory_size_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Of answers that the service sends again as they are, for a minute each: some thousand. 0: none."""
    cache_max_age_days: Annotated[float, Field(ge=0)] = math.inf
    """Older answers are asked for again: a name may mean another model by then. 0: every answer is asked for anew."""
    index_url: SecretStr | None = None
    """Where the index of what was summarised is: `postgresql://user:password@host/name`, `sqlite:////folder/index.db`,
    or `none`: nothing is kept. None: a SQLite file in `cache_dir`. Secret, since it may have a password."""
    index_keep_days: Positive | None = None
    """After so many days an article is erased from the index. None: never."""
    index_keep_text: bool = False
    """Whether the index keeps the articles' texts, too, and not the records alone, which quote them."""
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks to whose addresses webhooks may go although they are not public, by `http` too, as a JSON list:
    `["10.1.0.0/16"]`."""
    model_dir: Path = Field(default_factory=lambda: xdg_cache() / "sitrep" / "models")
    """Where weights are kept."""
    engine_threads: Annotated[int, Field(ge=1)] | None = None
    """Threads of the embedded engine; None: from affinity and cgroup. More than the CPUs is many times slower."""
    engine_growth_mib: Annotated[int, Field(ge=64)] = 1024
    """Memory that the engine may gain while it serves, in MiB, before it is restarted (Linux only). Its prompt cache is
    bounded at 256 MiB, and what it needs besides is there when it begins to serve."""
    max_queued_articles: Annotated[int, Field(ge=1)] = 256
    """Articles that wait for the model at once. Few are refused by this: how long they would wait is measured."""
    keys_file: Path = Field(default_factory=lambda: xdg_config() / "sitrep" / "keys.json")
    """Digests of the API keys; see `sitrep keys`."""
    receive_timeout_s: Positive = 20.0
    """Longest time for a request's head, and again for its body: 2 MB at 100 kB/s."""
    send_timeout_s: Positive = 60.0
    """Longest time in which a client may take what is left of an answer; then its connection is closed."""
    drain_s: Annotated[float, Field(ge=0)] = 8.0
    """What a stopping service grants to answers in progress. Eight: `docker stop` kills after ten."""
    host: str = "127.0.0.1"
    """Loopback, which is all that is served without an API key."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    log_format: Literal["text", "json"] = "text"
    """Of the service's log: lines for people, or an object of JSON a line."""
    otel_lengths: bool = False
    """Whether spans say how long articles, prompts and answers are. Nothing makes them say what is in them."""
    public_url: PublicUrl | None = None
    """Where people find the page, e.g. `https://sitrep.example.org`, for links to it; None: there are none."""
    slack_signing_secret: SecretStr | None = None
    """Of the Slack app whose requests are answered at `/slack/events` (docs/slack.md); None: there is no such path."""
    slack_bot_token: SecretStr | None = None
    """`xoxb-...`, with which answers are posted. Required with `slack_signing_secret`."""
    slack_may: dict[TeamId, KeyId | None] = Field(default_factory=dict)
    """Workspaces that are let in, each with the id of the API key whose limits it has, as a JSON object:
    `{"T0123ABCD": "1f0c9a2b"}`. null in place of the key counts as long as no key was ever made."""
    slack_api_url: PublicUrl = "https://slack.com/api/"
    """Where Slack's API is: another for GovSlack, or for a test."""

    @property
    def embedded(self) -> bool:
        """Whether what reads runs on this machine, and no endpoint is asked."""
        return self.llm_base_url is None

    @property
    def has_engine(self) -> bool:
        """Whether the embedded engine, with its weights, is what answers."""
        return self.embedded and self.proposer != "encoder"

    @property
    def proposer(self) -> Proposer:
        """Who proposes the record: set, or the backend's default."""
        return self.llm_proposer or ("reader" if self.embedded else "model")

    @property
    def structured_output(self) -> StructuredOutput:
        """How the schema is enforced: set, or the backend's default."""
        return self.llm_structured_output or ("llguidance" if self.embedded else "json_schema")

    @property
    def prompt(self) -> str:
        """The prompt version: set, or the proposer's default."""
        return self.prompt_version or _PROMPTS[self.proposer]

    @property
    def max_output_tokens(self) -> int:
        """Bound on one answer in tokens: set, or the backend's default."""
        return self.llm_max_output_tokens or (2048 if self.embedded else 8192)

    @property
    def context_tokens(self) -> int:
        """Context window in tokens: set, or the backend's default."""
        return self.llm_context_tokens or (8192 if self.embedded else 32768)

    @property
    def index(self) -> str | None:
        """The URL of the index: set, or a file's; None: there is none."""
        if self.index_url is None:
            return f"sqlite:///{(self.cache_dir / 'index' / 'index.db').absolute()}"
        url = self.index_url.get_secret_value()
        return None if url == "none" else url

    @property
    def llm_said(self) -> Mapping[str, Any]:
        """What is sent to the endpoint besides or in place of ours; None: ours of that name is left out."""
        effort = {} if self.llm_reasoning_effort is None else {"reasoning_effort": self.llm_reasoning_effort}
        return {**effort, **self.llm_extra_body}

    @property
    def llm_asked_for(self) -> Mapping[str, str]:
        """The setting that adds something to a request, by the name of what it adds; for messages."""
        effort = {} if self.llm_reasoning_effort is None else {"reasoning_effort": "SITREP_LLM_REASONING_EFFORT"}
        return {
            **dict.fromkeys(self.llm_headers, "SITREP_LLM_HEADERS"),
            **dict.fromkeys(self.llm_query, "SITREP_LLM_QUERY"),
            **effort,
            **dict.fromkeys(self.llm_extra_body, "SITREP_LLM_EXTRA_BODY"),
        }

    @property
    def llm_sent_besides(self) -> str:
        """All that is sent to the endpoint besides ours, for the key of answers: canonical JSON without secrets.

        Empty where nothing is.
        """
        said = {
            "body": self.llm_said,
            "headers": sorted(name.lower() for name in self.llm_headers),
            "query": self.llm_query,
        }
        given = {name: value for name, value in said.items() if value}
        return json.dumps(given, sort_keys=True, separators=(",", ":")) if given else ""

    @property
    def slots(self) -> int:
        """Questions that may be put to a model at once; the embedded engine has one slot."""
        return 1 if self.embedded else self.llm_concurrency

    @property
    def tokens_per_question(self) -> int:
        """Tokens for one question: set, or three times the context window."""
        return self.llm_tokens or 3 * self.context_tokens


BESIDES: Final = frozenset(["SITREP_CORPORA", "SITREP_API_KEY"])
"""Names that the eval and the client (`sitrep_client`) read."""


def unknown_names(names: Iterable[str]) -> Mapping[str, str | None]:
    """Names of variables that begin like a setting and are none, each with the nearest known one; None: none is near.

    Example: `["SITREP_LLM_URL", "HOME"]` gives `{"SITREP_LLM_URL": "SITREP_LLM_BASE_URL"}`.
    """
    known = {f"SITREP_{name.upper()}" for name in Settings.model_fields} | BESIDES
    ours = sorted({name for name in names if name.upper().startswith("SITREP_")})
    return {
        name: next(iter(get_close_matches(name.upper(), known, 1)), None) for name in ours if name.upper() not in known
    }
