"""Who is known to the invented house: authors, illustrators, printers and agencies."""

from __future__ import annotations

import random
from typing import Any

from desktop_app.companions.sandbox import words
from desktop_app.companions.sandbox.parts import Object, code

PEOPLE = 260
FIRST_ORGANISATION = 900
_PAID = 7
"""Every so manieth person is paid as a supplier too and has a number in the house's accounts."""


def contacts(draw: random.Random) -> dict[int, Object]:
    """Persons with the ids 1 to PEOPLE, then a few organisations."""
    pairs = [(given, family) for given in words.GIVEN for family in words.FAMILY]
    draw.shuffle(pairs)
    found = [person(draw, n, *pair) for n, pair in enumerate(pairs[:PEOPLE], 1)]
    found += [
        _organisation(FIRST_ORGANISATION + n, name, tag)
        for n, (name, tag) in enumerate(words.ORGANISATIONS)
    ]
    return {each["id"]: each for each in found}


def person(draw: random.Random, number: int, given: str, family: str) -> Object:
    """One person; a part of the name may be empty."""
    place = draw.choice(words.PLACES)
    isni = f"{draw.randrange(10**15):015d}"
    return {
        "__typename": "Person",
        "id": number,
        "name": f"{given} {family}".strip(),
        "personName": f"{given} {family}".strip(),
        "personNameInverted": f"{family}, {given}" if given else family,
        "keyNames": family,
        "biographicalNote": f"{given} {family} lives and works near {place}.".lstrip(),
        "isni": isni + _isni_check(isni) if draw.random() < 0.3 else None,
        "contactTags": ["author"],
        "addresses": [_address(number)],
        "emails": [{"email": f"contact-{number}@example.org"}],
        "inhouseSupplierId": f"S-{number}" if number % _PAID == 0 else None,
        "phones": [{"phoneNumber": f"+44 20 7946 {number % 1000:04d}", "phoneType": "Work"}],
    }


def _isni_check(body: str) -> str:
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def _organisation(number: int, name: str, tag: str) -> Object:
    return {
        "__typename": "Organisation",
        "id": number,
        "name": name,
        "organisationName": name,
        "corporateName": name,
        "contactTags": [tag],
        "addresses": [_address(number)],
        "emails": [{"email": f"office-{number}@example.org"}],
        "inhouseSupplierId": f"S-{number}",
    }


def _address(number: int) -> dict[str, Any]:
    return {
        "addressLine1": f"{number % 90 + 1} Quayside",
        "addressLine2": "Saltmarsh",
        "postcode": f"SA{number % 9 + 1} {number % 8 + 1}QY",
        "country": code("GB", "United Kingdom"),
    }
