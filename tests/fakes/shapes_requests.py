"""How endpoints take and refuse requests, as published: one row for each shape, and what users of Sitrep see of it.

A row's `minds` says why the endpoint refuses a request, or None; where it does not, it answers. Threads are named as
`owner/repository#number`; pages of documentation by their address without the scheme.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.fakes.openai_server import Json, Reply, json_reply

Minds = Callable[[Json], Reply | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """One published behaviour.

    settings   of Sitrep, besides the endpoint, as keyword arguments
    learnt     what a record's provenance then says of the endpoint, in order of the alphabet
    refused    calls that learning took, for the first article ever
    sent       what the call that is answered holds, by name; None: nothing of that name
    says       the error in which it ends instead, from its first word on
    hint       words of that error's hint
    """

    name: str
    thread: str
    minds: Minds
    settings: Mapping[str, Any] = field(default_factory=dict)
    learnt: tuple[str, ...] = ()
    refused: int = 0
    sent: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    hint: str = ""


def refuse(error: Any, status: int = 400) -> Reply:
    """A refusal with this body."""
    return json_reply(error, status)


def openai_error(message: str, param: str | None = None, code: str | None = None) -> Reply:
    """A refusal as OpenAI writes it."""
    return refuse({"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}})


def named(name: str, reply: Reply) -> Minds:
    """Refuses requests that hold this name."""
    return lambda request: reply if name in request else None


def each(*minds: Minds) -> Minds:
    """Refuses for the first reason that there is."""
    return lambda request: next((reply for mind in minds if (reply := mind(request))), None)


def keyword(word: str, reply: Reply) -> Minds:
    """Refuses requests whose schema holds this keyword."""
    return lambda request: reply if f'"{word}"' in json.dumps(request.get("response_format")) else None


def form(kind: str, reply: Reply) -> Minds:
    """Refuses requests for this kind of response format."""
    return lambda request: reply if request.get("response_format", {}).get("type") == kind else None


def mistral(reply: Callable[[list[Json]], Any]) -> Minds:
    """Refuses a seed as pydantic does; `reply` wraps its findings."""
    finding = {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "input": 0}
    return named("seed", refuse(reply([finding]), 422))


def google(message: str) -> Reply:
    """A refusal as Gemini writes it: in a list."""
    violation = {"description": message}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return refuse([{"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT", "details": details}}])


def echo(request: Json) -> Reply:
    """A refusal that repeats the request, in which the article complains."""
    return openai_error(f"Bad request: {json.dumps(request)}")


MAX_TOKENS: Final = named(
    "max_tokens",
    openai_error(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "max_tokens",
        "unsupported_parameter",
    ),
)
TEMPERATURE: Final = named(
    "temperature",
    openai_error(
        "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
        "temperature",
        "unsupported_value",
    ),
)
GPT_5: Final = each(MAX_TOKENS, TEMPERATURE)
CLAUDE_TEMPERATURE: Final = named(
    "temperature",
    refuse(
        {
            "type": "error",
            "error": {"type": "invalid_request_error", "message": "`temperature` is deprecated for this model."},
        }
    ),
)
CLAUDE_BOUNDS: Final = keyword(
    "maxItems",
    refuse(
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": "output_format.schema: For 'array' type, property 'maxItems' is not supported",
            },
        }
    ),
)
GEMINI_SEED: Final = each(
    named("seed", google('Invalid JSON payload received. Unknown name "seed": Cannot find field.')),
    named("random_seed", google('Invalid JSON payload received. Unknown name "random_seed": Cannot find field.')),
)
GEMINI_SILENT: Final = keyword("maxItems", google("Request contains an invalid argument."))
MISTRAL: Final = mistral(lambda found: {"detail": found})
DEEPSEEK: Final = each(
    form("json_schema", openai_error("This response_format type is unavailable now", None, "invalid_request_error")),
    lambda request: (
        None
        if re.search("json", json.dumps(request["messages"]), re.IGNORECASE)
        else openai_error(
            "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'"
        )
    ),
)
GROQ: Final = keyword(
    "maxItems",
    refuse(
        {
            "error": {
                "message": "invalid schema for response format: response_format/json_schema: maxItems is not supported",
                "type": "invalid_request_error",
            }
        }
    ),
)
LITELLM: Final = named(
    "temperature",
    refuse(
        {
            "error": {
                "message": "litellm.UnsupportedParamsError: gpt-5 models (including gpt-5-codex) don't support "
                "temperature=0.0. Only temperature=1 is supported. For gpt-5.1, temperature is supported when "
                "reasoning_effort='none' (or not specified, as it defaults to 'none'). To drop unsupported params set "
                "litellm.drop_params = True. Received Model Group=gpt-5-mini\nAvailable Model Group Fallbacks=None",
                "type": "None",
                "param": None,
                "code": "400",
            }
        }
    ),
)
LM_STUDIO: Final = form("json_object", refuse({"error": "'response_format.type' must be 'json_schema' or 'text'"}))
OPENROUTER_ROUTING: Final = (
    " To learn more about provider routing, visit: https://openrouter.ai/docs/guides/routing/provider-selection"
)


def openrouter(*unsupported: str) -> Minds:
    """Refuses requests with one of these parameters, where the person wants providers that take all of them."""

    def minds(request: Json) -> Reply | None:
        kind = request.get("response_format", {}).get("type", "")
        sent = {*request, *(["structured_outputs"] if kind == "json_schema" else [])}
        if not request.get("provider", {}).get("require_parameters") or not sent & set(unsupported):
            return None
        metadata = {"failed_routing_step": "Filter by Parameters"}
        text = f"No endpoints found that can handle the requested parameters.{OPENROUTER_ROUTING}"
        return refuse({"error": {"message": text, "code": 404, "metadata": metadata}}, 404)

    return minds


REQUIRED: Final = {"llm_extra_body": {"provider": {"require_parameters": True}}}
NO_EXTRA: Final[Minds] = lambda _: None  # noqa: E731 - a row of the table

SHAPES: Final = (
    Shape(
        "OpenAI gpt-5 takes neither max_tokens nor temperature 0",
        "griptape-ai/ComfyUI-Griptape#312, tmc/langchaingo#1355",
        GPT_5,
        learnt=("max_tokens", "temperature"),
        refused=2,
        sent={"max_completion_tokens": 8192, "max_tokens": None, "temperature": None, "seed": 0},
    ),
    Shape(
        "a proxy of OpenAI's that names no parameter",
        "caozhiyuan/copilot-api#164",
        named(
            "max_tokens",
            refuse(
                {
                    "error": {
                        "message": "Unsupported parameter: 'max_tokens' is not supported with this model. "
                        "Use 'max_completion_tokens' instead.",
                        "code": "invalid_request_body",
                    }
                }
            ),
        ),
        learnt=("max_tokens",),
        refused=1,
        sent={"max_completion_tokens": 8192, "max_tokens": None, "temperature": 0.0},
    ),
    Shape(
        "OpenAI's other words about temperature, without a code",
        "OpenHands/software-agent-sdk#1837",
        named(
            "temperature",
            openai_error("Unsupported parameter: 'temperature' is not supported with this model.", "temperature"),
        ),
        learnt=("temperature",),
        refused=1,
        sent={"temperature": None, "max_tokens": 8192},
    ),
    Shape(
        "an older OpenAI model has no json_schema",
        "web-infra-dev/midscene#259",
        form(
            "json_schema",
            openai_error(
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. "
                "Learn more about supported models at the Structured Outputs guide.",
                "response_format",
            ),
        ),
        learnt=("json_schema",),
        refused=1,
        sent={"response_format": {"type": "json_object"}},
    ),
    Shape(
        "a model that has no response_format of any kind",
        "openai-php/client#259, web-infra-dev/midscene#259",
        lambda request: (
            openai_error(
                f"Invalid parameter: 'response_format' of type '{request['response_format']['type']}' is not "
                "supported with this model.",
                "response_format",
            )
            if "response_format" in request
            else None
        ),
        learnt=("json_object", "json_schema"),
        refused=2,
        sent={"response_format": None},
    ),
    Shape(
        "an API version of Azure's from before json_schema",
        "crmne/ruby_llm#600, langgenius/dify#8994",
        form(
            "json_schema",
            refuse(
                {
                    "error": {
                        "message": "response_format value as json_schema is enabled only for api versions "
                        "2024-08-01-preview and later",
                        "type": "",
                        "param": "",
                        "code": "BadRequest",
                    }
                }
            ),
        ),
        learnt=("json_schema",),
        refused=1,
        sent={"response_format": {"type": "json_object"}},
    ),
    Shape(
        "Azure does not know what a person asked for",
        "openai/openai-python#1724",
        named(
            "max_completion_tokens",
            openai_error("Unrecognized request argument supplied: max_completion_tokens"),
        ),
        settings={"llm_extra_body": {"max_tokens": None, "max_completion_tokens": 4096}},
        says="the endpoint does not take 'max_completion_tokens', which SITREP_LLM_EXTRA_BODY sends",
        hint="Change SITREP_LLM_EXTRA_BODY: leave 'max_completion_tokens' out",
    ),
    Shape(
        "a model that does not think is asked to",
        "promptfoo/promptfoo#3781",
        named(
            "reasoning_effort",
            openai_error("Unknown parameter: 'reasoning_effort'.", "reasoning_effort", "unknown_parameter"),
        ),
        settings={"llm_reasoning_effort": "low"},
        says="the endpoint does not take 'reasoning_effort', which SITREP_LLM_REASONING_EFFORT sends",
        hint="Change SITREP_LLM_REASONING_EFFORT: leave 'reasoning_effort' out",
    ),
    Shape(
        "Anthropic does not know the value of a header",
        "anthropics/claude-code#13770, zed-industries/zed#42715",
        lambda _: refuse(
            {
                "type": "error",
                "error": {
                    "type": "invalid_request_error",
                    "message": "Unexpected value(s) `output-128k` for the `anthropic-beta` header.",
                },
            }
        ),
        settings={"llm_headers": {"anthropic-beta": "output-128k"}},
        says="the endpoint does not take 'anthropic-beta', which SITREP_LLM_HEADERS sends",
        hint="Change SITREP_LLM_HEADERS: leave 'anthropic-beta' out",
    ),
    Shape(
        "Azure does not know an API version",
        "hotovo/aider-desk#460",
        lambda _: refuse({"error": {"code": "BadRequest", "message": "API version not supported"}}),
        settings={"llm_query": {"api-version": "2019-01-01"}},
        says="the endpoint answered 400 to a request with max_tokens, response_format, seed, temperature; "
        "SITREP_LLM_QUERY adds api-version",
        hint="Look first at what SITREP_LLM_QUERY adds.",
    ),
    Shape(
        "Claude Opus 4.7 and later take no temperature",
        "RooCodeInc/Roo-Code#12162, UKGovernmentBEIS/inspect_ai#3721",
        CLAUDE_TEMPERATURE,
        learnt=("temperature",),
        refused=1,
        sent={"temperature": None, "seed": 0},
    ),
    Shape(
        "Claude's schemas have no bounds",
        "agentjido/req_llm#706, laravel/ai#715",
        CLAUDE_BOUNDS,
        learnt=("schema bounds",),
        refused=1,
        sent={"temperature": 0.0},
    ),
    Shape(
        "Claude's endpoint knows json_schema alone",
        "chrisvel/tududi#1353",
        form(
            "json_object",
            refuse(
                {
                    "type": "error",
                    "error": {
                        "type": "invalid_request_error",
                        "message": "response_format.type: Input should be 'json_schema'",
                    },
                }
            ),
        ),
        settings={"llm_structured_output": "json_object"},
        learnt=("json_object",),
        refused=1,
        sent={"response_format": None},
    ),
    Shape(
        "Gemini knows no seed",
        "Vali-98/ChatterUI#227",
        GEMINI_SEED,
        learnt=("random_seed", "seed"),
        refused=1,
        sent={"seed": None, "random_seed": None, "temperature": 0.0},
    ),
    Shape(
        "Gemini's bound on long arrays, in words",
        "googleapis/python-genai#660",
        keyword(
            "maxItems",
            google(
                "The specified schema produces a constraint that has too many states for serving.  Typical causes of "
                "this error are schemas with lots of text (for example, very long property or enum names), schemas "
                "with long array length limits (especially when nested), or schemas using complex value matchers."
            ),
        ),
        learnt=("schema bounds",),
        refused=1,
    ),
    Shape(
        "Gemini's bound on long arrays, without a word",
        "googleapis/python-genai#2170, vercel/ai#21192",
        GEMINI_SILENT,
        learnt=("schema bounds",),
        refused=1,
    ),
    Shape(
        "Mistral says random_seed",
        "langchain-ai/langchain-azure#82, simonw/llm-mistral#2",
        MISTRAL,
        learnt=("seed",),
        refused=1,
        sent={"seed": None, "random_seed": 0},
    ),
    Shape(
        "Mistral's finding as a text in the message",
        "mistralai/platform-docs-public#7",
        mistral(lambda found: {"object": "error", "message": json.dumps({"detail": found}), "param": None}),
        learnt=("seed",),
        refused=1,
        sent={"random_seed": 0},
    ),
    Shape(
        "Mistral's finding as an object in the message",
        "Gage-Technologies/mistral-go#2",
        mistral(lambda found: {"object": "error", "message": {"detail": found}, "param": None, "code": None}),
        learnt=("seed",),
        refused=1,
        sent={"random_seed": 0},
    ),
    Shape(
        "DeepSeek has json_object, and wants the word in the prompt",
        "llm-exe/llm-exe#662, browserbase/stagehand#1204",
        DEEPSEEK,
        learnt=("json_schema",),
        refused=1,
        sent={"response_format": {"type": "json_object"}},
    ),
    Shape(
        "Groq's strict schemas have no bounds",
        "i-am-bee/beeai-framework#1215",
        GROQ,
        learnt=("schema bounds",),
        refused=1,
    ),
    Shape(
        "Groq does not know what a person asked for",
        "fanenr/chatbot#21",
        named(
            "store",
            refuse(
                {
                    "error": {
                        "message": "property 'store' is unsupported, did you mean 'stop'?",
                        "type": "invalid_request_error",
                    }
                }
            ),
        ),
        settings={"llm_extra_body": {"store": False}},
        says="the endpoint does not take 'store', which SITREP_LLM_EXTRA_BODY sends",
        hint="Change SITREP_LLM_EXTRA_BODY: leave 'store' out",
    ),
    Shape(
        "LM Studio knows json_schema alone",
        "lmstudio-ai/lmstudio-bug-tracker#307, LoadShine/tada#16",
        LM_STUDIO,
        settings={"llm_structured_output": "json_object"},
        learnt=("json_object",),
        refused=1,
        sent={"response_format": None},
    ),
    Shape(
        "LiteLLM refuses for the model behind it",
        "Vivswan/litellm-vscode-chat#18",
        LITELLM,
        learnt=("temperature",),
        refused=1,
        sent={"temperature": None},
    ),
    Shape(
        "a router wraps the provider's refusal into a text",
        "musistudio/claude-code-router#849",
        named(
            "temperature",
            refuse(
                {
                    "error": {
                        "message": "Error from provider(venus,gpt-5: 400): "
                        + TEMPERATURE({"temperature": 0}).body.decode(),  # type: ignore[union-attr]
                        "type": "api_error",
                        "code": "provider_response_error",
                    }
                }
            ),
        ),
        learnt=("temperature",),
        refused=1,
        sent={"temperature": None},
    ),
    Shape(
        "no provider at OpenRouter takes a seed, and it does not say so",
        "block/buzz#3018",
        openrouter("seed"),
        settings=REQUIRED,
        learnt=("random_seed", "seed"),
        refused=1,
        sent={"seed": None, "random_seed": None, "temperature": 0.0},
    ),
    Shape(
        "no provider at OpenRouter takes a temperature, and it does not say so",
        "xorbitsai/xagent#1575",
        openrouter("temperature"),
        settings=REQUIRED,
        learnt=("temperature",),
        refused=2,
        sent={"seed": 0, "temperature": None},
    ),
    Shape(
        "no provider at OpenRouter takes a schema, and it does not say so",
        "block/buzz#3018, openstory-so/openstory#1302",
        openrouter("structured_outputs"),
        settings=REQUIRED,
        learnt=("json_schema",),
        refused=3,
        sent={"seed": 0, "temperature": 0.0, "response_format": {"type": "json_object"}},
    ),
    Shape(
        "no provider at OpenRouter takes any of them, and it does not say so",
        "block/buzz#3018",
        openrouter("seed", "random_seed", "temperature", "response_format"),
        settings=REQUIRED,
        learnt=("json_object", "json_schema", "random_seed", "seed", "temperature"),
        refused=8,
        sent={"seed": None, "temperature": None, "response_format": None, "max_tokens": 8192},
    ),
    Shape(
        "no provider at OpenRouter takes what a person asked for, and it does not say so",
        "block/buzz#3018",
        openrouter("logit_bias"),
        settings={"llm_extra_body": {"provider": {"require_parameters": True}, "logit_bias": {}}},
        refused=8,
        says="the endpoint answered 404: it does not take the requested parameters",
        hint="Look first at what SITREP_LLM_EXTRA_BODY adds.",
    ),
    Shape(
        "no provider at OpenRouter has tools, which a person asked for",
        "lastmile-ai/mcp-agent#237, dnakov/anon-kode#2",
        named(
            "tools",
            refuse(
                {"error": {"message": f"No endpoints found that support tool use.{OPENROUTER_ROUTING}", "code": 404}},
                404,
            ),
        ),
        settings={"llm_extra_body": {"tools": []}},
        says="the endpoint does not take 'tools', which SITREP_LLM_EXTRA_BODY sends",
        hint="Change SITREP_LLM_EXTRA_BODY: leave 'tools' out",
    ),
    Shape(
        "no provider at OpenRouter has a tool choice, which a person asked for",
        "zed-industries/zed#36094",
        named(
            "tool_choice",
            refuse(
                {
                    "error": {
                        "message": "No endpoints found that support the provided 'tool_choice' value."
                        f"{OPENROUTER_ROUTING}",
                        "code": 404,
                    }
                },
                404,
            ),
        ),
        settings={"llm_extra_body": {"tool_choice": "none"}},
        says="the endpoint does not take 'tool_choice', which SITREP_LLM_EXTRA_BODY sends",
        hint="Change SITREP_LLM_EXTRA_BODY: leave 'tool_choice' out",
    ),
    Shape(
        "Claude's grammar of a schema with bounds is too large",
        "openstory-so/openstory#1302",
        keyword(
            "maxItems",
            refuse(
                {
                    "type": "error",
                    "error": {"type": "invalid_request_error", "message": "The compiled grammar is too large."},
                }
            ),
        ),
        learnt=("schema bounds",),
        refused=1,
    ),
    Shape(
        "Kimi allows one temperature",
        "opencyvis/opencyvis-phone#12",
        named(
            "temperature",
            refuse(
                {
                    "error": {
                        "message": "invalid temperature: only 1 is allowed for this model",
                        "type": "invalid_request_error",
                    }
                }
            ),
        ),
        learnt=("temperature",),
        refused=1,
        sent={"temperature": None},
    ),
    Shape(
        "vLLM with xgrammar does not say which keyword",
        "vllm-project/vllm#16880, vllm-project/vllm#26421",
        keyword(
            "maxItems",
            refuse(
                {
                    "object": "error",
                    "message": "The provided JSON schema contains features not supported by xgrammar.",
                    "type": "BadRequestError",
                    "param": None,
                    "code": 400,
                }
            ),
        ),
        learnt=("schema bounds",),
        refused=1,
    ),
    Shape(
        "Ollama ignores what it does not know, max_completion_tokens first",
        "ollama/ollama#16814, docs.ollama.com/api/openai-compatibility",
        NO_EXTRA,
        sent={"max_tokens": 8192, "max_completion_tokens": None, "temperature": 0.0, "seed": 0},
    ),
    Shape(
        "a bound that is too large teaches nothing",
        "ChatGPTNextWeb/NextChat#3195",
        named(
            "max_tokens",
            openai_error(
                "max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you "
                "provided 8192.",
                "max_tokens",
            ),
        ),
        says="the endpoint answered 400 (invalid_request_error, about max_tokens) to a request with max_tokens, "
        "response_format, seed, temperature",
        hint="Take one part out after another, e.g. SITREP_LLM_EXTRA_BODY='{\"seed\": null}'",
    ),
    Shape(
        "a server that repeats the request teaches nothing",
        "fastapi.tiangolo.com/tutorial/handling-errors: `input`, and the body",
        echo,
        says="the endpoint answered 400 (invalid_request_error) to a request with max_tokens, response_format, seed, "
        "temperature",
        hint="Take one part out after another, e.g. SITREP_LLM_EXTRA_BODY='{\"seed\": null}'",
    ),
)
