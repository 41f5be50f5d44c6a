"""All settings, in one frozen value built at the entry points and passed down. Prefix `SITREP_`."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Proposer = Literal["reader", "model"]
StructuredOutput = Literal["json_schema", "llguidance", "json_object", "none"]
Positive = Annotated[float, Field(gt=0)]


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
    since a 1.5B model fails whole records; else `model`, in one call."""
    llm_structured_output: StructuredOutput | None = None
    """How the schema is enforced. None: `llguidance` for the embedded engine (compact JSON, 14-18 % fewer tokens), else
    `json_schema`; `json_object` and `none` are for servers that reject it. The answer is validated in any case."""
    llm_max_output_tokens: Annotated[int, Field(ge=16)] | None = None
    """Bound on one answer in tokens; None: 2048 for the embedded model, which can loop (7,500 tokens were seen),
    8192 for an endpoint: a whole record takes about 1,000, and models that think need room for that."""
    llm_context_tokens: Annotated[int, Field(ge=1024)] | None = None
    """Context window in tokens; None: 8192 for the embedded model (230 MB), 32768 for an endpoint. A whole record's
    prompt takes 5,000; an article that does not fit beside it is asked about in overlapping parts."""
    llm_verify_reask: bool = False
    """Whether values that verification refuses go back to the model once: up to twice the calls, fewer values lost."""
    prompt_version: str | None = None
    """Folder under `prompts/`; None: `incident/v1` for the reader, `record/v2` for a model."""
    model_path: Path | None = None
    """A GGUF file for the embedded engine; None: the default model from the cache."""
    model_hub_id: str | None = None
    """`owner/repository/file.gguf` on the Hugging Face hub in place of the default model."""
    parser_path: Path | None = None
    """Folder of a spaCy pipeline for English, the one with `config.cfg`; None: the default pipeline from the cache."""

    # What does not.
    llm_api_key: SecretStr | None = None
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
    llm_concurrency: Annotated[int, Field(ge=1)] = 32
    """Most calls in flight to an endpoint; how many there are, up to this, follows from how it answers. The embedded
    engine has one slot whatever this says."""
    deadline_s: Positive = 300.0
    """Longest time for one article; what is not read by then makes the summary `partial`."""
    max_article_characters: Annotated[int, Field(ge=1)] = 200_000
    """Longest text, in Unicode code points: about 35,000 words."""
    cache_dir: Path = Field(default_factory=lambda: xdg_cache() / "sitrep" / "answers")
    """Where answers are kept."""
    cache_size_bytes: Annotated[int, Field(ge=1 << 20)] = 1 << 30
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

    @property
    def embedded(self) -> bool:
        """Whether the embedded engine answers."""
        return self.llm_base_url is None

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
        return self.prompt_version or ("incident/v1" if self.proposer == "reader" else "record/v2")

    @property
    def max_output_tokens(self) -> int:
        """Bound on one answer in tokens: set, or the backend's default."""
        return self.llm_max_output_tokens or (2048 if self.embedded else 8192)

    @property
    def context_tokens(self) -> int:
        """Context window in tokens: set, or the backend's default."""
        return self.llm_context_tokens or (8192 if self.embedded else 32768)

    @property
    def tokens_per_question(self) -> int:
        """Tokens for one question: set, or three times the context window."""
        return self.llm_tokens or 3 * self.context_tokens
