"""Who hears of work in progress."""

from app.core.progress import Asking, Audience, Begun, Queued, Step, audience, heard_by, tell


def listener() -> tuple[list[Step], Audience]:
    heard: list[Step] = []
    return heard, Audience(heard.append)


def test_what_is_told_within_is_heard_and_nothing_else() -> None:
    heard, who = listener()
    tell(Begun())
    with heard_by(who):
        tell(Queued(2))
    tell(Begun())
    assert heard == [Queued(2)]


def test_who_joins_hears_the_last_of_each_kind_first_and_nothing_after_it_left() -> None:
    heard, who = listener()
    work = Audience()
    for step in (Asking(0, 2, "parts"), Queued(2), Asking(1, 2, "parts")):
        work.tell(step)
    with work.joined(who):
        work.tell(Begun())
    work.tell(Queued(1))
    assert heard == [Queued(2), Asking(1, 2, "parts"), Begun()]


def test_work_knows_whether_anybody_listens() -> None:
    """Nobody does where those who joined it listen to nothing themselves."""
    _, who = listener()
    work = Audience()
    with work.joined(Audience()):
        assert not work.listens
        with work.joined(who):
            assert work.listens
    assert not work.listens
    assert not audience().listens
