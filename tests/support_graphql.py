"""A small Consonance of any schema, in the test's own loop: for what the sandbox never shows."""

from __future__ import annotations

import copy
import json
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from aiohttp import web
from graphql import GraphQLSchema, build_schema, graphql_sync

from desktop_app.records.resources import resource_text

KEY = "k" * 32
WISHES = frozenset(
    {
        "contentLanguages",
        "expectedAvailabilityDate",
        "gtin",
        "onixProductAvailability",
        "onixProductAvailabilityCode",
        "productionFiles",
        "publicAnnouncementDate",
        "salesEmbargoDate",
        "tradeAnnouncementDate",
        "work.contract",
        "work.contracts",
        "work.languageCode",
        "work.productionFiles",
        "work.supportingResources.status",
        "work.toDos",
    }
)
"""What is asked for and the public schema does not have: a server may."""
Works = dict[int, dict[str, Any]]
Answer = Callable[[Mapping[str, Any]], Any]
"""Takes a request's body; gives an object for JSON, bytes as they are, or None for the house."""


def schema_text(without: Iterable[str] = (), replace: Mapping[str, str] | None = None) -> str:
    """The public schema without some fields ("Work.season"), or with lines replaced."""
    lines = resource_text("schema", "consonance.graphql").splitlines()
    gone = {tuple(each.split(".")) for each in without}
    kept, owner, interface = [], "", set[str]()
    for line in lines:
        head = line.split(" ")
        if head[0] in ("type", "input", "interface"):
            owner = head[1]
            interface = set(head[head.index("implements") + 1 :]) if "implements" in head else set()
        name = line.strip().partition("(")[0].partition(":")[0]
        if any((each, name) in gone for each in {owner, *interface}) and line.startswith("  "):
            continue
        kept.append((replace or {}).get(line.strip(), line))
        if gone and head[0] in ("type", "interface"):
            kept.append("  unheardOf: Int")  # no type may be empty
    return "\n".join(kept)


def product(number: int, **changes: Any) -> dict[str, Any]:
    """A sound product as the server holds it; codes are written as its enums write them."""
    return {
        "__typename": "PhysicalBookProduct",
        "id": number,
        "fullTitle": f"Title {number}",
        "allowOnixExports": True,
        "gbVatCode": "Z",
        "forSaleCountryCodes": ["GB"],
        "isbn": {"isbn13": "9781911390220", "isbn10": None, "isbnWithDashes": None},
        "onixPublishingStatusCode": "_04",
        "publicationDate": "2027-10-12",
        "productHeight": Decimal("198.0"),
        "prices": [
            {
                "amount": Decimal("12.99"),
                "currencyCode": "GBP",
                "onixPriceTypeCode": "_02",
                "onixPriceTypeQualifierCode": "_05",
                "id": number,
                "label": "GBP 02 05",
                "onixPriceType": {"code": "02"},
                "onixPriceTypeQualifier": {"code": "05"},
            }
        ],
        "containedProducts": [],
        "contributions": [],
        "marketingTexts": [],
        "webLinks": [],
    } | changes


def work(number: int, *products: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A work with the products given, or with one."""
    made = products or (product(number * 10),)
    found = {
        "id": number,
        "title": f"Work {number}",
        "season": "Autumn 2027",
        "audience": {"description": None, "contentWarnings": [], "onixAudiences": []},
        "ancillaryContents": [],
        "bindersOfRecord": [],
        "bindersOfRecordIds": [],
        "contributions": [],
        "marketingTexts": [],
        "productionRuns": [],
        "seriesMemberships": [],
        "similarProducts": [],
        "subjectCodes": [],
        "prizes": [],
        "supportingResources": [],
        "products": list(made),
    } | changes
    for each in made:
        each["work"] = found
    return found


def works(*numbers: int) -> Works:
    return {each: work(each) for each in numbers}


@dataclass
class Consonance:
    """``asked`` are the bodies it got. ``answer`` may speak before the house does."""

    url: str
    works: Works
    schema: str
    cap: int
    answer: Answer | None = None
    sorted: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)

    def respond(self, body: dict[str, Any]) -> bytes:
        self.asked.append(body)
        made = self.answer(body) if self.answer else None
        if isinstance(made, bytes):
            return made
        return json.dumps(self.execute(body) if made is None else made).encode()

    def execute(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the house says."""
        root = {"works": self._works, "product": self._product}
        done = graphql_sync(
            _built(self.schema),
            body["query"],
            root_value=root,
            variable_values=body.get("variables"),
        )
        return done.formatted

    def pages_asked(self) -> list[dict[str, Any]]:
        """The search arguments of the pages of titles that were asked for."""
        return [
            each["variables"].get("search", {}) for each in self.asked if "fullTitle" in
            each["query"] and "works" in each["query"]
        ]  # fmt: skip

    def _works(self, _: Any, **given: Any) -> list[dict[str, Any]]:
        after = (given.get("workSearch") or {}).get("after") or 0
        found = [each for number, each in self.works.items() if number > after]
        return sorted(found, key=lambda each: each["id"] if self.sorted else 0)[: self.cap]

    def _product(self, _: Any, **given: Any) -> dict[str, Any] | None:
        wanted = (given.get("productSearch") or {}).get("idEq")
        return next(
            (
                one
                for each in self.works.values()
                for one in each["products"]
                if one["id"] == wanted
            ),
            None,
        )


@cache
def _built(text: str) -> GraphQLSchema:
    return build_schema(text)


@asynccontextmanager
async def consonance(
    house: Works,
    *,
    schema: str = "",
    cap: int = 50,
    answer: Answer | None = None,
    tls: ssl.SSLContext | None = None,
    **options: Any,
) -> AsyncIterator[Consonance]:
    """Serve a house on a free port of loopback."""

    async def handle(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"errors": [{"message": "who are you?"}]}, status=401)
        made = served.respond(await request.json())
        kind = "text/html" if made.startswith(b"<") else "application/json"
        return web.Response(body=made, content_type=kind)

    app = web.Application()
    app.add_routes([web.route("*", "/graphql", handle)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    served = Consonance(
        f"{'https' if tls else 'http'}://127.0.0.1:{port}/graphql",
        copy.deepcopy(house),
        schema or resource_text("schema", "consonance.graphql"),
        cap,
        answer,
        **options,
    )
    try:
        yield served
    finally:
        await runner.cleanup()
