"""What is said in each dialect, and how one is learnt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from pydantic import BaseModel, Field

from app.core.errors import ModelMisconfigured, RequestRefused
from app.llm.asking import ExtractionSpec, Message, Question, question_key
from app.llm.complaints import SCHEMA_BOUNDS, UNNAMED, Minded
from app.llm.dialect import GUESSES, MOST_AGE, PARTS, Dialect, Speaker
from tests.fakes.answers import MemoryAnswers

SPEC = ExtractionSpec("model", "example.org", "m", "json_schema", "record/v2")


class Toll(BaseModel):
    killed: int = Field(ge=0)
    minimum: list[str] = Field(max_length=3)


QUESTION = Question((Message("user", "x"),), Toll, 64)


def body(*minded: str) -> dict[str, object]:
    return Dialect(frozenset(minded)).body(SPEC, Toll, 64)


def test_the_default_dialect_says_all() -> None:
    assert body().keys() == {"max_tokens", "temperature", "seed", "response_format"}


def test_each_part_that_is_minded_is_left_out_or_said_otherwise() -> None:
    said = body("max_tokens", "temperature", "seed", "json_schema")
    assert said == {"max_completion_tokens": 64, "random_seed": 0, "response_format": {"type": "json_object"}}
    assert body("max_tokens", "temperature", "seed", "random_seed", "json_schema", "json_object") == {
        "max_completion_tokens": 64
    }


def test_bounds_go_and_a_property_of_the_same_name_stays() -> None:
    """`minimum` is a keyword in one place and a field's name in another."""
    schema = body(SCHEMA_BOUNDS)["response_format"]["json_schema"]["schema"]  # type: ignore[index]
    assert schema["properties"].keys() == {"killed", "minimum"}
    assert schema["properties"]["killed"] == {"type": "integer"}
    assert "maxItems" not in schema["properties"]["minimum"]


def test_learning_ends() -> None:
    """Each refusal takes something away, or is of no use: from no dialect can more be learnt than there are parts."""
    for size in range(len(PARTS) + 1):
        for minded in combinations(sorted(PARTS), size):
            learnt = Dialect(frozenset(minded)).learn(PARTS | {"response_format"}, "json_schema")
            assert learnt is None or learnt.minded > frozenset(minded)


def test_guessing_ends_whatever_is_known() -> None:
    """Where an endpoint does not say what it minds, no guess comes twice, and what is known stays left out."""
    for size in range(len(PARTS) + 1):
        for known in map(frozenset, combinations(sorted(PARTS), size)):
            tried: list[frozenset[str]] = []
            learnt = Dialect(known).learn(frozenset([UNNAMED]), "json_schema")
            while learnt:
                tried.append(learnt.minded | known)
                learnt = Dialect(tried[-1]).learn(frozenset([UNNAMED]), "json_schema")
            assert len(tried) == len({*tried, known}) - 1 <= len(GUESSES)


def test_a_schema_that_is_minded_without_bounds_too_is_not_enforced() -> None:
    once = Dialect().learn(frozenset([SCHEMA_BOUNDS]), "json_schema")
    assert once is not None
    assert once.output("json_schema") == "json_schema"
    twice = once.learn(frozenset([SCHEMA_BOUNDS]), "json_schema")
    assert twice is not None
    assert twice.output("json_schema") == "json_object"


def test_a_bound_under_both_names_cannot_be_left_out() -> None:
    """An answer without any bound could run on for ever."""
    assert Dialect(frozenset(["max_tokens"])).learn(frozenset(["max_completion_tokens"]), "json_schema") is None


def test_the_default_dialect_is_not_in_the_key() -> None:
    """Answers from before there were dialects are found."""
    assert '"dialect"' not in SPEC.to_json()
    assert '"said"' not in SPEC.to_json()


def test_another_dialect_and_other_words_have_keys_of_their_own() -> None:
    specs = [SPEC, replace(SPEC, dialect=("seed",)), replace(SPEC, said='{"body":{}}')]
    assert len({question_key(spec, QUESTION) for spec in specs}) == len(specs)


class Endpoint:
    """Minds these names, one a call."""

    def __init__(self, *minds: str) -> None:
        self.minds = list(minds)
        self.asked: list[Dialect] = []

    async def __call__(self, dialect: Dialect) -> str:
        self.asked.append(dialect)
        if self.minds:
            raise Minded("the endpoint answered 400", frozenset([self.minds.pop(0)]))
        return "yes"


async def say(speaker: Speaker, endpoint: Endpoint, **own: str) -> str:
    return await speaker.say(endpoint, own, lambda: None)


async def test_what_a_refusal_teaches_is_kept_when_the_endpoint_then_answers() -> None:
    """In this process and for the next; the spec in the key says so."""
    memory = MemoryAnswers()
    speaker = Speaker(SPEC, memory)
    assert await say(speaker, Endpoint("max_tokens", "temperature")) == "yes"
    for each in (speaker, Speaker(SPEC, memory)):
        assert each.stamped(SPEC).dialect == ("max_tokens", "temperature")
    assert Speaker(replace(SPEC, model="n"), memory).dialect == Dialect()


async def test_what_did_not_help_is_not_believed() -> None:
    """A refusal that is followed by another for the same is no lesson: it may have been an echo."""
    memory = MemoryAnswers()
    speaker = Speaker(SPEC, memory)
    with pytest.raises(ModelMisconfigured, match="does not take seed"):
        await say(speaker, Endpoint("seed", "seed", "seed"))
    assert (speaker.dialect, Speaker(SPEC, memory).dialect) == (Dialect(), Dialect())


async def test_what_a_person_asked_for_is_not_left_out() -> None:
    endpoint = Endpoint("top_k")
    with pytest.raises(ModelMisconfigured, match="'top_k', which SITREP_LLM_EXTRA_BODY sends"):
        await say(Speaker(SPEC), endpoint, top_k="SITREP_LLM_EXTRA_BODY")
    assert len(endpoint.asked) == 1


class Calendar:
    """The time of day, set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def speaker_of(memory: MemoryAnswers, now: Calendar) -> Speaker:
    return Speaker(SPEC, memory, now=now)


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_was_learnt_long_ago_is_learnt_anew(restarted: bool) -> None:
    """One refused call, in a process that runs on as in a new one; then it is believed as long again."""
    memory, now = MemoryAnswers(), Calendar()
    speaker = speaker_of(memory, now)
    await say(speaker, Endpoint("temperature"))
    for refusals in (["temperature"], []):
        now.at += MOST_AGE if refusals else MOST_AGE - timedelta(seconds=1)
        speaker = speaker_of(memory, now) if restarted else speaker
        assert speaker.stamped(SPEC).dialect == ("temperature",)
        endpoint = Endpoint(*refusals)
        await say(speaker, endpoint)
        assert len(endpoint.asked) == len(refusals) + 1
        assert endpoint.asked[-1] == Dialect(frozenset(["temperature"]))


async def test_what_an_endpoint_does_not_mind_any_more_is_said_again() -> None:
    """An endpoint that was updated is asked with all, and answers are kept under that from then on."""
    memory, now = MemoryAnswers(), Calendar()
    speaker = speaker_of(memory, now)
    await say(speaker, Endpoint("max_tokens", "temperature"))
    now.at += MOST_AGE
    await say(speaker, Endpoint("max_tokens"))
    for each in (speaker, speaker_of(memory, now)):
        assert each.stamped(SPEC).dialect == ("max_tokens",)


async def test_an_old_dialect_is_known_until_the_endpoint_has_answered() -> None:
    """A failed call teaches nothing: stored answers are looked up as before."""
    now = Calendar()
    speaker = speaker_of(MemoryAnswers(), now)
    await say(speaker, Endpoint("temperature"))
    now.at += MOST_AGE
    with pytest.raises(RequestRefused):
        await say(speaker, Endpoint("seed", "seed", "seed"))
    assert speaker.stamped(SPEC).dialect == ("temperature",)


async def test_a_dialect_of_before_there_were_times_is_known_and_learnt_anew() -> None:
    memory = MemoryAnswers()
    memory.put("dialect example.org m json_schema ", '["seed"]')
    speaker, endpoint = Speaker(SPEC, memory), Endpoint()
    assert speaker.stamped(SPEC).dialect == ("seed",)
    await say(speaker, endpoint)
    assert endpoint.asked == [Dialect()]


@pytest.mark.parametrize(
    "kept",
    [
        "[",
        "1",
        '"seed"',
        '["grammar of tomorrow"]',
        "{}",
        '[["seed"]]',
        "null",
        '{"minds": 1}',
        '{"minds": [], "at": "x"}',
    ],
)
def test_a_dialect_of_another_version_is_learnt_anew(kept: str) -> None:
    memory = MemoryAnswers()
    Speaker(SPEC, memory)
    memory.put("dialect example.org m json_schema ", kept)
    assert Speaker(SPEC, memory).dialect == Dialect()
