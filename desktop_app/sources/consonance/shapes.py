"""What may an answer hold? The shapes of `resources/queries/fields.graphql`, checked at the edge.

Everything but a product's number and title, and a work's number, is unproven and optional. A
field that was not answered stays unset, so that absent and null remain two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field, ValidationError

from desktop_app.records.wire import plain
from desktop_app.sources.consonance.hand_off_shapes import (
    Part,
    Run,
    Terms,
    ToDo,
)
from desktop_app.sources.consonance.title_shapes import (
    Audience,
    Called,
    Contribution,
    Isbn,
    Label,
    MarketingText,
    Named,
    Price,
    PrintFile,
    Prize,
    SeriesMembership,
    Shape,
    SubjectCode,
    SupportingResource,
    WebLink,
)
from desktop_app.sources.consonance.values import (
    Code,
    Day,
    Flag,
    Measure,
    Number,
    Text,
    Whole,
)

_SHOWN = 3
_WORDS = {
    "missing": "is missing",
    "list_type": "is not a list",
    "model_type": "is not an object",
    "model_attributes_type": "is not an object",
}


class AbsurdError(ValueError):
    """A record cannot be what it says; the text names the fields and what is wrong with them."""


class Product(Shape):
    typename: Text | None = Field(None, alias="__typename")
    id: Number
    full_title: Text
    title_prefix: Text | None = None
    title_without_prefix: Text | None = None
    subtitle: Text | None = None
    authorship_description: Text | None = None
    allow_onix_exports: Flag | None = None
    asin: Text | None = None
    edition_statement: Text | None = None
    gb_vat_code: Code | None = None
    isbn: Isbn | None = None
    in_house_edition: Called | None = None
    in_house_format: Called | None = None
    is_for_sale_worldwide: Flag | None = None
    for_sale_country_codes: list[Code] | None = None
    not_for_sale_country_codes: list[Code] | None = None
    sales_rights_description: Text | None = None
    onix21_product_form_code: Code | None = None
    onix21_product_form: Label | None = None
    onix_publishing_status_code: Code | None = None
    onix_publishing_status: Label | None = None
    planned_publication_date: Day | None = None
    public_announcement_date: Day | None = None
    sales_embargo_date: Day | None = None
    trade_announcement_date: Day | None = None
    publication_date: Day | None = None
    prices: list[Price] | None = None
    contributions: list[Contribution] | None = None
    marketing_texts: list[MarketingText] | None = None
    short_description: list[MarketingText] | None = None
    web_links: list[WebLink] | None = None
    production_files: list[PrintFile] | None = None
    approximate_page_count: Whole | None = None
    production_page_count: Whole | None = None
    total_numbered_pages: Whole | None = None
    main_content_page_count: Whole | None = None
    front_matter_page_count: Whole | None = None
    back_matter_page_count: Whole | None = None
    total_unnumbered_insert_page_count: Whole | None = None
    word_count: Whole | None = None
    product_height: Measure | None = None
    product_width: Measure | None = None
    product_thickness: Measure | None = None


class Work(Shape):
    id: Number
    title: Text | None = None
    subtitle: Text | None = None
    imprint: Named | None = None
    series_memberships: list[SeriesMembership] | None = None
    subject_codes: list[SubjectCode] | None = None
    bics: list[Code] | None = None
    bisacs: list[Code] | None = None
    audience: Audience | None = None
    edition_number: Whole | None = None
    edition_statement: Text | None = None
    in_house_work_reference: Text | None = None
    work_type: Text | None = None
    season: Text | None = None
    project_stage: Text | None = None
    marketing_tier: Text | None = None
    publishers_url: Text | None = None
    prizes: list[Prize] | None = None
    supporting_resources: list[SupportingResource] | None = None
    contributions: list[Part] | None = None
    production_runs: list[Run] | None = None
    contracts: list[Terms] | None = None
    to_dos: list[ToDo] | None = None
    production_files: list[PrintFile] | None = None


def product_of(raw: Any) -> dict[str, Any]:
    """A product's part of a document, without its work; raises AbsurdError."""
    return _taken(Product, raw, "")


def work_of(raw: Any) -> dict[str, Any]:
    """A work's part of a document, without its products; raises AbsurdError."""
    return _taken(Work, raw, "work.")


def _taken(shape: type[Shape], raw: Any, prefix: str) -> dict[str, Any]:
    try:
        return shape.model_validate(raw).model_dump(by_alias=True, exclude_unset=True)
    except ValidationError as fault:
        found = fault.errors(include_url=False, include_context=False)
        words = [_words(each, prefix) for each in found[:_SHOWN]]
        more = len(found) - len(words)
        if more:
            words.append(f"{more} more {'field is' if more == 1 else 'fields are'} wrong")
        raise AbsurdError("; ".join(words) + ".") from fault


def _words(fault: Mapping[str, Any], prefix: str) -> str:
    path = prefix + _path(fault["loc"])
    if fault["type"] == "missing":
        return f"{path} is missing"
    says = _WORDS.get(fault["type"], str(fault["msg"]))
    given = fault["input"]
    shown = "empty" if given is None else plain(given, 40)
    return f"{path or 'the record'} {says} ({shown})"


def _path(places: Iterable[int | str]) -> str:
    found = ""
    for each in places:
        found += f"[{each + 1}]" if isinstance(each, int) else f".{each}" if found else each
    return found
