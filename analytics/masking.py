"""Takes out of a text what tells who somebody is: numbers, addresses on the net, names behind a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

KINDS = ("number", "phone", "email", "link", "username", "name")

# What people put between the digits of a number, and what they (or their keyboard) hide between them.
_SEP = r"[\s.()/_\u00b7\u2010-\u2015-]"
_HIDDEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]"
# Taken out whole or not at all (`++`): ten thousand of them and nothing behind would otherwise cost seconds.
_INVISIBLE = re.compile(rf"(?<=[\w@.+-]){_HIDDEN}++|(?<!{_HIDDEN}){_HIDDEN}++(?=[\w@.+-])")
_WIDE = str.maketrans("\uff0b\uff20\uff0e\uff0d\uff0f", "+@.-/")

# Order matters: a link may hold an address, an address may hold digits, and a solid number is read before one
# that is broken up.
_PATTERNS = (
    ("link", re.compile(r"(?i:\bhttps?://|\bwww\.)\S+")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?(?:[\w-]{1,63}\.)+\w{2,}")),
    (
        "link",
        re.compile(
            r"(?i)(?<![\w@.-])(?:[a-z0-9-]{1,63}\.)+"
            r"(?:com|net|org|id|me|ly|gl|info|io|xyz|app|site|link|shop|online|live|top|club|cc)\b(?:/\S*)?"
        ),
    ),
    ("phone", re.compile(r"(?<!\d)(?:\+?62|0)8\d{8,11}(?!\d)|(?<!\d)8[1-9]\d{8,10}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\d{13,}(?!\d)")),
    *(("number", re.compile(rf"(?<!\d)\d(?:{_SEP}{{0,3}}\d){{{n - 1}}}(?!\d)")) for n in (18, 16, 15)),
    ("phone", re.compile(rf"(?<!\d)(?:\+\s?)?(?:62|0){_SEP}{{0,3}}8(?:{_SEP}{{0,3}}\d){{7,11}}(?!\d)")),
    ("number", re.compile(rf"(?<!\d)\d(?:{_SEP}{{0,3}}\d){{12}}(?!\d)")),
    ("username", re.compile(r"(?<![\w@])@[^\W\d]\w+(?:\.\w+)*")),
)

# Runs of digits that are no number of a person: money in thousands, dates, years, hours, several of them in a
# row ("08.00-16.00"), and a small number behind.
_MONEY = r"[1-9]\d{0,2}(?:[.,]\d{3})+(?:,\d{1,2})?"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"[0-3]?\d[./-][01]?\d[./-]{_YEAR}|{_YEAR}-[01]\d-[0-3]\d"
_ORDINARY = rf"(?:{_MONEY}|{_DATE}|{_YEAR}|(?:[01]?\d|2[0-3])\.[0-5]\d)"
_ORDINARY_ROW = re.compile(rf"{_ORDINARY}(?:(?:\s|\s?[-\u2013/]\s?){_ORDINARY})*(?:\s\d{{1,3}})?")

# What may still tell after masking: digits enough for a landline or an account, and a number plate.
_DIGITS_LEFT = re.compile(rf"(?<!\d)\d(?:{_SEP}{{0,2}}\d){{6,}}")
_PLATE = re.compile(r"\b[A-Z]{1,2}\s?\d{1,4}\s?[A-Z]{2,3}\b")

_NAME = r"(?:[A-Z]\w?\.|[A-Z\u00c0-\u00d6\u00d8-\u00de][\w'\u2019-]*)"
_GAP = r"[^\S\n]"


class BadMask(ValueError):
    """The labels of a mask are incomplete or could be taken for something to mask."""


@dataclass(frozen=True)
class Mask:
    """The words masking needs; all handed in, because they belong to a language.

    labels  what stands in place of each of KINDS, in square brackets and without digits: "[number]".
    titles  words after which a name follows (Mr, Mrs, Dr); written without a full stop.
    plain   words that may follow a title and are no name ("please", "already").
    hints   words that make a short text tell where somebody lives or who they are (street, lane).
    """

    labels: Mapping[str, str]
    titles: Sequence[str] = ()
    plain: Sequence[str] = ()
    hints: Sequence[str] = ()

    def __post_init__(self) -> None:
        for kind in KINDS:
            # The brackets keep a label from growing together with what stands beside it.
            if not re.fullmatch(r"\[[^\W\d_]+(?: [^\W\d_]+)*\]", self.labels.get(kind, "")):
                raise BadMask(f"the label for {kind!r} must be words in square brackets, like [{kind}]")

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        return re.compile("(" + "|".join(re.escape(label) for label in self.labels.values()) + ")")

    @cached_property
    def _titled(self) -> re.Pattern[str] | None:
        """A title or several, then up to four words with a capital: the name."""
        if not self.titles:
            return None
        title = rf"(?<!\w)(?i:{_any_of(self.titles)})(?:\.{_GAP}*|{_GAP}*/{_GAP}*|{_GAP}+)"
        plain = rf"(?!(?i:{_any_of(self.plain)})(?!\w))" if self.plain else ""
        return re.compile(rf"(?:{title})+{plain}{_NAME}(?:{_GAP}+{plain}{_NAME}){{0,3}}")

    @cached_property
    def _telling(self) -> re.Pattern[str] | None:
        """A title with any word behind it that may be a name in small letters, or a hint."""
        parts = []
        if self.titles:
            plain = rf"(?!(?:{_any_of(self.plain)})(?!\w))" if self.plain else ""
            parts.append(rf"(?<!\w)(?:{_any_of(self.titles)})(?:\.{_GAP}*|{_GAP}+){plain}[^\W\d_]")
        if self.hints:
            parts.append(rf"(?<!\w)(?:{_any_of(self.hints)})(?!\w)")
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def bare(self, text: str) -> str:
        """`text` without the labels that stand in it."""
        return self._labels.sub(" ", text)

    def _once(self, text: str, names: re.Pattern[str] | None) -> str:
        for kind, pattern in self._patterns(names):
            text = self._between_labels(text, pattern, self.labels[kind])
        return text

    def _between_labels(self, text: str, pattern: re.Pattern[str], label: str) -> str:
        """Mask what `pattern` finds, never inside a label: a person may well be called what a label says."""
        parts = self._labels.split(text)
        parts[::2] = [
            pattern.sub(lambda it: it[0] if _is_ordinary(it[0]) else label, one) for one in parts[::2]
        ]
        return "".join(parts)

    def _patterns(self, names: re.Pattern[str] | None) -> Iterator[tuple[str, re.Pattern[str]]]:
        yield from _PATTERNS
        if self._titled:
            yield "name", self._titled
        if names:
            yield "name", names


def mask(text: str, words: Mask, names: Iterable[str] = ()) -> str:
    """`text` with everything personal replaced by labels; masking twice changes nothing more; never raises.

    Masked are runs of 13, 15, 16 and 18 digits (also broken by separators or invisible characters), mobile
    numbers, e-mail addresses, links, @usernames, titles with the name behind them, and the people in `names`.
    Prices, dates, years, hours and short numbers stay.
    """
    people = _people(names)
    masked = _plain_digits(text)
    # What one round leaves can stand beside a label as it did not stand before: go on until nothing is found.
    # Every round that changes something takes characters away that are no label, so this ends.
    while (once := _plain_digits(words._once(masked, people))) != masked:
        masked = once
    return masked


def looks_personal(masked: str, words: Mask) -> bool:
    """Whether a text that is already masked may still tell who somebody is; when in doubt it does."""
    rest = words.bare(masked)
    return bool(
        "@" in rest
        or _PLATE.search(rest)
        or (words._telling and words._telling.search(rest))
        or any(not _is_ordinary(found[0]) for found in _DIGITS_LEFT.finditer(rest))
    )


def _plain_digits(text: str) -> str:
    """Digits of any script as 0-9, and nothing invisible in or beside words; joined emoji stay whole."""
    text = _INVISIBLE.sub("", text.translate(_WIDE))
    return re.sub(r"[^\D0-9]", lambda found: str(unicodedata.decimal(found[0])), text)


def _is_ordinary(found: str) -> bool:
    return bool(_ORDINARY_ROW.fullmatch(found.strip()))


def _people(names: Iterable[str]) -> re.Pattern[str] | None:
    known = [name for name in names if name.strip()]
    return re.compile(rf"(?<!\w)(?i:{_any_of(known)})(?!\w)") if known else None


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first, however many spaces stand between their parts."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in longest_first)
