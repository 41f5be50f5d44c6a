"""What sort of event readings tell of together."""

import pytest

from app.reader import event_types, grouping
from tests.app.reader.build import read, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A suicide bomber killed six. The blast killed two. The bombing killed one.", "Suicide bomb"),
        ("A suicide bombing killed six. The explosion killed two. The blast killed one.", "Suicide bomb"),
        ("The blast killed six. A bomb blast killed two. A suicide bomber killed one.", "Suicide bomb"),
        ("A roadside bomb killed six. The blast killed two. The bombing killed one.", "Remote explosive/landmine/IED"),
        ("An air strike killed six. The blast killed two. The air raid killed one.", "Air/drone strike"),
    ],
)
def test_the_blast_of_a_suicide_bomber_is_no_other_bomb(text: str, expected: str) -> None:
    article = read(text)
    (group,) = grouping.group(told(article, {"killed": "six"}, {"killed": "two"}, {"killed": "one"}), article)
    assert event_types.sub_event_type(group) == expected
