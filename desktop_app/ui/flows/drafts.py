"""What has a person changed and not saved yet? For each flow by itself, and no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.records.flow import Flow
from desktop_app.services import severities
from desktop_app.services.severities import Weighed
from desktop_app.ui.flows import form_model
from desktop_app.ui.flows.form_model import Group

if TYPE_CHECKING:
    from desktop_app.services.flow_settings import OnixTables


class Drafts:
    """What was typed into fields, and how rules are to weigh, by the name of the flow."""

    def __init__(self) -> None:
        self.tables: OnixTables | None = None
        self._typed: dict[str, dict[str, str]] = {}
        self._weighed: dict[str, dict[str, str]] = {}

    @property
    def edited(self) -> frozenset[str]:
        """Flows with something that is not saved."""
        return frozenset(
            name
            for known in (self._typed, self._weighed)
            for name, changes in known.items()
            if changes
        )

    def groups(self, flow: Flow) -> list[Group]:
        """The fields of a flow with what the settings have."""
        if self.tables is None:
            return form_model.groups(flow, {}, {})
        return form_model.groups(flow, self.tables.recipients, self.tables.availability)

    def typed(self, name: str) -> Mapping[str, str]:
        """What stands in fields and is not saved."""
        return self._typed.get(name, {})

    def type(self, name: str, values: dict[str, str]) -> None:
        """Keep what stands in the fields now."""
        self._typed[name] = values

    def rules(self, flow: Flow) -> tuple[Weighed, ...]:
        """How the rules weigh, with what is not saved."""
        made = self._with_weights(flow)
        return (*severities.weighed(made), *severities.of_format(made))

    def weigh(self, flow: Flow, said: str) -> None:
        """One rule is to weigh otherwise, as the command line writes it; what is so anyway is
        nothing to save."""
        rule = said.partition("=")[0]
        kept = self._weighed.setdefault(flow.name, {})
        kept.pop(rule, None)
        made = severities.with_words(flow, [said])
        before = (dict(flow.severities), dict(flow.onix.severities))
        if (dict(made.severities), dict(made.onix.severities)) != before:
            kept[rule] = said

    def _with_weights(self, flow: Flow) -> Flow:
        return severities.with_words(flow, self._weighed.get(flow.name, {}).values())

    def made(self, flow: Flow) -> tuple[Flow, dict[str, str]]:
        """The flow as it would be saved, and why it cannot be, by field."""
        weighed = self._with_weights(flow)
        return form_model.with_values(weighed, self._typed.get(flow.name, {}))

    def forget(self, name: str) -> None:
        """Nothing of this flow is to be saved."""
        self._typed.pop(name, None)
        self._weighed.pop(name, None)

    def saved(self, flow: Flow) -> None:
        """What the settings have now is nothing to save; what they have not stays."""
        fields = {each.key: each.value for group in self.groups(flow) for each in group.fields}
        typed = self._typed.get(flow.name, {})
        # An address is never shown again, so its field does not tell what the settings have.
        fields["url"] = flow.url
        self._typed[flow.name] = {
            key: value for key, value in typed.items() if fields.get(key, value) != value
        }
        for said in list(self._weighed.get(flow.name, {}).values()):
            self.weigh(flow, said)

    @staticmethod
    def switched(flow: Flow, *, on: bool) -> Flow:
        """The flow as the settings have it, on or off; what is not saved stays so."""
        return replace(flow, enabled=on)
