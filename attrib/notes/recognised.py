"""What a note says besides its words: where the statement can be found, and how its source can be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

WEB: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"“”„«»]{1,2000}", re.IGNORECASE)
MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
TIME: Final = re.compile(
    r"(?<![\d:.])(?:"
    r"(?P<long>\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d+)?)(?!\s*[ap]\.?m\b)"
    r"|(?P<hours>\d{1,2} ?h ?[0-5]\d(?: ?m(?:in)?(?: ?[0-5]\d ?s(?:ec)?)?)?)(?!\w)"
    r"|(?P<minutes>\d{1,3}:[0-5]\d)(?=\s*min)"
    # “at 12:31” may be when somebody rang.
    r"|(?:(?<=min )|(?<=min\. )|(?<=minute )|(?<=tc )|(?<=tc: )|(?<=time code )|(?<=timecode ))"
    r"(?P<named>\d{1,3}:[0-5]\d)"
    r")(?![\d:])",
    re.IGNORECASE,
)
PAGE: Final = re.compile(
    r"(?<![\w.])(?:pp?\.|(?-i:pp?)|pages?|pgs?\.?)\s*(?P<page>\d{1,5}(?:\s?[-–—]\s?\d{1,5})?)(?![\w%])", re.IGNORECASE
)
DATE: Final = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")
TELEPHONE: Final = re.compile(
    r"(?<![\w.,:/-])"
    r"(?P<called>(?:tel(?:ephone)?|phone|mobile|cell|call|ring|fax|ph|whatsapp)\b[^\d\n+(;]{0,30})?"
    r"(?P<number>(?:\+|\(\+?)?\d(?:[\d() ./\u00a0\u2011–-]{0,24}\d)?)(?![\w:,]\d)(?!\w)",
    re.IGNORECASE,
)
AMERICAN: Final = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
DIGITS: Final = range(7, 16)
"""How many digits a telephone number has: E.164 allows 15."""
NATIONAL: Final = 9
"""How many it has at least with the 0 before an area: eight may be a company's number in a register."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in a note, as it is written there. None, or nothing, where there is none.

    `links` are addresses of the web, one that begins with ``www.`` with ``https://`` before it. `contacts` are
    telephone numbers and e-mail addresses.
    """

    time_code: str | None = None
    page: str | None = None
    links: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


def recognise(text: str) -> Recognised:
    """Return what a note says; of several time codes, or pages, the first."""
    web = [address for each in WEB.finditer(text) if "." in (address := _without_stops(each[0]))]
    text = WEB.sub(" ", text)
    contacts = [each[0] for each in MAIL.finditer(text)]
    text = MAIL.sub(" ", text)
    time, page = TIME.search(text), PAGE.search(text)
    for other in (DATE, TIME, PAGE):
        text = other.sub(" ; ", text)
    contacts += [each["number"] for each in TELEPHONE.finditer(text) if _is_telephone(each)]
    return Recognised(
        next(filter(None, time.groups())) if time else None,
        page["page"] if page else None,
        tuple(dict.fromkeys(each if "://" in each else f"https://{each}" for each in web)),
        tuple(dict.fromkeys(contacts)),
    )


def _without_stops(address: str) -> str:
    """Return an address without the stops of the sentence that it ends, and without a bracket that it does not open."""
    while address[-1] in ".,;:!?'’…" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _is_telephone(found: re.Match[str]) -> bool:
    """Whether digits are a telephone number: by what stands before them, or by how they begin."""
    number, digits = found["number"].lstrip("("), sum(map(str.isdecimal, found["number"]))
    told = found["called"] or number.startswith("+") or (number.startswith("0") and digits >= NATIONAL)
    return digits in DIGITS and bool(told or AMERICAN.fullmatch(found["number"]))
