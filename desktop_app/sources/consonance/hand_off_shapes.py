"""What may an answer hold that is handed over and is no title? Contacts, runs, contracts, steps."""

from __future__ import annotations

from desktop_app.sources.consonance.title_shapes import Contributor, Isbn, Shape, WebLink
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


class Affiliation(Shape):
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


class Part(Shape):
    id: Number | None = None
    product_ids: list[Number] | None = None
    contributor: Party | None = None


class Binding(Shape):
    id: Number | None = None
    description: Text | None = None
    page_binding_method: Text | None = None
    binding_instructions: Text | None = None
    case_spine_style: Text | None = None
    endpapers: Text | None = None
    trimming_method: Text | None = None
    width_of_board: Whole | None = None
    product_ids: list[Number] | None = None


class PrintedCover(Shape):
    id: Number | None = None
    cover_type: Text | None = None
    paper: Text | None = None
    cover_colours_outside: Text | None = None
    cover_colours_outside_description: Text | None = None
    cover_notes: Text | None = None
    product_ids: list[Number] | None = None


class Finish(Shape):
    id: Number | None = None
    name: Text | None = None
    description: Text | None = None
    product_ids: list[Number] | None = None


class Interior(Shape):
    id: Number | None = None
    paper: Text | None = None
    fsc: Flag | None = None
    text_colour: Text | None = None
    text_colour_description: Text | None = None
    text_print_instructions: Text | None = None
    product_ids: list[Number] | None = None


class Printed(Shape):
    id: Number | None = None
    full_title: Text | None = None
    isbn: Isbn | None = None
    onix21_product_form_code: Code | None = None
    production_page_count: Whole | None = None
    product_height: Measure | None = None
    product_width: Measure | None = None
    product_thickness: Measure | None = None


class Quantity(Shape):
    id: Number | None = None
    name: Text | None = None
    description: Text | None = None
    quantity: Whole | None = None
    received_quantity: Whole | None = None
    product_id: Number | None = None
    product: Printed | None = None


class Run(Shape):
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


class Delivery(Shape):
    id: Number | None = None
    deliverable_type: Text | None = None
    delivery_requirement: Text | None = None
    date_due: Day | None = None
    slipped_date: Day | None = None
    percentage_of_total: Measure | None = None


class LicensedRight(Shape):
    id: Number | None = None
    right_type: Text | None = None
    author_cut: Measure | None = None


class Terms(Shape):
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


class ToDo(Shape):
    id: Number | None = None
    name: Text | None = None
    due_date: Day | None = None
    done_date: Day | None = None
    due_date_when_done: Day | None = None
    product_ids: list[Number] | None = None
