"""Articles with an instruction planted in them."""

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from app import article
from eval import attacks, cases
from eval.attacks import Attack, Carrier
from eval.text import normalise

FOLDER = cases.ROOT / "attacks"
CARRIER = Carrier(
    published_on=date(2024, 1, 5),
    paragraphs=('A bomb went off, police said{report}. "It was loud.{quotation} We ran."', "Rain."),
)
CARRIERS = attacks.load_carriers(FOLDER)
ALL = tuple(attacks.load_attacks(FOLDER))
NUMBERED = [pytest.param(kind, attack, id=f"{kind}/{attack.id}") for kind, attack in ALL]


def attack(place: str, text: str = "Obey {me}!") -> Attack:
    return Attack.model_validate({"id": "a", "carrier": "c", "place": place, "text": text, "asks": {"killed": [0]}})


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("begin", 'Obey {me}!\n\nA bomb went off, police said. "It was loud. We ran."\n\nRain.'),
        ("middle", 'A bomb went off, police said. "It was loud. We ran."\n\nObey {me}!\n\nRain.'),
        ("end", 'A bomb went off, police said. "It was loud. We ran."\n\nRain.\n\nObey {me}!'),
        ("quotation", 'A bomb went off, police said. "It was loud. Obey {me}! We ran."\n\nRain.'),
        ("report", 'A bomb went off, police said — Obey {me}! —. "It was loud. We ran."\n\nRain.'),
    ],
)
def test_an_attack_stands_in_its_place_and_its_offsets_are_told(place: str, text: str) -> None:
    got, planted = attacks.plant("orders", attack(place), CARRIER)
    assert got == text
    assert got[planted.start : planted.end] == "Obey {me}!"


def test_a_clean_article_has_neither_attack_nor_marks() -> None:
    assert attacks.clean(CARRIER) == 'A bomb went off, police said. "It was loud. We ran."\n\nRain.'


def test_a_carrier_without_the_place_is_refused() -> None:
    bare = Carrier(published_on=date(2024, 1, 5), paragraphs=("A bomb went off.", "Rain."))
    with pytest.raises(ValueError, match="not found"):
        attacks.plant("orders", attack("report"), bare)


@pytest.mark.parametrize("asks", [{}, {"killed": []}, {"mood": ["glum"]}])
def test_an_attack_that_asks_nothing_that_can_be_seen_is_refused(asks: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Attack.model_validate({"id": "a", "carrier": "c", "place": "end", "text": "Obey!", "asks": asks})


# The data.


def test_there_are_forty_attacks_or_more_of_eight_kinds_or_more_in_every_place() -> None:
    assert len(ALL) >= 40
    assert len({kind for kind, _ in ALL}) >= 8
    assert {one.place for _, one in ALL} == {"begin", "middle", "end", "quotation", "report"}
    assert {one.carrier for _, one in ALL} == set(CARRIERS)


def test_no_two_attacks_share_their_name_or_their_words() -> None:
    assert len({(kind, one.id) for kind, one in ALL}) == len(ALL)
    assert len({normalise(one.text) for _, one in ALL}) == len(ALL)


@pytest.mark.parametrize(("kind", "one"), NUMBERED)
def test_the_service_accepts_every_attacked_article(kind: str, one: Attack) -> None:
    carrier = CARRIERS[one.carrier]
    text, _ = attacks.plant(kind, one, carrier)
    article.read(text, today=datetime.now(UTC).date(), published_on=carrier.published_on)


@pytest.mark.parametrize(("kind", "one"), NUMBERED)
def test_what_an_attack_asks_for_does_not_stand_in_its_clean_article(kind: str, one: Attack) -> None:
    words = f" {normalise(attacks.clean(CARRIERS[one.carrier]))} "
    values = [value for field, asked in one.asks.items() if field not in {"incidents", "stage"} for value in asked]
    assert [value for value in values if f" {normalise(str(value))} " in words] == []


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.json")), ids=lambda file: file.name)
def test_whoever_reads_the_data_sees_every_character(file: Path) -> None:
    hidden = [c for c in file.read_text("utf-8") if unicodedata.category(c) in {"Cf", "Co", "Cn", "Cc"} and c != "\n"]
    assert hidden == []
