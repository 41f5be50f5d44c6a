"""What Slack sends, as people see it."""

import pytest

from app.integrations.slack_requests import Link, Wish, plain


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("4 &lt; 5 &amp;&amp; 6 &gt; 5", "4 < 5 && 6 > 5"),
        ("&amp;lt;", "&lt;"),
        ("<https://example.org/a|the report>", "the report"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("<mailto:ada@example.org|ada@example.org>", "ada@example.org"),
        ("<@U1> in <#C1|desk>, <@U2|ada>, <!here>", "@U1 in #desk, @ada, @here"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("a < b", "a < b"),
        ("  two\n\nparagraphs ", "two\n\nparagraphs"),
    ],
)
def test_slacks_notation_is_read_as_people_see_it(sent: str, seen: str) -> None:
    assert plain(sent) == seen


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.slack.com/archives/C1A/p1700000001000100", Link("C1A", "1700000001.000100", None)),
        (
            "https://example.slack.com/archives/C1A/p1700000001000200?thread_ts=1700000001.000100&cid=C1A",
            Link("C1A", "1700000001.000200", "1700000001.000100"),
        ),
        ("see https://example.slack.com/archives/C1A/p1700000001000100", None),
        ("https://example.org/archives/C1A/p17", None),
        ("https://[", None),
    ],
)
def test_a_permalink_and_nothing_else_names_a_message(text: str, link: Link | None) -> None:
    assert Wish("1", "T1", "C1A", "U1", text, None, "").link == link
