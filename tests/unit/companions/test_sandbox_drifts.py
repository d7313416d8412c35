"""Each change of a schema does what it says, and names what is lost by it."""

from __future__ import annotations

import pytest
from graphql import build_schema, print_schema, validate_schema

from desktop_app.companions.sandbox.mutations import drift
from desktop_app.companions.sandbox.schema import schema_text
from desktop_app.records.errors import UsageError

PUBLIC = schema_text("public")


@pytest.mark.parametrize(
    ("spec", "losses", "says"),
    [
        ("lack:Work.season", {"Work.season"}, "type Work"),
        ("rename:Work.season=saison", {"Work.season"}, "  saison: String"),
        ("need:Price.amount", {"Price.amount"}, "amount(unheardOf: Int!): Float!"),
        ("need:Work.marketingTexts", {"Work.marketingTexts"},
         "marketingTexts(unheardOf: Int!, variantIn:"),
        ("many:Work.season", {"Work.season"}, "season: [String]"),
        ("value:MarketingTextVariant.SHORT_DESCRIPTION",
         {"MarketingTextVariant.SHORT_DESCRIPTION"}, "UNHEARD_OF"),
        ("revalue:ProductMeasurementUnit.MM=MILLIMETRE", {"ProductMeasurementUnit.MM"},
         "  MILLIMETRE"),
        ("type:Imprint", {"Work.imprint", "Imprint.id", "Imprint.name"}, "type Work"),
        ("retype:Imprint=Label", set(), "imprint: Label"),
        ("union:Contact", set(), "union Contact = "),
        ("lack:WorkSearchAttributes.after", {"WorkSearchAttributes.after"}, "input WorkSearch"),
        ("dark", set(), "type Work"),
        ("null:Product.fullTitle=50", set(), "type Work"),
    ],
)  # fmt: skip
def test_one_change_makes_a_valid_schema_and_its_list_of_losses(
    spec: str, losses: set[str], says: str
) -> None:
    made = drift(PUBLIC, spec)
    assert validate_schema(build_schema(made.text)) == []
    assert set(made.losses) == losses
    assert says in made.text


def test_a_field_of_an_interface_goes_from_all_its_types() -> None:
    losses = drift(PUBLIC, "lack:Product.asin").losses
    assert len(losses) == 8
    assert "PhysicalBookProduct.asin" in losses


def test_nothing_changes_without_a_change() -> None:
    bare = print_schema(build_schema(drift(PUBLIC, "").text))
    assert bare == print_schema(build_schema(drift(bare, "").text))
    assert "season: String" in bare


@pytest.mark.parametrize("kind", ["public", "extended"])
def test_what_is_drawn_is_the_same_each_time_and_valid(kind: str) -> None:
    text = schema_text(kind)
    specs = set()
    for seed in range(12):
        made = drift(text, f"mutate:{seed}")
        assert drift(text, f"mutate:{seed}") == made
        assert drift(text, made.spec).text == made.text
        assert validate_schema(build_schema(made.text)) == []
        specs.add(made.spec)
    assert len(specs) == 12


@pytest.mark.parametrize(
    "spec",
    ["lack:Work.nothing", "lack:Nobody.x", "union:Work", "null:Work.id", "explode:Work", "lack"],
)
def test_a_change_that_cannot_be_made_is_told(spec: str) -> None:
    with pytest.raises(UsageError, match="cannot be made"):
        drift(PUBLIC, spec)
