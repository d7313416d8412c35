"""Which part of a question can a server answer? Only fields and arguments that it has.

Fragments are written out, so that what is left is one operation. A literal argument that the
server lacks takes its field along, for without it the field would mean something else; an
argument that is filled by a variable is left out alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from desktop_app.records.errors import SourceSchemaError
from desktop_app.sources.consonance.schema import field_of

if TYPE_CHECKING:
    from graphql import (
        ArgumentNode,
        DocumentNode,
        FieldNode,
        FragmentDefinitionNode,
        GraphQLField,
        GraphQLNamedType,
        GraphQLSchema,
        InlineFragmentNode,
        SelectionNode,
        SelectionSetNode,
    )

_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Dropped:
    """A field that is not asked for: its place in the answer, "Type.field", and whether the
    server has it in a form that cannot be used (else it has none). ``known`` says that our own
    schema file has it, so that its absence is news."""

    path: str
    field: str
    unusable: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is what can be asked, or "" when nothing is left. ``search`` are the names that
    the root's search argument takes (none without one); ``root``, ``argument``, ``search_type``,
    ``on`` and ``selection`` are the parts, for those who ask the root several times at once."""

    text: str
    dropped: tuple[Dropped, ...]
    search: frozenset[str] = frozenset()
    root: str = ""
    argument: str = ""
    search_type: str = ""
    on: str = ""
    selection: str = ""


def prune(server: GraphQLSchema, ours: GraphQLSchema, text: str) -> Question:
    """The question as the server can answer it. Raises SourceSchemaError when it cannot be put."""
    from graphql import (
        FragmentDefinitionNode,
        OperationDefinitionNode,
        SelectionSetNode,
        parse,
        print_ast,
    )

    document = parse(text, no_location=True)
    operation = next(e for e in document.definitions if isinstance(e, OperationDefinitionNode))
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    if server.query_type is None:
        return Question("", ())
    pruner = _Pruner(server, ours, fragments)
    left = pruner.selections(operation.selection_set, server.query_type, ())
    dropped = pruner.result()
    if not left:
        return Question("", dropped)
    root = _valid_root(server, cast("FieldNode", left[0]))
    variable = next(iter(root.arguments or ()), None)
    title = operation.name.value if operation.name else "Ask"
    name = root.name.value
    definition = server.query_type.fields[name]
    search_type = str(definition.args[variable.name.value].type) if variable else ""
    body = print_ast(SelectionSetNode(selections=(root,)))
    from graphql import get_named_type

    return Question(
        text=f"query {title}($search: {search_type}) {body}"
        if variable
        else f"query {title} {body}",
        dropped=dropped,
        search=_search_fields(definition, variable),
        root=name,
        argument=variable.name.value if variable else "",
        search_type=search_type,
        on=get_named_type(definition.type).name,
        selection=print_ast(root.selection_set) if root.selection_set else "",
    )


def _search_fields(definition: GraphQLField, variable: ArgumentNode | None) -> frozenset[str]:
    if variable is None:
        return frozenset()
    from graphql import get_named_type, is_input_object_type

    kind = get_named_type(definition.args[variable.name.value].type)
    return frozenset(kind.fields) if is_input_object_type(kind) else frozenset()


def _valid_root(server: GraphQLSchema, root: FieldNode) -> FieldNode:
    """Drop what still does not validate, for example one name with two types."""
    from graphql import FieldNode, validate

    faults: list[Any] = []
    for _ in range(_ROUNDS):
        faults = validate(server, _document(server, root))
        if not faults:
            return root
        wrong = {id(node) for fault in faults for node in fault.nodes or () if node is not root}
        pruned = _without(root, wrong)
        if not isinstance(pruned, FieldNode) or pruned is root:
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


def _without(root: FieldNode, wrong: set[int]) -> Any:
    from graphql import REMOVE, Visitor, visit

    class Remover(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> Any:
            return REMOVE if id(node) in wrong else None

        def leave_field(self, node: FieldNode, *_: Any) -> Any:
            return _emptied(node)

        def leave_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> Any:
            return _emptied(node)

    def _emptied(node: FieldNode | InlineFragmentNode) -> Any:
        chosen = node.selection_set
        return REMOVE if chosen is not None and not chosen.selections else None

    return visit(root, Remover())


@dataclass
class _Pruner:
    server: GraphQLSchema
    ours: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    _dropped: dict[str, Dropped] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def result(self) -> tuple[Dropped, ...]:
        """What is asked for nowhere: a field that one type lacks may come from another."""
        return tuple(each for path, each in self._dropped.items() if path not in self._kept)

    def selections(
        self, chosen: SelectionSetNode, parent: GraphQLNamedType, path: tuple[str, ...]
    ) -> list[SelectionNode]:
        """What of a selection can be asked of ``parent``."""
        from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode

        found: list[SelectionNode] = []
        for each in chosen.selections:
            if isinstance(each, FieldNode):
                kept = self._field(each, parent, path)
                found += [kept] if kept else []
            elif isinstance(each, FragmentSpreadNode):
                fragment = self.fragments[each.name.value]
                found += self._on(
                    fragment.type_condition.name.value, fragment.selection_set, parent, path
                )
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                found += self._on(each.type_condition.name.value, each.selection_set, parent, path)
        return found

    def _on(
        self,
        type_name: str,
        chosen: SelectionSetNode,
        parent: GraphQLNamedType,
        path: tuple[str, ...],
    ) -> Sequence[SelectionNode]:
        """A part that holds for one type only."""
        from graphql import (
            InlineFragmentNode,
            NamedTypeNode,
            NameNode,
            SelectionSetNode,
            is_composite_type,
        )
        from graphql.utilities import do_types_overlap

        if type_name == parent.name:
            return self.selections(chosen, parent, path)
        kind = self.server.type_map.get(type_name)
        if (
            not is_composite_type(kind)
            or not is_composite_type(parent)
            or not do_types_overlap(self.server, kind, parent)
        ):
            self._lose(chosen, type_name, path)
            return ()
        left = self.selections(chosen, kind, path)
        if not left:
            return ()
        condition = NamedTypeNode(name=NameNode(value=type_name))
        return (
            InlineFragmentNode(
                type_condition=condition,
                directives=(),
                selection_set=SelectionSetNode(selections=tuple(left)),
            ),
        )

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, path: tuple[str, ...]
    ) -> FieldNode | None:
        from graphql import FieldNode, SelectionSetNode, get_named_type

        name = node.name.value
        here = (*path, node.alias.value if node.alias else name)
        if name == "__typename":
            self._kept.add(".".join(here))
            return node
        definition = field_of(self.server, parent.name, name)
        if definition is None:
            self._drop(here, parent.name, name, unusable=False)
            return None
        arguments = self._arguments(node.arguments or (), definition)
        if arguments is None or not self._usable(node, parent.name, definition):
            self._drop(here, parent.name, name, unusable=True)
            return None
        chosen = None
        if node.selection_set:
            inner = self.selections(node.selection_set, get_named_type(definition.type), here)
            if not inner:
                self._drop(here, parent.name, name, unusable=True)
                return None
            chosen = SelectionSetNode(selections=tuple(inner))
        self._kept.add(".".join(here))
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=tuple(arguments),
            directives=(),
            selection_set=chosen,
        )

    def _arguments(
        self, given: Iterable[ArgumentNode], definition: GraphQLField
    ) -> list[ArgumentNode] | None:
        from graphql import Undefined, VariableNode, is_required_argument, value_from_ast

        left: list[ArgumentNode] = []
        for each in given:
            known = definition.args.get(each.name.value)
            if isinstance(each.value, VariableNode):
                left += [each] if known else []
            elif known is None or value_from_ast(each.value, known.type) is Undefined:
                return None
            else:
                left.append(each)
        named = {each.name.value for each in left}
        for name, known in definition.args.items():
            if is_required_argument(known) and name not in named:
                return None
        return left

    def _usable(self, node: FieldNode, type_name: str, definition: GraphQLField) -> bool:
        """Whether the answer has the form that we read: one or many, an object or a value."""
        from graphql import get_named_type, is_leaf_type

        if bool(node.selection_set) == bool(is_leaf_type(get_named_type(definition.type))):
            return False
        mine = field_of(self.ours, type_name, node.name.value)
        if mine is None:
            return True
        return _form(mine.type) == _form(definition.type)

    def _drop(self, path: tuple[str, ...], type_name: str, name: str, *, unusable: bool) -> None:
        place = ".".join(path)
        for inner in [each for each in self._dropped if each.startswith(place + ".")]:
            del self._dropped[inner]
        known = field_of(self.ours, type_name, name) is not None
        self._dropped[place] = Dropped(place, f"{type_name}.{name}", unusable, known)

    def _lose(self, chosen: SelectionSetNode, type_name: str, path: tuple[str, ...]) -> None:
        from graphql import FieldNode

        for each in chosen.selections:
            if isinstance(each, FieldNode):
                name = each.name.value
                here = (*path, each.alias.value if each.alias else name)
                self._drop(here, type_name, name, unusable=False)


def _form(kind: Any) -> tuple[int, bool]:
    """(levels of lists, whether it is a yes or no): all else is read in several spellings."""
    from graphql import get_named_type, is_list_type, is_non_null_type

    depth = 0
    while is_list_type(kind) or is_non_null_type(kind):
        depth += is_list_type(kind)
        kind = kind.of_type
    return depth, get_named_type(kind).name == "Boolean"
