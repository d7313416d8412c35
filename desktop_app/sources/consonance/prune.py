"""Which part of a question can a server answer? Only fields and arguments that it has.

Fragments are written out, so that what is left is one operation. A literal argument that the
server lacks takes its field along, for without it the field would mean something else; an
argument that is filled by a variable is left out alone. A union is asked type by type, and a type
that the app does not know is asked for what the types it does know would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from desktop_app.sources.consonance.schema import field_of
from desktop_app.sources.consonance.valid import valid_root

if TYPE_CHECKING:
    from graphql import (
        ArgumentNode,
        FieldNode,
        FragmentDefinitionNode,
        GraphQLField,
        GraphQLNamedType,
        GraphQLSchema,
        InlineFragmentNode,
        SelectionNode,
        SelectionSetNode,
    )


@dataclass(frozen=True, slots=True)
class Dropped:
    """A field that is not asked for: its place in the answer, "Type.field" as we know it, and
    whether the server has it in a form that cannot be used (else it has none). ``known`` says that
    our own schema file has it, so that its absence is news. ``partly`` says that the place is
    still filled for records of other types."""

    path: str
    field: str
    unusable: bool
    known: bool
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is what can be asked, or "" when nothing is left. ``search`` are the names that
    the root's search argument takes (none without one); ``root``, ``argument``, ``search_type``,
    ``on`` and ``selection`` are the parts, for those who ask the root several times at once.
    ``asked`` are the places that an answer fills, ``missing`` those that it does not, each the
    highest that is missing as a whole."""

    text: str
    dropped: tuple[Dropped, ...]
    search: frozenset[str] = frozenset()
    root: str = ""
    argument: str = ""
    search_type: str = ""
    on: str = ""
    selection: str = ""
    asked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


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
    left = pruner.selections(operation.selection_set, server.query_type, "Query", ())
    if not left:
        return Question("", pruner.dropped(), missing=pruner.missing())
    root, removed = valid_root(server, cast("FieldNode", left[0]))
    pruner.unask(removed)
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
        dropped=pruner.dropped(),
        search=_search_fields(definition, variable),
        root=name,
        argument=variable.name.value if variable else "",
        search_type=search_type,
        on=get_named_type(definition.type).name,
        selection=print_ast(root.selection_set) if root.selection_set else "",
        asked=tuple(sorted(pruner.kept)),
        missing=pruner.missing(),
    )


def _search_fields(definition: GraphQLField, variable: ArgumentNode | None) -> frozenset[str]:
    if variable is None:
        return frozenset()
    from graphql import get_named_type, is_input_object_type

    kind = get_named_type(definition.args[variable.name.value].type)
    return frozenset(kind.fields) if is_input_object_type(kind) else frozenset()


@dataclass
class _Pruner:
    server: GraphQLSchema
    ours: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    kept: set[str] = field(default_factory=set)
    _dropped: dict[tuple[str, str], Dropped] = field(default_factory=dict)
    _given: set[tuple[str, str]] = field(default_factory=set)
    _found_elsewhere: set[tuple[str, str]] = field(default_factory=set)

    def dropped(self) -> tuple[Dropped, ...]:
        """All that is not asked for, also where another type still fills the place."""
        return tuple(
            replace(each, partly=each.path in self.kept)
            for key, each in self._dropped.items()
            if key not in self._found_elsewhere
        )

    def missing(self) -> tuple[str, ...]:
        """The highest places that no answer fills."""
        lost = (each.path for each in self._dropped.values() if each.path not in self.kept)
        return tuple(sorted({self._highest(each) for each in lost}))

    def _highest(self, path: str) -> str:
        steps = path.split(".")
        places = (".".join(steps[: n + 1]) for n in range(len(steps)))
        return next((each for each in places if each not in self.kept), path)

    def unask(self, removed: Iterable[tuple[str, str]]) -> None:
        """Take back what was found not to be valid after all: (place, "Type.field")."""
        for place, name in removed:
            self.kept.discard(place)
            owner, _, field_name = name.partition(".")
            self._drop(tuple(place.split(".")), owner, field_name, unusable=True)

    def selections(
        self, chosen: SelectionSetNode, parent: GraphQLNamedType, mine: str, path: tuple[str, ...]
    ) -> list[SelectionNode]:
        """What of a selection can be asked of ``parent``, which we know by the name ``mine``."""
        from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, is_union_type

        if is_union_type(parent):
            return self._members(chosen, parent, mine, path)
        found: list[SelectionNode] = []
        for each in chosen.selections:
            if isinstance(each, FieldNode):
                kept = self._field(each, parent, mine, path)
                found += [kept] if kept else []
            elif isinstance(each, FragmentSpreadNode):
                fragment = self.fragments[each.name.value]
                name = fragment.type_condition.name.value
                found += self._on(name, fragment.selection_set, parent, mine, path)
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                name = each.type_condition.name.value
                found += self._on(name, each.selection_set, parent, mine, path)
        return found

    def _members(
        self, chosen: SelectionSetNode, union: Any, mine: str, path: tuple[str, ...]
    ) -> list[SelectionNode]:
        """A union has no fields of its own: its types are asked one by one."""
        found: list[SelectionNode] = []
        for each in self.server.get_possible_types(union):
            inner = self.selections(chosen, each, mine, path)
            found += [_only_on(each.name, inner)] if inner else []
        return found

    def _on(
        self,
        condition: str,
        chosen: SelectionSetNode,
        parent: GraphQLNamedType,
        mine: str,
        path: tuple[str, ...],
    ) -> Sequence[SelectionNode]:
        """A part that holds for one type only."""
        from graphql import is_abstract_type, is_composite_type
        from graphql.utilities import do_types_overlap

        if condition in (mine, parent.name):
            return self.selections(chosen, parent, condition, path)
        kind = self.server.type_map.get(condition)
        found: list[SelectionNode] = []
        if (
            is_composite_type(kind)
            and is_composite_type(parent)
            and do_types_overlap(self.server, kind, parent)
        ):
            inner = self.selections(chosen, kind, condition, path)
            found += [_only_on(kind.name, inner)] if inner else []
        elif kind is None or is_abstract_type(parent):
            self._lose(chosen, condition, path)
        return [*found, *self._strangers(condition, chosen, parent, path)]

    def _strangers(
        self, condition: str, chosen: SelectionSetNode, parent: Any, path: tuple[str, ...]
    ) -> list[SelectionNode]:
        """The same fields of types that we do not know, as far as these have them."""
        from graphql import is_abstract_type

        possible = self.server.get_possible_types(parent) if is_abstract_type(parent) else [parent]
        found: list[SelectionNode] = []
        for each in possible:
            if each.name in self.ours.type_map:
                continue
            # Apart, because a type we do not know owes us nothing: what it lacks is no loss.
            apart = _Pruner(self.server, self.ours, self.fragments)
            inner = apart.selections(chosen, each, condition, path)
            found += [_only_on(each.name, inner)] if inner else []
            self.kept |= apart.kept
            if condition not in self.server.type_map:
                self._found_elsewhere |= apart._given
        return found

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, mine: str, path: tuple[str, ...]
    ) -> FieldNode | None:
        from graphql import FieldNode, SelectionSetNode, get_named_type

        name = node.name.value
        here = (*path, _shown(node))
        if name == "__typename":
            self.kept.add(".".join(here))
            return node
        definition = field_of(self.server, parent.name, name)
        if definition is None:
            self._drop(here, mine, name, unusable=False)
            return None
        arguments = self._arguments(node.arguments or (), definition)
        if arguments is None or not self._usable(node, mine, definition):
            self._drop(here, mine, name, unusable=True)
            return None
        chosen = None
        if node.selection_set:
            kind = get_named_type(definition.type)
            inner = self.selections(node.selection_set, kind, self._ours(mine, name, kind), here)
            if not inner:
                return None  # what was inside is told
            chosen = SelectionSetNode(selections=tuple(inner))
        self.kept.add(".".join(here))
        self._given.add((".".join(here), f"{mine}.{name}"))
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=tuple(arguments),
            directives=(),
            selection_set=chosen,
        )

    def _ours(self, owner: str, name: str, kind: GraphQLNamedType) -> str:
        """By which name we know the type of a field."""
        from graphql import get_named_type

        known = field_of(self.ours, owner, name)
        return get_named_type(known.type).name if known else kind.name

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

    def _usable(self, node: FieldNode, mine: str, definition: GraphQLField) -> bool:
        """Whether the answer has the form that we read: one or many, an object or a value."""
        from graphql import get_named_type, is_leaf_type

        if bool(node.selection_set) == bool(is_leaf_type(get_named_type(definition.type))):
            return False
        known = field_of(self.ours, mine, node.name.value)
        if known is None:
            return True
        return _form(known.type) == _form(definition.type)

    def _drop(self, path: tuple[str, ...], owner: str, name: str, *, unusable: bool) -> None:
        place, coordinate = ".".join(path), f"{owner}.{name}"
        known = field_of(self.ours, owner, name) is not None
        self._dropped[place, coordinate] = Dropped(place, coordinate, unusable, known)

    def _lose(self, chosen: SelectionSetNode, owner: str, path: tuple[str, ...]) -> None:
        from graphql import FieldNode

        for each in chosen.selections:
            if isinstance(each, FieldNode) and each.name.value != "__typename":
                self._drop((*path, _shown(each)), owner, each.name.value, unusable=False)


def _only_on(name: str, inner: Sequence[SelectionNode]) -> InlineFragmentNode:
    from graphql import InlineFragmentNode, NamedTypeNode, NameNode, SelectionSetNode

    return InlineFragmentNode(
        type_condition=NamedTypeNode(name=NameNode(value=name)),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(inner)),
    )


def _shown(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value


def _form(kind: Any) -> tuple[int, bool]:
    """(levels of lists, whether it is a yes or no): all else is read in several spellings."""
    from graphql import get_named_type, is_list_type, is_non_null_type

    depth = 0
    while is_list_type(kind) or is_non_null_type(kind):
        depth += is_list_type(kind)
        kind = kind.of_type
    return depth, get_named_type(kind).name == "Boolean"
