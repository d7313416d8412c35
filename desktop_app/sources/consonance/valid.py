"""Is what is left of a question valid for a server? If not, what must still go?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.records.errors import SourceSchemaError

if TYPE_CHECKING:
    from graphql import DocumentNode, FieldNode, GraphQLSchema, SelectionNode, SelectionSetNode

_ROUNDS = 8


def valid_root(
    server: GraphQLSchema, root: FieldNode
) -> tuple[FieldNode, tuple[tuple[str, str], ...]]:
    """The root field without what does not validate, for example one name with two types, and
    what was taken out: (place, "Type.field"). Raises SourceSchemaError when nothing helps."""
    from graphql import validate

    removed: list[tuple[str, str]] = []
    faults: list[Any] = []
    for _ in range(_ROUNDS):
        faults = validate(server, _document(server, root))
        if not faults:
            return root, tuple(removed)
        wrong = {id(node) for fault in faults for node in fault.nodes or () if node is not root}
        pruned = _without(root, wrong, (), "Query", removed)
        if pruned is None or pruned is root:
            break
        root = pruned
    raise SourceSchemaError(
        f"This Consonance cannot be asked for titles: {faults[0].message}",
        not_done="Nothing was read; the titles on this computer stay as they are.",
        next_step="Look for a newer Colophon, or ask Consonance's support.",
    )


def _document(server: GraphQLSchema, root: FieldNode) -> DocumentNode:
    from graphql import (
        DocumentNode,
        NameNode,
        OperationDefinitionNode,
        OperationType,
        SelectionSetNode,
        VariableDefinitionNode,
        VariableNode,
        parse_type,
    )

    assert server.query_type is not None
    arguments = server.query_type.fields[root.name.value].args
    variables = tuple(
        VariableDefinitionNode(
            variable=VariableNode(name=NameNode(value="search")),
            type=parse_type(str(arguments[each.name.value].type)),
            directives=(),
        )
        for each in root.arguments or ()
    )
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=NameNode(value="Ask"),
        variable_definitions=variables,
        directives=(),
        selection_set=SelectionSetNode(selections=(root,)),
    )
    return DocumentNode(definitions=(operation,))


def _without(
    node: FieldNode,
    wrong: set[int],
    path: tuple[str, ...],
    owner: str,
    removed: list[tuple[str, str]],
) -> FieldNode | None:
    """The field without what is wrong; the node itself where nothing is, None where all is."""
    from graphql import FieldNode

    name = node.name.value
    here = (*path, node.alias.value if node.alias else name)
    if id(node) in wrong:
        removed.append((".".join(here), f"{owner}.{name}"))
        return None
    if node.selection_set is None:
        return node
    left = _inside(node.selection_set, wrong, here, "", removed)
    if left is node.selection_set:
        return node
    if left is None:
        return None
    return FieldNode(
        alias=node.alias,
        name=node.name,
        arguments=node.arguments,
        directives=(),
        selection_set=left,
    )


def _inside(
    chosen: SelectionSetNode,
    wrong: set[int],
    path: tuple[str, ...],
    owner: str,
    removed: list[tuple[str, str]],
) -> SelectionSetNode | None:
    from graphql import FieldNode, InlineFragmentNode, SelectionSetNode

    left: list[SelectionNode] = []
    for each in chosen.selections:
        if isinstance(each, FieldNode):
            kept = _without(each, wrong, path, owner, removed)
            left += [kept] if kept else []
        elif isinstance(each, InlineFragmentNode):
            name = each.type_condition.name.value if each.type_condition else owner
            inner = _inside(each.selection_set, wrong, path, name, removed)
            if inner is each.selection_set:
                left.append(each)
            elif inner is not None:
                left.append(
                    InlineFragmentNode(
                        type_condition=each.type_condition, directives=(), selection_set=inner
                    )
                )
    if len(left) == len(chosen.selections) and all(
        new is old for new, old in zip(left, chosen.selections, strict=True)
    ):
        return chosen
    return SelectionSetNode(selections=tuple(left)) if left else None
