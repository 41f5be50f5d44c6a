"""The English words for counts: the pattern of an expression, and the contexts in which a number counts nothing."""

import re
from typing import Final

SCALES: Final = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PLURALS: Final = {
    "several": 2,
    "a few": 2,
    "a handful": 2,
    "a number of": 2,
    "multiple": 2,
    "numerous": 2,
    "some": 2,
    "tens": 20,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2_000,
    "tens of thousands": 20_000,
    "hundreds of thousands": 200_000,
    "millions": 2_000_000,
    "tens of millions": 20_000_000,
    "hundreds of millions": 200_000_000,
}
"""The smallest number that an unnumbered plural allows: two of what it names."""

_HYPHEN = r"\u2010\u2011-"
_DASH = r"\u2010\u2011\u2013-"
_DIGITS = r"[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3}){1,4}|[0-9]{1,15}"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_BLANK = rf"(?:\s+|[{_HYPHEN}])"
_SMALL = rf"(?:(?:{_TENS})(?:{_BLANK}(?:{_ONES})\b)?|{_TEENS}|{_ONES})\b"
_HUNDREDS = rf"(?:(?:{_SMALL}|a){_BLANK}hundred\b(?:\s+(?:and\s+)?{_SMALL})?|{_SMALL})"
_THOUSANDS = rf"(?:{_HUNDREDS}|a){_BLANK}(?:thousand|million|billion)\b"
_SPELLED = rf"{_THOUSANDS}(?:\s+(?:and\s+)?(?:{_THOUSANDS}|{_HUNDREDS}))*|{_HUNDREDS}"
_SCALED = r"[0-9]{1,6}(?:\.[0-9]{1,3})?\s+(?:hundred|thousand|million|billion)\b"
_DOZEN = rf"(?:half\s+a|a|another|the|{_SMALL}|[0-9]{{1,4}})\s+dozen\b"
_NUMBER = rf"(?:half\s+a\s+million\b|a\s+couple\b|{_DOZEN}|{_SCALED}|{_SPELLED}|{_DIGITS})"
_STARTS = rf"(?<![\w.,:/$£€¥₹#+{_DASH}])"
_ENDS = rf"(?!\w|[{_HYPHEN}]\w|[.,:/][0-9]|\s?[%°])"

_DEGREE = r"(?:(?:just|well|slightly|far|much)\s+)?"
_QUALIFIERS: Final = {
    "at_least": r"at\s+least|(?:no|not)\s+(?:fewer|less)\s+than|(?:a\s+)?minimum\s+of|upwards?\s+of",
    "more_than": rf"{_DEGREE}(?:more\s+than|greater\s+than|over|above)|in\s+excess\s+of",
    "at_most": r"up\s+to|at\s+most|(?:no|not)\s+more\s+than|as\s+many\s+as|(?:a\s+)?maximum\s+of",
    "fewer_than": rf"{_DEGREE}(?:fewer\s+than|less\s+than|under|below)",
    "about": r"about|around|some|nearly|almost|approximately|approx\.|roughly|close\s+to|(?:an\s+)?estimated|circa",
}
QUALIFIERS: Final = tuple(_QUALIFIERS)
"""Groups of `EXPRESSION`, besides `low` and `high`, `number`, `rest`, `plural` and its `scale`, `few`, `zero`."""
_QUALIFIER = (
    rf"(?:(?<!\w)(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _QUALIFIERS.items())})\s+"
    r"(?:(?:about|around|some|nearly|almost|roughly|an\s+estimated)\s+)?)?"
)
_RANGE = (
    rf"(?:(?P<between>between)\s+)?(?<!\bfrom\s)(?P<low>{_NUMBER})"
    rf"(?(between)\s+and\s+|(?:\s+(?:to|or)\s+|(?<=[0-9])\s?[{_DASH}]\s?(?=[0-9])))(?P<high>{_NUMBER})"
)
_PEOPLE = (
    r"(?:casualt(?:y|ies)|deaths?|fatalit(?:y|ies)|injur(?:y|ies|ed)|dead|wounded|killed|people|persons?|civilians?|men|"
    r"women|children|soldiers?|troops|officers?|personnel|victims?|survivors?|hostages?|loss\s+of\s+life|bodies)\b"
)
_ADJECTIVE = r"(?:civilian|military|human|(?-i:[A-Z])[\w.]*)\s+"
_NOUN = r"(?:[a-z-]+\s+)?(?:people|men|women|children|police|troops|[a-z-]{3,}s)\b"

EXPRESSION: Final = re.compile(
    rf"""\b(?:
      {_QUALIFIER}{_STARTS}(?:
          {_RANGE}{_ENDS}
        | (?P<number>{_NUMBER})(?P<rest>\s+or\s+(?:more|so|fewer|less)\b|\+|[{_HYPHEN}]plus\b)?{_ENDS}
        | (?P<plural>
            (?:several|many|a\s+few|some|a\s+couple\s+of)\s+(?P<scale>dozen|hundred|thousand|million)\b
          | (?:tens|hundreds)\s+of\s+(?:thousands|millions)\b
          | tens(?=\s+of\b) | scores(?=\s+(?:of|more|were|have|in|at|near)\b)
          | dozens\b | hundreds\b | thousands\b | millions\b
          )
      )
    | {_STARTS}(?P<few>
          several\b | a\s+few\b | a\s+handful\b | a\s+number\s+of\b | multiple\b | numerous\b
        | some(?=\s+(?!of\b){_NOUN})
      ){_ENDS}
    | {_STARTS}(?P<zero>
          no(?:\s+|-)one\b | nobody\b | none\b | (?<!ground\s)zero\b | no(?=\s+(?:{_ADJECTIVE})?{_PEOPLE})
        | without(?=\s+(?:any\s+)?(?:casualties|injuries|deaths|fatalities|loss\s+of\s+life)\b)
      ){_ENDS}
    )""",
    re.IGNORECASE | re.VERBOSE,
)

# Contexts: what stands right before and right after an expression.

_TIME = r"(?:second|minute|min|hour|hr|day|week|month|year|yr|decade|moment)s?|nights|centur(?:y|ies)"
_LENGTH = (
    r"(?:(?:kilo|centi|milli)?met(?:er|re)|mile|yard|inch|knot)s?|inches|km|cm|mm|m|feet|ft|"
    r"foot(?!\s+(?:soldier|patrol))"
)
_WEIGHT = r"(?:kilogram|kilo|gram|pound|lb|ounce|tonne|ton|lit(?:er|re)|gallon|acre|hectare|degree)s?|kg"
_MONEY = (
    r"(?:dollar|euro|pound|peso|rupee|dinar|riyal|dirham|rou?ble|shekel|franc|cent|rial|naira|lira)s?|yen|yuan|usd|eur"
)
_CLOCK = r"[ap]\.?m|o['\u2019]clock|gmt|utc|local\s+time|hrs"
_SHARE = r"per\s?cent|percent(?:age)?|(?:third|quarter|fourth|fifth|tenth|point)s?|half|halves"
_UNIT = re.compile(
    rf"(?:\s+(?:of|more))?[\s{_HYPHEN}]{{0,24}}(?:(?:square|cubic|nautical)\s+)?"
    rf"(?:{_TIME}|{_LENGTH}|{_WEIGHT}|(?:(?-i:[A-Z])[\w.]{{1,40}}\s+)?{_MONEY}|{_CLOCK}|{_SHARE})\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:Flight|Resolution|Highway|Route|Article|Section|Chapter|Unit|Brigade|Battalion|Division|Regiment|Room|Area|Camp|"
    r"Gate|Zone|Sector|District|Terminal|Channel|Page|Block|Phase|Stage|Day|World\sWar|Level|Category|Tier|Force|Boeing|"
    r"Checkpoint|Airbus|[Gg]roup\sof|Type|Mark|Mk|Model|Formula|[Nn]os?\.|AK|BM|RPG|MiG|Shahed|Fateh|Fajr|Grad|Qassam|Zelzal|"
    r"resolution|article|chapter|page|number|highway|route|flight|channel)\s+$"
)
_AGE = re.compile(r"\bage[ds]?\s+(?:of\s+|about\s+|around\s+|between\s+|from\s+)?$", re.IGNORECASE)
_MONEY_SIGN = re.compile(r"(?:[$£€¥₹]|\b(?:USD|EUR|Rs\.?))\s*$")
_AT = re.compile(
    r"\A(?!.*\b(?:dead|killed|injured|wounded|tolls?|deaths|number|figures?|casualties|put\s+the\s+crowd|turnout|attendance)\b).*\bat\s+(?:about\s+|around\s+)?$",
    re.IGNORECASE | re.DOTALL,
)
"""A clock time, but not "put the number of dead at 20"."""
_CLOCK_END = re.compile(r"\s+(?:(?:on|in\s+the|yesterday|today|this)\b|[(\[])|[.,;]|$", re.IGNORECASE)
_ANYTHING = re.compile("")
NO_COUNT: Final = (
    (_ANYTHING, _UNIT),
    (_LABEL, _ANYTHING),
    (_AGE, _ANYTHING),
    (_MONEY_SIGN, _ANYTHING),
    (_AT, _CLOCK_END),
)
"""Before and after a number that measures or names: durations, distances, money, shares, ages, labels, clock times."""
NO_COUNT_IN_DIGITS: Final = (
    (re.compile(r"\b[A-Z][\w.'\u2019-]{0,60}(?:,\s+|\s+\()$"), re.compile(r"\s?[,).;]")),
    (re.compile(r"\[$"), re.compile(r"\]")),
    (re.compile(r"['\u2019]$"), re.compile(r"(?!\s+[a-z])")),
    (re.compile(r"(?:^|\n)\s{0,8}\(?$"), re.compile(r"[.)]\s+\S")),
)
"""The same for digits: "Jane Doe, 34,", a footnote "[3]", the year '90, the number of a list item."""
_NOT_ONE = re.compile(
    r"\b(?:this|that|which|each|every|any|another|the|new|first|last|next|only|one\s+by|air\s+force)\s+$", re.IGNORECASE
)
_ONE_OF = re.compile(
    r"\s+(?:(?:by|after|or)\s+)?(?:another|one|day|time|side|hand|thing|can|could|must|should|might)\b"
    r"|\s+of\s+(?:the|its|his|her|their|our)\s+(?:\w+est|most|worst|main|few|top|key)\b",
    re.IGNORECASE,
)
_AGE_LIMIT = re.compile(r"\b(?:child(?:ren)?|kids|boys|girls|those|anyone|youths?)\s+$", re.IGNORECASE)
_PARTICLE = re.compile(r"\b(?:hand|turn|sign|carr|take|took|taking|run|ran)\w*\s+$", re.IGNORECASE)
NO_COUNT_FROM: Final = {
    "one": ((_NOT_ONE, _ANYTHING), (_ANYTHING, _ONE_OF)),
    "over": ((_AGE_LIMIT, _ANYTHING), (_PARTICLE, _ANYTHING)),
    "under": ((_AGE_LIMIT, _ANYTHING),),
    "above": ((_AGE_LIMIT, _ANYTHING),),
    "below": ((_AGE_LIMIT, _ANYTHING),),
}
"""The same for expressions that begin with this word: "one of the worst", "handed over 30", "children under 12"."""
YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
YEAR_BEFORE: Final = re.compile(
    r"\b(?:in|since|by|until|till|from|during|the|before|after|early|late|mid)[\s-]+$|['\u2019]s\s+$", re.IGNORECASE
)
COUNTED_AFTER: Final = re.compile(r"\s+(?:[a-z-]+\s+)?(?:people|men|women|children|police|others|more|[a-z-]{2,}s)\b")
