"""What may an answer hold? The shapes of `resources/queries/fields.graphql`, checked at the edge.

Everything but a product's number and title, and a work's number, is unproven and optional. A
field that was not answered stays unset, so that absent and null remain two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from desktop_app.records.wire import plain
from desktop_app.sources.consonance.values import (
    Code,
    Day,
    Flag,
    Measure,
    Money,
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


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class Isbn(_Shape):
    isbn10: Text | None = None
    isbn13: Text | None = None
    isbn_with_dashes: Text | None = None


class Named(_Shape):
    id: Number | None = None
    name: Text | None = None


class Called(_Shape):
    name: Text | None = None


class Label(_Shape):
    code: Code | None = None
    description: Text | None = None


class Price(_Shape):
    amount: Money | None = None
    currency_code: Code | None = None
    onix_price_type_code: Code | None = None
    onix_price_type_qualifier_code: Code | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None


class Contributor(_Shape):
    typename: Text | None = Field(None, alias="__typename")
    id: Number | None = None
    name: Text | None = None
    isni: Text | None = None
    person_name: Text | None = None
    person_name_inverted: Text | None = None
    key_names: Text | None = None
    organisation_name: Text | None = None
    biographical_note: Text | None = None


class Contribution(_Shape):
    sequence_number: Whole | None = None
    onix_contributor_role_code: Code | None = None
    onix_contributor_role: Label | None = None
    product_ids: list[Number] | None = None
    contributor: Contributor | None = None


class MarketingText(_Shape):
    id: Number | None = None
    external_text: Text | None = None
    onix_content_audience_codes: list[Code] | None = None
    onix_language_code: Code | None = None
    from_date: Day | None = None
    date_published: Day | None = None
    product_ids: list[Number] | None = None


class WebLink(_Shape):
    id: Number | None = None
    link: Text | None = None
    role: Code | None = None
    description: Text | None = None
    include_in_onix: Flag | None = None


class PrintFile(_Shape):
    id: Number | None = None
    filename: Text | None = None
    file_format: Text | None = None
    file_variant: Code | None = None
    file_size: Whole | None = None
    created_at: Text | None = None
    exists: Flag | None = None
    approval_status: Text | None = None
    allow_distribution: Code | None = None
    download_url: Text | None = None
    product_ids: list[Number] | None = None


class Product(_Shape):
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


class Series(_Shape):
    id: Number | None = None
    name: Text | None = None
    subtitle: Text | None = None
    print_issn: Text | None = None
    online_issn: Text | None = None


class SeriesMembership(_Shape):
    part_number: Text | None = None
    year_of_annual: Text | None = None
    series: Series | None = None


class SubjectCode(_Shape):
    scheme: Code | None = None
    code: Code | None = None
    description: Text | None = None
    main: Flag | None = None


class Audience(_Shape):
    description: Text | None = None


class Prize(_Shape):
    prize_name: Text | None = None
    prize_year: Whole | None = None
    onix_prize_achievement_code: Code | None = None
    prize_statement: Text | None = None
    product_ids: list[Number] | None = None


class SupportingResource(_Shape):
    id: Number | None = None
    url: Text | None = None
    filename: Text | None = None
    image_content_type: Text | None = None
    file_size: Whole | None = None
    height: Whole | None = None
    is_processing: Flag | None = None
    caption: Text | None = None
    required_credit: Text | None = None
    resource_variant: Code | None = None
    status: Text | None = None
    onix_content_audience_code: Code | None = None
    created_at: Text | None = None
    product_ids: list[Number] | None = None


class Affiliation(_Shape):
    id: Number | None = None
    organisation_name: Text | None = None
    professional_position: Text | None = None


class Party(Contributor):
    """A contact as what is handed over, not as a name beside a title."""

    inhouse_customer_id: Text | None = None
    inhouse_supplier_id: Text | None = None
    web_links: list[WebLink] | None = None
    titles_before_name: Text | None = None
    names_after_key_names: Text | None = None
    qualifications_and_honours_after_names: Text | None = None
    professional_affiliations: list[Affiliation] | None = None
    organisation_country: Text | None = None
    duns_number: Text | None = None
    global_location_number: Text | None = None
    ringgold_id: Text | None = None
    standard_address_number: Text | None = None


class Part(_Shape):
    id: Number | None = None
    product_ids: list[Number] | None = None
    contributor: Party | None = None


class Binding(_Shape):
    id: Number | None = None
    description: Text | None = None
    page_binding_method: Text | None = None
    binding_instructions: Text | None = None
    case_spine_style: Text | None = None
    endpapers: Text | None = None
    trimming_method: Text | None = None
    width_of_board: Whole | None = None
    product_ids: list[Number] | None = None


class PrintedCover(_Shape):
    id: Number | None = None
    cover_type: Text | None = None
    paper: Text | None = None
    cover_colours_outside: Text | None = None
    cover_colours_outside_description: Text | None = None
    cover_notes: Text | None = None
    product_ids: list[Number] | None = None


class Finish(_Shape):
    id: Number | None = None
    name: Text | None = None
    description: Text | None = None
    product_ids: list[Number] | None = None


class Interior(_Shape):
    id: Number | None = None
    paper: Text | None = None
    fsc: Flag | None = None
    text_colour: Text | None = None
    text_colour_description: Text | None = None
    text_print_instructions: Text | None = None
    product_ids: list[Number] | None = None


class Printed(_Shape):
    id: Number | None = None
    full_title: Text | None = None
    isbn: Isbn | None = None
    onix21_product_form_code: Code | None = None
    production_page_count: Whole | None = None
    product_height: Measure | None = None
    product_width: Measure | None = None
    product_thickness: Measure | None = None


class Quantity(_Shape):
    id: Number | None = None
    name: Text | None = None
    description: Text | None = None
    quantity: Whole | None = None
    received_quantity: Whole | None = None
    product_id: Number | None = None
    product: Printed | None = None


class Run(_Shape):
    id: Number | None = None
    name: Text | None = None
    delivery_date: Day | None = None
    product_ids: list[Number] | None = None
    bindings: list[Binding] | None = None
    covers: list[PrintedCover] | None = None
    embellishments: list[Finish] | None = None
    finishes: list[Finish] | None = None
    interiors: list[Interior] | None = None
    quantities: list[Quantity] | None = None


class Delivery(_Shape):
    id: Number | None = None
    deliverable_type: Text | None = None
    delivery_requirement: Text | None = None
    date_due: Day | None = None
    slipped_date: Day | None = None
    percentage_of_total: Measure | None = None


class LicensedRight(_Shape):
    id: Number | None = None
    right_type: Text | None = None
    author_cut: Measure | None = None


class Terms(_Shape):
    id: Number | None = None
    contract_name: Text | None = None
    copyright_year: Text | None = None
    signed_date: Day | None = None
    term: Text | None = None
    terminated_date: Day | None = None
    termination_reason: Text | None = None
    ms_delivery_date: Day | None = None
    revised_ms_delivery_date: Day | None = None
    actual_ms_delivery_date: Day | None = None
    ms_proofs_date: Day | None = None
    pub_before_date: Day | None = None
    review_date: Day | None = None
    flat_fee_value: Money | None = None
    guaranteed_royalty_value: Money | None = None
    author_discount: Text | None = None
    remainder_rate: Text | None = None
    remainder_rate_over_cost: Measure | None = None
    free_copies: Text | None = None
    delivery_dates: list[Delivery] | None = None
    licensed_rights: list[LicensedRight] | None = None


class ToDo(_Shape):
    id: Number | None = None
    name: Text | None = None
    due_date: Day | None = None
    done_date: Day | None = None
    due_date_when_done: Day | None = None
    product_ids: list[Number] | None = None


class Work(_Shape):
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


def _taken(shape: type[_Shape], raw: Any, prefix: str) -> dict[str, Any]:
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
