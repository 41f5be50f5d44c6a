"""Who speaks in an article: the subject of each verb of saying, under one name throughout. Pure.

"Santacruz" is the "General Rodrigo Santacruz" of another sentence, "he" the one who spoke last, "the officer" the
"state police officer", and "the minister" the one who is called "Thomas Kauage" beside that word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.article import ground
from app.article.ground import Found
from app.reader import codes, speech
from app.reader.naming import Party, group_named, in_full, party, proper_runs
from app.reader.syntax import ParsedArticle, Tree, Word
from app.values import places

SAYING: Final = codes.pattern("saying_verb")
"""Lemmas of verbs whose subject is a source."""
_CONTENT: Final = frozenset(
    {"ccomp", "advcl", "parataxis", "dobj", "xcomp", "prep", "pobj", "pcomp", "dep", "conj", "relcl", "acl", "attr"}
    | {"oprd", "agent", "appos", "nmod", "npadvmod", "compound", "amod", "nummod", "advmod", "acomp", "prt", "meta"}
)
"""What hangs on a verb of saying as what is said, and not as who says it."""
_PERSONS: Final = frozenset({"he", "she"})
_PRONOUNS: Final = frozenset({"it", "they", *_PERSONS})
_RELATIVE: Final = frozenset({"who", "which", "that"})
_QUOTES: Final = '"\u201c\u201d'


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source. `named` holds the words that name it and those by which it stands here; `what` describes it.

    `members`: each of those who speak together, "the army and the Red Front"; empty for one alone.
    """

    name: str
    what: str
    person: bool
    named: tuple[Found, ...]
    members: tuple["Speaker", ...] = ()


@dataclass(frozen=True, slots=True)
class Speakers:
    """The verbs of saying of an article by index, and who says."""

    article: ParsedArticle
    by_verb: Mapping[int, Speaker]

    def of(self, word: Word) -> Speaker | None:
        """Who says what the word tells; None: the article itself."""
        verb = self.verb_of(word)
        return self.by_verb[verb.index] if verb else self._quoted(word)

    def verb_of(self, word: Word) -> Word | None:
        """The verb of saying by whose telling the word is told; None: it is told by none."""
        below = word
        for up in (word, *self.article.tree.above(word)):
            if up.index in self.by_verb and (up is word or below.dep in _CONTENT):
                return up
            below = up
        return self._according(below) or self._closing(word) or self._own(word)

    def _own(self, word: Word) -> Word | None:
        """The verb that the word is the subject of: "the Red Front claimed responsibility" tells of itself."""
        governor = self.article.tree.words[word.head]
        return governor if word.dep == "nsubj" and governor.index in self.by_verb else None

    def _closing(self, word: Word) -> Word | None:
        """The verb of a closing ", the official said", which the parser may hang anywhere."""
        sentence = next(s for s in self.article.sentences if s.start <= word.start < s.end)
        after = self.article.tree.at(word.end, sentence.end)
        return next((verb for verb in after if verb.index in self.by_verb and self._closes(verb)), None)

    def _closes(self, verb: Word) -> bool:
        tree = self.article.tree
        own = tree.under(verb, "nsubj") or ((subject_of(verb, tree),) if _follows_noun(verb, tree) else ())
        first = min(
            (w.index for subject in own if subject for w in tree.below(subject) if w.index < verb.index), default=0
        )
        told = any(w.index > verb.index for w in tree.under(verb, "ccomp", "dobj", "xcomp"))
        return bool(own) and first > 0 and tree.words[first - 1].text in (",", "\u201d", '"') and not told

    def _according(self, root: Word) -> Word | None:
        below = self.article.tree.below(root)
        return next((w for w in below if w.text.casefold() == "according" and w.index in self.by_verb), None)

    def _quoted(self, word: Word) -> Speaker | None:
        """Who speaks a sentence that stands within quotation marks opened before it or closed after it."""
        sentences = self.article.sentences
        here = next(s for s in sentences if s.start <= word.start < s.end)
        near = [s for s in sentences if s.paragraph == here.paragraph]
        opened = sum(self.article.text[near[0].start : word.start].count(mark) for mark in _QUOTES) % 2
        if not opened:
            return None
        after = [
            v
            for v in sorted(self.by_verb)
            if self.article.tree.words[v].start >= here.start and self.article.tree.words[v].end <= near[-1].end
        ]
        before = [
            v
            for v in sorted(self.by_verb, reverse=True)
            if near[0].start <= self.article.tree.words[v].start < here.start
        ]
        found = next(iter((*after, *before)), None)
        return None if found is None else self.by_verb[found]


def speakers(article: ParsedArticle) -> Speakers:
    """Who speaks where."""
    found: dict[int, Speaker] = {}
    names: dict[str, str] = {}
    cast = _Cast.of(article)
    for verb, subject in _spoken(article.tree):
        before = tuple(found.values())
        if speaker := _speaker(subject, before, cast):
            first = names.setdefault(speaker.name.casefold(), speaker.name)
            found[verb.index] = replace(speaker, name=first, members=_members(subject, before, cast))
    return Speakers(article, found)


def _spoken(tree: Tree) -> Iterator[tuple[Word, Word]]:
    """Each verb of saying, and "according", with its subject."""
    for word in tree.words:
        if word.text.casefold() == "according":
            yield from ((word, w) for to in tree.under(word, "prep") for w in tree.under(to, "pobj"))
        elif _says(word, tree) and (subject := subject_of(word, tree)):
            yield word, subject


_FIGURES: Final = {"put": "at", "speak": "of"}
"""Verbs that say something only with these words: "put the toll at four"."""


def _says(verb: Word, tree: Tree) -> bool:
    if not is_saying(verb) or (_describes(verb) and not is_claimed(verb, tree)):
        return False
    wanted = _FIGURES.get(verb.lemma)
    return wanted is None or any(prep.lemma == wanted for prep in tree.under(verb, "prep"))


def _describes(verb: Word) -> bool:
    """Whether a participle only describes a noun: "a leader accused of logging", "a video posted on Saturday"."""
    return verb.dep == "acl" and verb.tag == "VBN"


def is_claimed(verb: Word, tree: Tree) -> bool:
    """Whether a participle tells who claims what it describes: "an attack claimed by the Red Front"."""
    return verb.lemma == "claim" and verb.tag == "VBN" and bool(tree.under(verb, "agent"))


def subject_of(verb: Word, tree: Tree) -> Word | None:
    """Who does what a verb tells: its subject, the agent of a passive, that of the verb it hangs on; None: not told."""
    if tree.under(verb, "nsubjpass", "auxpass", "agent"):
        return next((w for by in tree.under(verb, "agent") for w in tree.under(by, "pobj")), None)
    own = next(iter(tree.under(verb, "nsubj")), None)
    if own is not None:
        return tree.words[verb.head] if own.lemma in _RELATIVE and verb.dep == "relcl" else own
    finite = verb.tag in ("VBD", "VBZ", "VBP")
    joined = (
        verb.dep in ("conj", "advcl", "xcomp")
        and verb.head != verb.index
        and not (finite and _follows_noun(verb, tree))
    )
    if joined and (of := _joined_to(verb, tree)).pos in ("VERB", "AUX"):
        return subject_of(of, tree)
    return _just_before(verb, tree) if finite else None


def _follows_noun(verb: Word, tree: Tree) -> bool:
    """Whether a verb of saying stands right after a noun, as in a closing ", two sources and an official said"."""
    before = tree.words[verb.index - 1] if verb.index else verb
    return before.pos in ("NOUN", "PROPN") and SAYING.fullmatch(verb.lemma) is not None


def _joined_to(verb: Word, tree: Tree) -> Word:
    """The verb whose subject a verb without one has: of "denied that it fired, and said" the denying."""
    of = tree.words[verb.head]
    return (said_before(verb, tree) or of) if verb.dep == "conj" and SAYING.fullmatch(verb.lemma) else of


def is_saying(word: Word) -> bool:
    """Whether a word is a verb of saying."""
    return word.pos == "VERB" and SAYING.fullmatch(word.lemma) is not None


def said_before(verb: Word, tree: Tree) -> Word | None:
    """The verb of saying, further up and further to the front, that governs a verb; None: there is none."""
    above = (w for w in tree.above(verb) if w.index < verb.index)
    return next(filter(is_saying, above), None)


def _just_before(verb: Word, tree: Tree) -> Word | None:
    """The noun before a verb that the parser left without a subject: ", General Ruiz, the commander, said".

    Of "in Tame, General Ruiz said" it is the general, though the parser may hang him on the town.
    """
    before = next(
        (w for w in reversed(tree.words[max(0, verb.index - 3) : verb.index]) if w.pos in ("NOUN", "PROPN", "PRON")),
        None,
    )
    while before is not None and before.dep in ("appos", "compound", "conj"):
        above = tree.words[before.head]
        comma = any(w.text == "," for w in tree.words[above.index : before.index])
        if (before.dep == "appos" and above.dep == "pobj") or (before.dep == "conj" and comma):
            break
        before = above
    return before


@dataclass(frozen=True, slots=True)
class _Cast:
    """All names of an article, and who stands beside which noun."""

    article: ParsedArticle
    runs: tuple[Found, ...]
    beside: Mapping[str, Party]

    @classmethod
    def of(cls, article: ParsedArticle) -> "_Cast":
        beside: dict[str, Party] = {}
        for word in article.tree.words:
            if word.dep == "appos":
                head = article.tree.words[word.head]
                who = party(head, article)
                if who.proper:
                    for noun in (head, word):
                        if noun.tag == "NN":
                            beside.setdefault(noun.lemma, who)
        return cls(article, proper_runs(article), beside)

    def fullest(self, name: Found) -> Found:
        """The longest proper name of the article that ends with this one, or that it stands for by its initials."""
        name = in_full(name, self.article)
        words = name.words.casefold().split()
        longer = [run for run in self.runs if run.words.casefold().split()[-len(words) :] == words]
        return max(longer, key=lambda run: len(run.words), default=name)


def _speaker(subject: Word, before: tuple[Speaker, ...], cast: _Cast, *, alone: bool = False) -> Speaker | None:
    if subject.lemma in _PRONOUNS:
        person = subject.lemma in _PERSONS
        return next((one for one in reversed(before) if subject.lemma == "they" or one.person == person), None)
    if subject.pos not in ("NOUN", "PROPN") or any(w.lemma == "no" for w in cast.article.tree.under(subject, "det")):
        return None
    who = party(subject, cast.article, alone=alone)
    if subject.tag == "NN" and subject.lemma in cast.beside:
        named = cast.beside[subject.lemma]
        return _named(replace(named, description=f"{named.description} {who.description}"), who.name, cast)
    if who.proper:
        return _named(who, who.name, cast)
    if group := _group_before(subject, cast.article):
        return _named(replace(who, name=group, description=f"{group.words} {who.description}"), who.name, cast)
    resolved = speech.resolve(who.name, cast.article.text)
    return Speaker(resolved.name, who.description, _is_person(subject), resolved.named)


def _group_before(subject: Word, article: ParsedArticle) -> Found | None:
    """The armed group that "the force" is: the only one that the sentence names before it; None: none, or several."""
    tree = article.tree
    definite = any(word.lemma == "the" for word in tree.under(subject, "det"))
    if not definite or codes.pattern("armed_body").fullmatch(subject.text) is None:
        return None
    sentence = next(each for each in article.sentences if each.start <= subject.start < each.end)
    named = [found for word in tree.at(sentence.start, subject.start) if (found := group_named(word, article))]
    return named[0] if len({found.words.casefold() for found in named}) == 1 else None


def _members(subject: Word, before: tuple[Speaker, ...], cast: _Cast) -> tuple[Speaker, ...]:
    """Those who are joined in a subject, each alone; empty for one alone."""
    joined = cast.article.tree.under(subject, "conj")
    told = (_speaker(word, before, cast, alone=True) for word in (subject, *joined))
    return tuple(one for one in told if one) if joined else ()


def _named(who: Party, here: Found, cast: _Cast) -> Speaker:
    """Under its fullest name; of "Moscow" it is Russia, where the article names it."""
    seat = places.country_named(who.name.words)
    country = ground.locate(cast.article.text, seat) if seat else None
    full = country or (who.name if places.names_country(who.name.words) else cast.fullest(who.name))
    return Speaker(full.words, who.description, _is_person(who.head), tuple(dict.fromkeys((full, here))))


def _is_person(word: Word) -> bool:
    body = codes.pattern("body").search(word.text) is not None
    return word.tag in ("NN", "NNP") and word.entity != "ORG" and not body and not places.country_of(word.text)
