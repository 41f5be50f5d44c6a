"""A dateline is told from a sentence that only begins like one."""

import time

import pytest

from app.article import datelines


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("BAGHDAD, Jan 4 (Reuters) - Go", "Jan 4"),
        ("Tel Aviv (Israel), 12 Nov 89 (X) -- Go", "12 Nov 89"),
        ("KABUL, Afghanistan, March 3, 2024 — Go", "March 3, 2024"),
        ("N'DJAMENA, 4 January 2024 (AFP) – Go", "4 January 2024"),
    ],
)
def test_a_dateline_gives_its_date_as_written(line: str, date: str) -> None:
    found = datelines.match_dateline(line, 0, len(line))
    assert found is not None
    assert found.date == date


@pytest.mark.parametrize(
    "line",
    ["The PMF (formed in 2014) - denied it.", "The raid came, Jan 4 said - late.", "4 Jan - it began.", "IRAN - it is"],
)
def test_prose_is_no_dateline(line: str) -> None:
    assert datelines.match_dateline(line, 0, len(line)) is None


@pytest.mark.parametrize("line", ["date 2024-01-04 Go", "DATE: 2024-13-40", "date 4/1/24"])
def test_a_date_header_is_seen_whether_or_not_its_date_exists(line: str) -> None:
    assert datelines.match_header(line, 0, len(line)) is not None


@pytest.mark.parametrize("line", ["date palms burnt", "date 12 people met", "the date 2024-01-04"])
def test_other_dates_are_no_header(line: str) -> None:
    assert datelines.match_header(line, 0, len(line)) is None


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("KHARTOUM, Sudan (SRW) - Shelling killed two.", "KHARTOUM, Sudan (SRW) -"),
        ("QUETTA, Pakistan (IW) \u2014 A bomber struck.", "QUETTA, Pakistan (IW) \u2014"),
        ("Mogadishu (Garowe Online) - A bomb killed three soldiers.", "Mogadishu (Garowe Online) -"),
        ("NAIROBI/MOGADISHU (Shabelle News) -- A bomb killed three.", "NAIROBI/MOGADISHU (Shabelle News) --"),
        ("KARACHI, Sindh (DN, March 21): Police shot two men.", "KARACHI, Sindh (DN, March 21):"),
        ("UNITED NATIONS (IPS) - Peacekeepers died.", "UNITED NATIONS (IPS) -"),
        ("Khartoum, Sudan \u2013 Shelling killed two.", "Khartoum, Sudan \u2013"),
        ("Beirut \u2013 An Israeli strike killed five.", "Beirut \u2013"),
        ("Goma - Rebels fled.", "Goma -"),
        ("Kabul \u2014 Gunmen \u2014 some in uniform \u2014 shot two men.", "Kabul \u2014"),
        ("QUETTA: At least six people were killed.", "QUETTA:"),
        ("Kyiv (NewsWire) \u2013 \u201cWe heard two blasts,\u201d she said.", "Kyiv (NewsWire) \u2013"),
    ],
)
def test_agencies_on_no_list_have_datelines_too(line: str, dateline: str) -> None:
    found = datelines.match_dateline(line, 0, len(line))
    assert found is not None
    assert line[: found.end] == dateline


def test_the_date_of_a_dateline_may_stand_in_brackets() -> None:
    line = "GENEVA (19 November 2024) \u2013 Attacks must end, experts said."
    assert datelines.match_dateline(line, 0, len(line)) == datelines.Dateline(27, "19 November 2024")


@pytest.mark.parametrize(
    "line",
    [
        "NATO (the alliance) - the largest there is - met.",
        "NATO (North Atlantic Treaty Organization) - Members met.",
        "HAMAS (Qassam Brigades) - The group said so.",
        "ISLAMIC STATE (IS) - The group said so.",
        "Baghdad (pictured) - The capital was quiet.",
        "Kyiv \u2013 Putin's first aim \u2013 held.",
        "Hezbollah \u2013 Israel's foe \u2013 said so.",
        "Kharkiv \u2013 Kyiv trains were hit.",
        "Jackson - He was shot at noon.",
        "Goma: The city fell.",
        "Beirut \u2013 Five killed in a strike",
        "Kabul \u2013 where he was born \u2013 was quiet.",
        "MARCH: The month began with a raid.",
    ],
)
def test_what_only_begins_like_a_dateline_is_none(line: str) -> None:
    assert datelines.match_dateline(line, 0, len(line)) is None


@pytest.mark.parametrize("unit", ["KYIV (X) - A ", "Kyiv, Kyiv/", "Goma \u2013 ", "A.A.A. ", "Kyiv (A.A. "])
def test_hostile_datelines_are_read_in_bounded_time(unit: str) -> None:
    start = time.thread_time()
    for text in (unit * 10_000, (unit * 10_000).replace(" ", "")):
        datelines.match_dateline(text, 0, len(text))
    assert time.thread_time() - start < 2  # milliseconds measured
