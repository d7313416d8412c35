"""Faults are put into sound titles of the sandbox, each into one of its own, and `colophon check`
names the rule that is meant for it and nothing else that is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.isbn import check_digit_13
from desktop_app.rules.checks.weights import STARRED
from tests.support_command_line import document
from tests.support_sandbox import Sandbox, running_sandbox

Work = Mapping[str, Any]
Patch = dict[str, Any]
SOON = (datetime.now(UTC) + timedelta(days=50)).date().isoformat()
LATER = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
TITLES = 420
_FIELDS = """id isbn { isbn13 } __typename
    prices { id amount currencyCode } work { id
      toDos { id doneDate }
      productionFiles { id approvalStatus }
      productionRuns { id quantities { id quantity } }
      supportingResources { id }
      subjectCodes { scheme code description main }
      contributions { id contributor { id } }
      marketingTexts { id }
    }"""


@dataclass(frozen=True)
class Seed:
    """A fault: the flow that looks, the rule that is meant, and the patch that puts it there."""

    flow: str
    rule: str
    owner: str
    patch: Callable[[Work], Patch]


def wrong_digit(product: Work) -> Patch:
    right = product["isbn"]["isbn13"]
    return {"isbn": {"isbn13": right[:-1] + str((int(right[-1]) + 1) % 10)}}


def music(product: Work) -> Patch:
    body = f"9790{int(product['id']):08d}"
    return {"isbn": {"isbn13": body + check_digit_13(body)}}


def codes(**first: Any) -> Callable[[Work], Patch]:
    """Subject codes with one, which stands first, changed."""

    def made(product: Work) -> Patch:
        given = [dict(each) for each in product["work"]["subjectCodes"]]
        main = next(each for each in given if each["scheme"].upper() == "THEMA" and each["main"])
        main |= first
        return {"subjectCodes": given}

    return made


def two_mains(product: Work) -> Patch:
    more = [
        {"scheme": "BISAC", "code": code, "description": "History", "main": True}
        for code in ("HIS000000", "HIS037000")
    ]
    return {"subjectCodes": [*product["work"]["subjectCodes"], *more]}


def each_of(name: str, **changes: Any) -> Callable[[Work], Patch]:
    """The same list with a change of every entry."""
    return lambda product: {name: [{"id": e["id"], **changes} for e in product["work"][name]]}


def no_copies(product: Work) -> Patch:
    runs = product["work"]["productionRuns"]
    none = [[{"id": q["id"], "quantity": 0} for q in run["quantities"]] for run in runs]
    return {
        "productionRuns": [
            {"id": run["id"], "quantities": each} for run, each in zip(runs, none, strict=True)
        ]
    }


def isni(product: Work) -> Patch:
    return {
        "contributions": [
            {"id": each["id"], "contributor": {"id": each["contributor"]["id"], "isni": _ISNI}}
            for each in product["work"]["contributions"]
        ]
    }


_ISNI = "0000000121032684"


def price(**changes: Any) -> Callable[[Work], Patch]:
    return lambda product: {"prices": [{"id": e["id"], **changes} for e in product["prices"]]}


def fixed(**fields: Any) -> Callable[[Work], Patch]:
    return lambda _: dict(fields)


SEEDS = (
    Seed("gardners", "1", "product", wrong_digit),
    Seed("gardners", "2", "product", fixed(allowOnixExports=False)),
    Seed("gardners", "4", "product", fixed(onixPublishingStatusCode="_02", publicationDate=None)),
    Seed("gardners", "6", "product", price(amount=-9.99)),
    Seed(
        "gardners", "8", "product", fixed(isForSaleWorldwide=False, forSaleCountryCodes=[])
    ),
    Seed("gardners", "9", "product", fixed(tradeAnnouncementDate=LATER)),
    Seed("gardners", "11", "product", fixed(fullTitle="TBC", titleWithoutPrefix="TBC")),
    Seed("archive", "12", "work", each_of("supportingResources", isProcessing=True)),
    Seed("printer", "14", "work", no_copies),
    Seed("printer", "16", "work", each_of("toDos", doneDate=None)),
    Seed("printer", "17", "work", each_of("productionFiles", approvalStatus="Not approved")),
    Seed("trade", "onix-range", "product", music),
    Seed("trade", "onix-name-id", "work", isni),
    Seed("trade", "onix-decimals", "product", price(amount=14.999)),
    Seed("trade", "onix-main-subject", "work", two_mains),
    Seed("trade", "onix-qualifier", "work", codes(code="1DDU")),
    Seed("trade", "onix-subject-code", "work", codes(code="rgv!")),
    Seed(
        "trade", "onix-schema", "product",
        fixed(isForSaleWorldwide=False, forSaleCountryCodes=["GB", "UK"]),
    ),
    Seed(
        "trade", "onix-markup", "work",
        each_of("marketingTexts", externalText="For the &lt;b&gt;trade&lt;/b&gt; only."),
    ),
    Seed("trade", "onix-title", "product", fixed(titleWithoutPrefix="Harbour " * 400)),
)  # fmt: skip
FLOWS = {
    "archive": (3, "asset-package", ()),
    "trade": (1, "onix-3.0", ("--set", "supplier=Central Books", "--set", "language=eng")),
}


def problems(home: Path, flow: str, products: list[Work]) -> dict[str, list[dict[str, Any]]]:
    """What `colophon check` says of each of these titles, one of each work."""
    subjects = {f"product:{each['id']}": f"product:{each['id']}" for each in products}
    for each in products:
        for run in each["work"]["productionRuns"]:
            subjects[f"run:{run['id']}"] = f"product:{each['id']}"
    told = document(home, "check", "--flow", flow, *(f"product:{each['id']}" for each in products))
    items = told.get("items", [told])
    return {subjects[each["subject"]]: each["problems"] for each in items}


def said(given: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["rule"], each["message"]) for each in given}


def printed(sandbox: Sandbox) -> list[Work]:
    """The first printed book of every work."""
    works = sandbox.graphql(f"{{ works {{ products {{ {_FIELDS} }} }} }}")["works"]
    books = [
        [one for one in each["products"] if one["__typename"] == "PhysicalBookProduct"]
        for each in works
    ]
    return [each[0] for each in books if each]


def reprint(sandbox: Sandbox, product: Work) -> None:
    """A book that is through production is announced anew: its run is still to be ordered."""
    dates = {"publicationDate": LATER, "onixPublishingStatusCode": "_02"}
    sandbox.patch_product(str(product["id"]), dates)
    coming = [
        {
            "id": run["id"],
            "deliveryDate": SOON,
            "quantities": [{"id": q["id"], "receivedQuantity": None} for q in run["quantities"]],
        }
        for run in product["work"]["productionRuns"]
    ]
    runs = {"productionRuns": coming}
    done = each_of("toDos", doneDate="2026-01-05")(product)
    sandbox.patch_work(str(product["work"]["id"]), runs | done)


def may_go(home: Path, flow: str, products: list[Work]) -> list[Work]:
    """Those that the flow may have as they are."""
    told = problems(home, flow, products)
    return [
        each
        for each in products
        if not any(one["stops"] for one in told.get(f"product:{each['id']}", [{"stops": 1}]))
    ]


def test_every_starred_rule_is_seeded_and_twenty_in_all() -> None:
    assert {each.rule for each in SEEDS if not each.rule.startswith("onix-")} == STARRED
    assert len({each.rule for each in SEEDS}) == len(SEEDS) >= 20


@pytest.mark.timeout(400)
def test_each_fault_is_named_by_its_rule_and_brings_no_other(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--titles", str(TITLES), "--schema", "extended") as sandbox:
        for name, (purpose, form, more) in FLOWS.items():
            document(
                tmp_path, "flows", "add", name, "--purpose", str(purpose), "--format", form,
                "--style", "contract", "--destination", name, *more,
            )  # fmt: skip
        whole = printed(sandbox)
        through = [each for each in whole if each["work"]["productionFiles"]]
        for each in through[:10]:
            reprint(sandbox, each)
        document(tmp_path, "sync")
        fetched = [f"product:{each['id']}" for each in through[:10]]
        document(tmp_path, "assets", "fetch", *fetched, "--to", str(tmp_path / "files"))
        named = dict.fromkeys(seed.flow for seed in SEEDS)
        free = {flow: may_go(tmp_path, flow, whole) for flow in named}
        taken: dict[str, tuple[Seed, Work]] = {}
        # Few titles may be printed now: they are given out first.
        for seed in sorted(SEEDS, key=lambda each: len(free[each.flow])):
            product = next(e for e in free[seed.flow] if f"product:{e['id']}" not in taken)
            taken[f"product:{product['id']}"] = seed, product
        before = judged(tmp_path, taken)
        for title, (seed, product) in taken.items():
            assert seed.rule not in {rule for rule, _ in before[title]}, title
            fields = seed.patch(product)
            if seed.owner == "work":
                sandbox.patch_work(str(product["work"]["id"]), fields)
            else:
                sandbox.patch_product(str(product["id"]), fields)
        document(tmp_path, "sync", "--full")
        after = judged(tmp_path, taken)
    wrong = {
        (seed.flow, seed.rule): sorted(after[title] - before[title])
        for title, (seed, _) in taken.items()
        if {rule for rule, _ in after[title] - before[title]} != {seed.rule}
    }
    assert not wrong, "\n".join(f"{key}: {each}" for key, each in wrong.items())


def judged(home: Path, taken: Mapping[str, tuple[Seed, Work]]) -> dict[str, set[tuple[str, str]]]:
    """For each title what is said about it for the flow of its fault."""
    found: dict[str, set[tuple[str, str]]] = {}
    for flow in {seed.flow for seed, _ in taken.values()}:
        products = [product for seed, product in taken.values() if seed.flow == flow]
        found |= {title: said(each) for title, each in problems(home, flow, products).items()}
    return found
