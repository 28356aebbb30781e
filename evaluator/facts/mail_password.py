"""Passwords that a mail service makes for one program: sixteen lower-case letters, often in four groups of four.

They bear no prefix and no digit, so they are told by the name they are given to, by mail nearby, and by letters that no
language strings together (support.google.com/accounts/answer/185833).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from evaluator.facts.words import words
from evaluator.model.regex import regex

MOST = 50
WINDOW = 2_000
LEAST_DISTINCT = 8
# The pairs of letters that make nine tenths of the pairs in words of READMEs (mostly English, some Spanish and Portuguese).
# Of 15 pairs, words run together have 13 such pairs (7 or fewer in 3 of 1,000), letters drawn by chance 4 (in 9 of 10).
_AFTER = dict(
    pair.split(":")
    for pair in words(
        "a:bcdgilmnprstuvy b:aeiloru c:acehiklortu d:aeiosu e:acdefgilmnprstvx f:aefilor g:aehioru h:aeio i:abcdefglmnoprstvz k:ei "
        "l:aeilostuy m:aeimop n:acdefgiostv o:abcdglmnoprstuvw p:aeiloprtu q:u r:acdegimnorstuy s:acehiopstu t:aehilorstuy "
        "u:abceilmnprst v:aei w:ae x:p z:aei"
    )
)
_MOST_USUAL = 7

_VALUE = r"[a-z]{16}|[a-z]{4}(?: [a-z]{4}){3}"
_NAME = regex(r"passw(?:or)?d|pwd|(?<![a-z])pass(?![a-z])|(?<=app_)pass")
_GIVEN = regex(
    r"""[\w-]{0,40}(?:\\?['"])?\]?(?::\s{0,3}str)?\s{0,8}(?:=>|:=|=(?!=)|:|,)\s{0,8}[rbuf]{0,2}\\?(['"])(?P<value>"""
    + _VALUE
    + r""")\\?\1"""
)
_SET = regex(r"[\w-]{0,40}[ \t]{0,8}(?:=|:\s)[ \t]{0,8}(?P<value>" + _VALUE + r")[ \t]*(?:\r?\n|\Z)")
_LOGIN = regex(
    r"""\.login\(\s{0,20}(?:user\s?=\s?)?[^,()\n]{1,120},\s{0,20}(?:password\s?=\s?)?\\?(['"])(?P<value>""" + _VALUE + r""")\\?\1"""
)
_LINE = regex(r"[\s>-]{0,12}(?:export\s|set\s|env\s|arg\s)?[\w.-]{0,60}\Z")
_MAIL = regex(r"smtp|gmail|mail_?(?:host_?)?passw|starttls|sendmail|mailgun|app.?password|outlook\.com")


class MailPassword(NamedTuple):
    """Where the value stands, where the name that tells it stands, and how sure it is."""

    start: int
    end: int
    named: re.Match[str]
    confidence: Literal["high", "low"]


def mail_passwords(text: str) -> Iterator[MailPassword]:
    """The passwords of this shape; firm beside mail, doubtful alone."""
    lower = text.lower()
    if len(lower) != len(text):
        return
    for number, (named, value) in enumerate(_candidates(text, lower)):
        if number >= MOST:
            return
        if _is_random(value.group("value").replace(" ", "")):
            near = lower[max(0, named.start() - WINDOW) : value.end() + WINDOW]
            yield MailPassword(*value.span("value"), named, "high" if _MAIL.search(near) else "low")


def _candidates(text: str, lower: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for named in filter(None, (_NAME.match(lower, start) for start in sorted([*_places(lower, "pass"), *_places(lower, "pwd")]))):
        start = lower.rfind("\n", max(0, named.start() - WINDOW), named.start()) + 1
        alone = named.start() - start <= 80 and _LINE.fullmatch(lower, start, named.start())
        value = _GIVEN.match(text, named.end()) or (_SET.match(text, named.end()) if alone else None)
        if value:
            yield named, value
    if ".login(" in text:
        yield from ((value, value) for value in _LOGIN.finditer(text))


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word begins; a search for one word is ten times as fast as one for either of two."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def _is_random(letters: str) -> bool:
    """Whether the letters are drawn by chance rather than words run together: few of their pairs are those of words."""
    if len(set(letters)) < LEAST_DISTINCT or any(letter * 4 in letters for letter in letters):
        return False
    if any(row in letters for row in ("abcd", "qwer", "asdf", "zxcv")):
        return False
    return sum(after in _AFTER.get(letter, "") for letter, after in pairwise(letters)) <= _MOST_USUAL
