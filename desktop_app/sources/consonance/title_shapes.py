"""What may an answer hold of a title? The parts that products and works are made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from desktop_app.sources.consonance.values import (
    Code,
    Day,
    Flag,
    Money,
    Number,
    Text,
    Whole,
)


class Shape(BaseModel):
    """A part of an answer; what is not named in it is left aside."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class Isbn(Shape):
    isbn10: Text | None = None
    isbn13: Text | None = None
    isbn_with_dashes: Text | None = None


class Named(Shape):
    id: Number | None = None
    name: Text | None = None


class Called(Shape):
    name: Text | None = None


class Label(Shape):
    code: Code | None = None
    description: Text | None = None


class Price(Shape):
    amount: Money | None = None
    currency_code: Code | None = None
    onix_price_type_code: Code | None = None
    onix_price_type_qualifier_code: Code | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None


class Contributor(Shape):
    typename: Text | None = Field(None, alias="__typename")
    id: Number | None = None
    name: Text | None = None
    isni: Text | None = None
    person_name: Text | None = None
    person_name_inverted: Text | None = None
    key_names: Text | None = None
    organisation_name: Text | None = None
    biographical_note: Text | None = None


class Contribution(Shape):
    sequence_number: Whole | None = None
    onix_contributor_role_code: Code | None = None
    onix_contributor_role: Label | None = None
    product_ids: list[Number] | None = None
    contributor: Contributor | None = None


class MarketingText(Shape):
    id: Number | None = None
    external_text: Text | None = None
    onix_content_audience_codes: list[Code] | None = None
    onix_language_code: Code | None = None
    from_date: Day | None = None
    date_published: Day | None = None
    product_ids: list[Number] | None = None


class WebLink(Shape):
    id: Number | None = None
    link: Text | None = None
    role: Code | None = None
    description: Text | None = None
    include_in_onix: Flag | None = None


class PrintFile(Shape):
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


class Series(Shape):
    id: Number | None = None
    name: Text | None = None
    subtitle: Text | None = None
    print_issn: Text | None = None
    online_issn: Text | None = None


class SeriesMembership(Shape):
    part_number: Text | None = None
    year_of_annual: Text | None = None
    series: Series | None = None


class SubjectCode(Shape):
    scheme: Code | None = None
    code: Code | None = None
    description: Text | None = None
    main: Flag | None = None


class Audience(Shape):
    description: Text | None = None


class Prize(Shape):
    prize_name: Text | None = None
    prize_year: Whole | None = None
    onix_prize_achievement_code: Code | None = None
    prize_statement: Text | None = None
    product_ids: list[Number] | None = None


class SupportingResource(Shape):
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
