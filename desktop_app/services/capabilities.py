"""What can this Consonance give, and what does it touch when it cannot? One account for people.

What is told and lost is the handshake's word; which flows and rules a loss touches follows from the
tables and from watching the rules. Only the names of the groups are kept by hand, and what belongs
to none of them is told under a name of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.records.errors import SourceUnreachableError
from desktop_app.records.flow import Flow
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.rules.reads import Reads, reads, rule_words
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.sources import Ability, Handshake, Loss, Source
from desktop_app.sources.kept import remembered, written

if TYPE_CHECKING:
    from desktop_app.settings.profiles import Profile

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Titles and subtitles": (
        "fullTitle", "titlePrefix", "titleWithoutPrefix", "subtitle", "work.title",
        "work.subtitle", "work.abbreviatedTitle", "work.acronym", "work.alternativeTitles",
        "work.subtitleInOriginalLanguage", "work.titleInOriginalLanguage", "work.titleStatement",
    ),
    "ISBN and other numbers": (
        "id", "isbn", "asin", "gtin", "work.id", "work.inHouseWorkReference", "work.salesforceUid",
        "work.clientId", "work.lccn", "work.ebookLccn", "work.identifyingDoi",
    ),
    "Contributors and contacts": (
        "contributions", "work.contributions", "authorshipDescription",
        "productAuthorshipDescription", "work.authorshipDescription",
        "work.contributorPrettyList", "work.bindersOfRecord", "work.bindersOfRecordIds",
    ),
    "Form, format and edition": (
        "onix21ProductForm", "onix21ProductFormCode", "inHouseFormat", "inHouseEdition",
        "editionStatement", "editionNumber", "actualEditionStatement", "work.editionNumber",
        "work.editionStatement", "work.onixEditionTypeCodes", "containedProducts",
    ),
    "Publishing status and dates": (
        "onixPublishingStatus", "onixPublishingStatusCode", "publicationDate",
        "plannedPublicationDate",
    ),
    "Approval for ONIX": ("allowOnixExports",),
    "Announcement dates and embargo": (
        "tradeAnnouncementDate", "publicAnnouncementDate", "salesEmbargoDate",
    ),
    "Availability": (
        "onixProductAvailability", "onixProductAvailabilityCode", "expectedAvailabilityDate",
    ),
    "Prices": ("prices", "gbVatCode"),
    "Sales rights": (
        "isForSaleWorldwide", "forSaleCountryCodes", "notForSaleCountryCodes",
        "salesRightsDescription",
    ),
    "Subjects and audience": (
        "work.subjectCodes", "work.bics", "work.bisacs", "work.audience",
        "work.lcChildrensSubjectHeading", "work.lcFictionGenreHeading", "work.lcSubjectHeading",
        "work.lcSubjectHeadingRegion", "bookshopClassification",
    ),
    "Languages": ("contentLanguages", "work.languageCode"),
    "Imprint, series and prizes": (
        "work.imprint", "work.seriesMemberships", "work.prizes", "work.yearOfAnnual",
    ),
    "Marketing texts": (
        "marketingTexts", "shortDescription", "work.marketingTexts",
        "work.bookClubAdoptionAnnouncement", "work.ancillaryContents",
    ),
    "Approval of covers": ("work.supportingResources.status",),
    "Covers and other files": ("work.supportingResources",),
    "Extents and measurements": (
        "approximatePageCount", "absolutePageCount", "productionPageCount", "totalNumberedPages",
        "mainContentPageCount", "frontMatterPageCount", "backMatterPageCount", "contentPageCount",
        "totalUnnumberedInsertPageCount", "wordCount", "productHeight", "productWidth",
        "productThickness",
    ),
    "Web links": ("webLinks", "work.publishersUrl"),
    "Workflow labels": (
        "work.workType", "work.season", "work.projectStage", "work.marketingTier",
    ),
    "Production runs": ("work.productionRuns",),
    "Production files": ("productionFiles", "work.productionFiles"),
    "Contracts": ("work.contracts", "work.contract"),
    "To-dos": ("toDos", "work.toDos"),
}  # fmt: skip
"""Names that people know, and the places in a record; the longest place that fits decides."""
_OTHER, _OTHER_WORK = "Other fields of products", "Other fields of works"
_ABILITIES: Mapping[Ability, tuple[str, str, str]] = {
    Ability.DESCRIBES_ITSELF: (
        "Describes itself",
        "It says what it can be asked.",
        "What it can be asked was found out by asking; what it has beyond that stays unknown.",
    ),
    Ability.IN_PARTS: (
        "Reading in parts",
        "An interrupted reading goes on where it was.",
        "All titles come in one answer, and an interrupted reading starts again.",
    ),
    Ability.CHANGED_SINCE: (
        "What changed since a day",
        "A refresh reads only what may have changed.",
        "Each refresh reads all titles.",
    ),
    Ability.SINGLE_TITLES: (
        "Single titles",
        "One title can be read again alone, and one broken record does not hold back the others.",
        "A title is refreshed with all others, and one broken record spoils its whole page.",
    ),
}
_STEPS = 3


class Extent(StrEnum):
    """How much of a capability is there."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Touch:
    """A flow that a loss touches, as *destination · format*, and the targets it no longer fills."""

    flow: str
    words: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTouch:
    """A rule that cannot be checked as a whole, in words, and the flows that ask it."""

    rule: str
    words: str
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a Consonance can give or do. ``told`` counts its places that are filled."""

    name: str
    extent: Extent
    words: str
    told: int
    lost: tuple[Loss, ...] = ()
    flows: tuple[Touch, ...] = ()
    rules: tuple[RuleTouch, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """The whole page. ``interface`` is GraphQL or REST v4; ``learned`` an ISO instant, "" for just
    now; ``words`` what the handshake said; ``stale`` why it could not be asked again, or ""."""

    interface: str
    learned: str
    words: tuple[str, ...]
    items: tuple[Capability, ...]
    added: int = 0
    stale: str = ""


class Capabilities:
    """Asks one profile's Consonance, or tells what it said last. ``told`` keeps what people were
    told of it, over whichever interface; ``memory`` is the source's own."""

    def __init__(
        self,
        profile: Profile,
        source: Callable[[], Awaitable[Source]],
        memory: HandshakeFile,
        told: HandshakeFile | None = None,
    ) -> None:
        self._flows = profile.flows
        self._source = source
        self._memory = memory
        self._told = told

    async def ask(self, report: Report = silent) -> Account:
        """The account as of now, or as it was when Consonance cannot be reached.

        Nothing that was found out before is taken for granted. Raises a SourceError, or
        SecretError, when nothing was ever told, or when Consonance answers and refuses.
        """
        report(Progress("Reaching Consonance", 0, _STEPS))
        try:
            handshake = await self._fresh(report)
        except SourceUnreachableError as error:
            kept = await asyncio.to_thread(self.remembered, error.message)
            if kept is None:
                raise
            return kept
        report(Progress("Looking up what it touches", 2, _STEPS))
        now = replace(handshake, learned=_now())
        if self._told is not None:
            await asyncio.to_thread(self._told.keep, written(now))
        return await asyncio.to_thread(account, now, self._flows)

    async def _fresh(self, report: Report) -> Handshake:
        """What Consonance says when nothing is remembered; that comes back when it says nothing."""
        before = await asyncio.to_thread(self._memory.recall)
        source = await self._source()
        told = False
        try:
            if before:
                await asyncio.to_thread(self._memory.keep, "")
            report(Progress("Asking what it can give", 1, _STEPS))
            handshake = await source.handshake()
            told = True
            return handshake
        finally:
            if before and not told:
                self._memory.keep(before)
            await source.aclose()

    def remembered(self, stale: str = "") -> Account | None:
        """What was told last, without asking; None when nothing was."""
        texts = (each.recall() for each in (self._memory, self._told) if each is not None)
        known = [each for each in map(remembered, texts) if each is not None]
        if not known:
            return None
        return account(max(known, key=lambda each: each.learned), self._flows, stale)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def account(handshake: Handshake, flows: Sequence[Flow], stale: str = "") -> Account:
    """The page from what a source said; raises MappingError for a flow whose table is broken."""
    enabled = readings(flows)
    told: dict[str, set[str]] = {}
    for path in handshake.told:
        told.setdefault(group_of(path), set()).add(path)
    lost: dict[str, list[Loss]] = {}
    for loss in handshake.losses:
        lost.setdefault(group_of(loss.path), []).append(loss)
    names = [*_GROUPS, _OTHER, _OTHER_WORK]
    items = [
        _capability(name, told.get(name, set()), lost.get(name, []), enabled)
        for name in names
        if name in told or name in lost or name in _GROUPS
    ]
    items += [_able(each, handshake) for each in _ABILITIES]
    return Account(
        handshake.by, handshake.learned, handshake.words, tuple(items), handshake.added, stale
    )


def readings(flows: Sequence[Flow]) -> dict[Flow, Reads]:
    """What each enabled flow looks at; raises MappingError for a table that cannot be used."""
    return {flow: reads(flow) for flow in flows if flow.enabled}


def group_of(path: str) -> str:
    """The group to which a document path belongs."""
    fits = [
        (len(place), name)
        for name, places in _GROUPS.items()
        for place in places
        if path == place or path.startswith(f"{place}.")
    ]
    if fits:
        return max(fits)[1]
    return _OTHER_WORK if path.startswith("work.") else _OTHER


def _capability(
    name: str, told: set[str], lost: Sequence[Loss], flows: Mapping[Flow, Reads]
) -> Capability:
    values = {each for each in told if not each.endswith("__typename")}
    extent = Extent.WHOLE if values and not lost else Extent.PART if values else Extent.NONE
    places = {each.path for each in lost}
    ruled = rules_touched(places, flows)
    return Capability(
        name=name,
        extent=extent,
        words=_words(extent, lost),
        told=len(values),
        lost=tuple(sorted(lost, key=lambda each: (each.path, each.field))),
        flows=touches(places, flows),
        rules=ruled,
    )


def _words(extent: Extent, lost: Sequence[Loss]) -> str:
    if extent is Extent.WHOLE:
        return "All that Colophon asks for is there."
    if extent is Extent.NONE:
        return "This Consonance gives nothing of it, so it is unknown in every title."
    count = len({each.path for each in lost})
    some = sum(each.partly for each in lost)
    fields = "1 field is" if count == 1 else f"{count} fields are"
    only = " for some kinds of products only" if some == len(lost) else ""
    return f"{fields} missing{only}; the rest is there."


def touches(places: Iterable[str], flows: Mapping[Flow, Reads]) -> tuple[Touch, ...]:
    """Which flows have targets that are filled from these places."""
    lost = list(places)
    found = []
    for flow, known in flows.items():
        targets = {
            target
            for path, filled in known.rows.items()
            if any(_within(path, each) for each in lost)
            for target in filled
        }
        if targets:
            words = f"{flow.destination} · {flow.format}"
            found.append(Touch(flow.name, words, tuple(sorted(targets))))
    return tuple(found)


def rules_touched(places: Iterable[str], flows: Mapping[Flow, Reads]) -> tuple[RuleTouch, ...]:
    """Which rules look at these places."""
    lost = list(places)
    touched: dict[str, list[str]] = {}
    for flow, known in flows.items():
        for rule, paths in known.rules.items():
            if any(_within(path, each) for path in paths for each in lost):
                touched.setdefault(rule, []).append(flow.name)
    return tuple(
        RuleTouch(rule, rule_words(rule), tuple(names))
        for rule, names in sorted(touched.items(), key=lambda each: _order(each[0]))
    )


def unable(lost: frozenset[Ability]) -> list[tuple[str, str]]:
    """The name of each ability, and what it means that it is not there."""
    return [(name, no) for ability, (name, _, no) in _ABILITIES.items() if ability in lost]


def _within(path: str, lost: str) -> bool:
    """Whether what is read at a path goes with what is lost."""
    return path == lost or path.startswith(f"{lost}.")


def _order(rule: str) -> tuple[int, str]:
    return (int(rule), "") if rule.isdigit() else (99, rule)


def _able(ability: Ability, handshake: Handshake) -> Capability:
    name, yes, no = _ABILITIES[ability]
    able = ability in handshake.abilities
    return Capability(name, Extent.WHOLE if able else Extent.NONE, yes if able else no, 0)
