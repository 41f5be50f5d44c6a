"""Whose turn it is."""

import asyncio

from app.llm.turns import Ticket, Turns, current, expect, holding


class Queue:
    """Pieces of work before some slots, each done when told; `done` has their names in the order of their turns."""

    def __init__(self, slots: int = 1) -> None:
        self.turns = Turns(slots)
        self.begun: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}

    async def work(self, name: str, ticket: Ticket | None) -> None:
        async with self.turns.turn(ticket):
            self.begun.append(name)
            await self.ends.setdefault(name, asyncio.Event()).wait()

    async def post(self, name: str, ticket: Ticket | None, pieces: int = 1) -> list["asyncio.Task[None]"]:
        tasks = [asyncio.create_task(self.work(f"{name}{n or ''}", ticket)) for n in range(pieces)]
        await settle()
        return tasks

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await settle()

    async def play(self) -> list[str]:
        """End each piece in the order in which they had their turns."""
        for name in self.begun:
            await self.end(name)
        return self.begun


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_pieces_of_one_article_have_their_turn_as_they_came() -> None:
    queue = Queue()
    await queue.post("a", Ticket("x"), 4)
    assert await queue.play() == ["a", "a1", "a2", "a3"]


async def test_one_caller_s_pieces_do_not_come_before_another_s() -> None:
    """Turns by caller: whoever comes waits for one piece of each other caller, however many those have waiting."""
    queue = Queue()
    await queue.post("a", Ticket("x"), 5)
    await queue.post("b", Ticket("y"), 2)
    await queue.post("c", Ticket("z"), 1)
    assert await queue.play() == ["a", "a1", "b", "c", "a2", "b1", "a3", "a4"]


async def test_one_article_s_pieces_do_not_come_before_another_s() -> None:
    """Turns by article within a caller, and no more of them for a caller with more articles."""
    queue = Queue()
    long, short = Ticket("x"), Ticket("x")
    await queue.post("a", long, 4)
    await queue.post("b", short, 1)
    await queue.post("c", Ticket("y"), 3)
    assert await queue.play() == ["a", "a1", "c", "b", "c1", "a2", "c2", "a3"]


async def test_of_four_slots_one_is_kept_from_a_caller_who_has_the_others() -> None:
    """All are for whoever needs no key: nobody else is there."""
    keyed, open_to_all = Queue(8), Queue(8)
    await keyed.post("a", Ticket("x"), 20)
    await open_to_all.post("a", Ticket(""), 20)
    assert (keyed.turns.held, open_to_all.turns.held) == (6, 8)
    await keyed.post("b", Ticket("y"))
    assert keyed.begun[-1] == "b"


async def test_who_leaves_the_queue_loses_nobody_s_turn() -> None:
    queue = Queue()
    await queue.post("a", Ticket("x"))
    leaving = await queue.post("b", Ticket("x"), 3)
    await queue.post("c", Ticket("x"))
    for task in leaving:
        task.cancel()
    await settle()
    assert await queue.play() == ["a", "c"]
    assert queue.turns.held == 0


async def test_who_leaves_in_the_moment_of_its_turn_gives_the_slot_on() -> None:
    queue = Queue()
    await queue.post("a", Ticket("x"))
    (leaving,) = await queue.post("b", Ticket("x"))
    await queue.post("c", Ticket("y"))
    queue.ends["a"].set()
    await asyncio.sleep(0)  # the first gives its slot back, and the second does not know yet
    leaving.cancel()
    await settle()
    assert await queue.play() == ["a", "c"]


async def test_slots_may_grow_and_shrink_while_they_are_held() -> None:
    queue = Queue(1)
    await queue.post("a", None, 4)
    queue.turns.slots = 3
    await settle()
    assert len(queue.begun) == 3
    queue.turns.slots = 1
    await queue.end("a")
    await queue.end("a1")
    assert len(queue.begun) == 3
    await queue.end("a2")
    assert len(queue.begun) == 4


async def test_an_article_says_in_how_many_pieces_it_comes() -> None:
    expect(7)  # of no article
    with holding(Ticket("x")) as _:
        expect(7)
        expect(3)
        assert (ticket := current()) is not None
    assert ticket.size == 7
    assert current() is None
