"""To-dos, contracts and files are found by what they are, whatever a server calls them."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from desktop_app.sources.consonance.asked import Asked, learn
from tests.support_graphql import schema_text

_TASK = """
type WorkTask { id: Int!  title: String  dueOn: ISO8601Date  finishedOn: ISO8601Date }
"""


def with_fields(owner: str, fields: str, types: str = "") -> str:
    head = f"type {owner} {{\n"
    assert head in schema_text()
    return schema_text().replace(head, f"{head}  {fields}\n", 1) + types


def learned(text: str) -> Asked:
    server = build_schema(text)
    asked = learn(server)
    for question in (asked.titles, asked.title):
        assert validate(server, parse(question.text)) == []
    return asked


@pytest.mark.parametrize(
    ("field", "types", "says"),
    [
        ("tasks: [WorkTask!]!", _TASK,
         ("toDos: tasks", "name: title", "dueDate: dueOn", "doneDate: finishedOn")),
        ("schedule: [Milestone!]",
         "type Milestone { label: String due: ISO8601Date done: ISO8601Date dueWhenDone: Int }",
         ("toDos: schedule", "name: label", "dueDate: due", "doneDate: done")),
        ("to_dos(open: Boolean): [Thing]",
         "type Thing { id: Int name: String! dueDate: ISO8601Date completedAt: ISO8601Date }",
         ("toDos: to_dos", "doneDate: completedAt")),
    ],
)  # fmt: skip
def test_to_dos_are_found_by_their_shape(field: str, types: str, says: tuple[str, ...]) -> None:
    asked = learned(with_fields("Work", field, types))
    for each in says:
        assert each in asked.titles.text
        assert each in asked.title.text
    assert "work.toDos" not in asked.handshake.missing
    assert {"work.toDos.name", "work.toDos.dueDate", "work.toDos.doneDate"} <= set(
        asked.handshake.told
    )
    assert not any(each.path == "work.toDos" for each in asked.handshake.losses)
    name = field.partition(":")[0].partition("(")[0]
    assert any(f"has Work.{name} beyond the public description" in e for e in asked.handshake.words)


@pytest.mark.parametrize(
    ("field", "types"),
    [
        ("tasks: [WorkTask!]!", "type WorkTask { id: Int  title: String  dueOn: ISO8601Date }"),
        ("tasks: [String]", ""),
        ("task: WorkTask", _TASK),
        ("tasks(year: Int!): [WorkTask]", _TASK),
        ("letters: [Letter]", "type Letter { name: String due: ISO8601Date done: ISO8601Date }"),
        ("tasks: [T]", "type T { name: String due(zone: Int!): ISO8601Date done: ISO8601Date }"),
    ],
)
def test_what_only_resembles_to_dos_is_let_be(field: str, types: str) -> None:
    asked = learned(with_fields("Work", field, types))
    assert "work.toDos" in asked.handshake.missing
    assert asked.handshake.words == ()


def test_contracts_and_files_are_found_by_their_type() -> None:
    text = with_fields("Work", "agreements: [Contract!]!\n  mainAgreement: Contract\n"
                       "  files: [ProductionFile!]")  # fmt: skip
    asked = learned(text)
    for each in ("contracts: agreements", "contract: mainAgreement", "productionFiles: files"):
        assert each in asked.titles.text
    told = set(asked.handshake.told)
    assert {
        "work.contracts.signedDate",
        "work.contract.term",
        "work.productionFiles.filename",
    } <= told


def test_the_name_that_we_use_goes_before_any_other() -> None:
    text = with_fields("Work", "toDos: [WorkTask]\n  tasks: [WorkTask]", _TASK)
    asked = learned(text)
    assert "toDos: tasks" not in asked.titles.text
