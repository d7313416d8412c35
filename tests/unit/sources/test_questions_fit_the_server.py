"""Whatever a server lacks, what is asked of it is valid there, and what is missing is named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    parse,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.records.errors import SourceSchemaError
from desktop_app.records.resources import resource_text
from desktop_app.sources.consonance import schema as schemas
from desktop_app.sources.consonance.asked import Asked, learn
from desktop_app.sources.consonance.shapes import Product, Work
from tests.support_graphql import WISHES, schema_text

NEVER_MISSING = {"Query.works", "Work.id", "Work.products", "Product.id", "Product.fullTitle"}


def learned(*without: str, **replace: str) -> Asked:
    return learn(build_schema(schema_text(without, replace)))


def walk(
    schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], on: str, chosen: object
) -> Iterator[tuple[str, str]]:
    """(Type.field, its path below ``chosen``) of every field that is asked for."""
    assert isinstance(chosen, SelectionSetNode)
    for each in chosen.selections:
        if isinstance(each, FragmentSpreadNode):
            found = fragments[each.name.value]
            yield from walk(schema, fragments, on, found.selection_set)
        elif isinstance(each, InlineFragmentNode) and each.type_condition:
            yield from walk(schema, fragments, each.type_condition.name.value, each.selection_set)
        elif isinstance(each, FieldNode):
            name = each.name.value
            kind = schemas.field_of(schema, on, name)
            shown = each.alias.value if each.alias else name
            if name == "__typename" or kind is None:
                continue
            yield f"{on}.{name}", shown
            if each.selection_set:
                inner = get_named_type(kind.type).name
                for field, path in walk(schema, fragments, inner, each.selection_set):
                    yield field, f"{shown}.{path}"


@cache
def asked_fields() -> dict[str, set[str]]:
    """Type.field to the paths in a document under which it is asked for."""
    schema = schemas.known()
    document = parse(resource_text("queries", "fields.graphql"))
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    found: dict[str, set[str]] = {}
    for name, prefix in (("Product", ""), ("Work", "work.")):
        start = fragments[f"{name}Fields"].selection_set
        for field, path in walk(schema, fragments, name, start):
            found.setdefault(field, set()).add(prefix + path)
    return found


def test_the_public_schema_has_all_that_is_asked_for_but_the_wishes() -> None:
    asked = learned()
    assert asked.handshake.words == ()
    assert set(asked.handshake.missing) == WISHES
    assert asked.pages
    assert asked.single


@pytest.mark.parametrize("field", sorted(NEVER_MISSING))
def test_a_field_no_reading_can_do_without_is_named(field: str) -> None:
    with pytest.raises(SourceSchemaError) as raised:
        learned(field)
    assert f"This Consonance does not have {field}" in raised.value.message
    assert "titles on this computer stay" in raised.value.not_done


def test_a_lacking_field_is_told_in_one_sentence_and_named_as_a_path() -> None:
    asked = learned("Work.season", "Price.effectiveTo")
    assert asked.handshake.words == (
        "This Consonance does not have Price.effectiveTo, Work.season. What comes from there is "
        "unknown and cannot be checked here.",
    )
    assert set(asked.handshake.missing) == {"work.season", "prices.effectiveTo"} | WISHES
    assert "season" not in asked.titles.text


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_lack_gives_a_valid_question_and_missing_paths(data: st.DataObject) -> None:
    removable = sorted(asked_fields().keys() - NEVER_MISSING)
    gone = data.draw(st.lists(st.sampled_from(removable), min_size=1, max_size=12, unique=True))
    text = schema_text(gone)
    server = build_schema(text, assume_valid=True)
    asked = learn(server)
    for question in (asked.titles, asked.numbers, asked.title):
        assert validate(server, parse(question.text)) == []
    assert validate(server, parse(asked.several(["1", "2"])[0])) == []
    missing = asked.handshake.missing
    for field in gone:
        for path in asked_fields()[field]:
            one_of_several = path == "approximatePageCount" or path.endswith("biographicalNote")
            told = any(path == each or path.startswith(f"{each}.") for each in missing)
            assert told or one_of_several, path


def test_a_field_of_three_types_is_missing_only_when_all_lack_it() -> None:
    types = ("PhysicalBookProduct", "ElectronicBookProduct", "PhysicalAudioProduct")
    fields = [f"{each}.approximatePageCount" for each in types]
    assert "approximatePageCount" not in learned(*fields[:2]).handshake.missing
    assert "approximatePageCount" in learned(*fields).handshake.missing


def test_an_argument_that_gives_a_field_its_meaning_takes_the_field_along() -> None:
    line = "marketingTexts(variantIn: [MarketingTextVariant!]): [MarketingText!]!"
    asked = learned(**{line: "marketingTexts: [MarketingText!]!"})
    assert "shortDescription" in asked.handshake.missing
    assert "shortDescription" not in asked.titles.text
    assert "marketingTexts {" in asked.titles.text


def test_an_unknown_enum_value_takes_its_field_along() -> None:
    asked = learned(SHORT_DESCRIPTION="A_BLURB")
    assert "shortDescription" in asked.handshake.missing
    assert "marketingTexts" not in asked.handshake.missing


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("bics: [String!]", "bics: String"),
        ("imprint: Imprint", "imprint: String"),
        ("workType: String", "workType: Imprint"),
        ("season: String", "season: Boolean"),
        ("season: String", "season(year: Int!): String"),
    ],
)
def test_a_field_in_another_form_is_not_read_and_said_so(line: str, becomes: str) -> None:
    asked = learned(**{line: becomes})
    name = line.partition(":")[0]
    assert f"work.{name}" in asked.handshake.missing
    assert asked.handshake.words == (
        f"This Consonance gives Work.{name} in a form that Colophon does not know. What comes "
        "from there is unknown and cannot be checked here.",
    )


def test_one_name_with_two_types_is_still_a_valid_question() -> None:
    line = "totalNumberedPages: Int"
    text = schema_text(replace={line: f"{line}\n  asin2: Int"})
    head, marker, rest = text.partition("type ElectronicBookProduct")
    server = build_schema(
        head + marker + rest.replace("approximatePageCount: Int", "approximatePageCount: Float", 1)
    )
    asked = learn(server)
    assert validate(server, parse(asked.titles.text)) == []
    assert "prices {" in asked.titles.text


def test_a_server_that_cannot_be_paged_or_narrowed_is_said_to_be_so() -> None:
    asked = learned("WorkSearchAttributes.after", "WorkSearchAttributes.changedSince")
    assert not asked.pages
    assert asked.search(7, None) == {"search": {}}
    assert asked.handshake.words == (
        "This Consonance cannot be read in parts, so an interrupted reading starts again.",
        "This Consonance cannot say what changed since a day, so each reading reads all titles.",
    )


def test_a_server_without_search_is_asked_without() -> None:
    line = (
        "works(workSearch: WorkSearchAttributes, productSearch: ProductSearchAttributes): [Work!]!"
    )
    asked = learned(**{line: "works: [Work!]!"})
    assert asked.titles.text.startswith("query Titles {\n  works {")
    assert asked.search(7, None) == {}


def test_a_server_that_calls_its_input_otherwise_is_asked_in_its_words() -> None:
    text = schema_text().replace("WorkSearchAttributes", "WorkFilter")
    asked = learn(build_schema(text))
    assert asked.titles.text.startswith("query Titles($search: WorkFilter) {")


def test_each_field_that_is_asked_for_has_a_place_at_the_edge() -> None:
    """And the other way round: no shape has a field that nobody asks for."""
    paths = {path for paths in asked_fields().values() for path in paths}
    paths |= WISHES & {"work.supportingResources.status"}
    shaped = set(_shaped(Product, "")) | set(_shaped(Work, "work."))
    wished = {
        each
        for each in shaped
        for root in (
            "productionFiles", "publicAnnouncementDate", "salesEmbargoDate",
            "tradeAnnouncementDate", "work.contracts", "work.productionFiles", "work.toDos",
        )
        if each == root or each.startswith(f"{root}.")
    }  # fmt: skip
    assert paths <= shaped
    # One shape serves an ISBN and a code wherever they stand, though not all of them is asked for.
    printed = "work.productionRuns.quantities.product.isbn"
    assert shaped - paths - wished <= {
        "contributions.onixContributorRole.code", f"{printed}.isbn10", f"{printed}.isbnWithDashes"
    }  # fmt: skip


def _shaped(shape: type, prefix: str) -> Iterator[str]:
    for field in shape.model_fields.values():
        if field.alias == "__typename":
            continue
        path = f"{prefix}{field.alias}"
        yield path
        for inner in _inner(field.annotation):
            yield from _shaped(inner, f"{path}.")


def _inner(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from _inner(each)
