"""Which short tag stands for which reference name? Only names that Colophon reads or writes.

Composites are not coded: their short tag is the reference name in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping

_COMPOSITES = (
    "Audience", "Barcode", "CitedContent", "CollateralDetail", "Collection",
    "CollectionIdentifier", "CollectionSequence", "ContentDate", "ContentDetail", "Contributor",
    "ContributorDate", "ContributorPlace", "DescriptiveDetail", "Extent", "Header", "Language",
    "Market", "MarketPublishingDetail", "Measure", "NameIdentifier", "Price", "PriceDate", "Prize",
    "Product", "ProductFormFeature", "ProductIdentifier", "ProductionDetail", "ProductSupply",
    "PromotionDetail", "Publisher", "PublishingDate", "PublishingDetail", "Imprint",
    "RelatedMaterial", "RelatedProduct", "RelatedWork", "ResourceFeature", "ResourceVersion",
    "ResourceVersionFeature", "SalesRights", "Sender", "Subject", "Supplier", "SupplyDetail",
    "SupportingResource", "Tax", "Territory", "TextContent", "TitleDetail", "TitleElement",
    "Addressee", "SupplyDate", "Website", "WorkIdentifier",
)  # fmt: skip

_CODES = {
    "a001": "RecordReference", "a002": "NotificationType", "b012": "ProductForm",
    "b014": "ProductFormDescription", "b020": "YearOfAnnual", "b029": "Subtitle",
    "b030": "TitlePrefix", "b031": "TitleWithoutPrefix", "b034": "SequenceNumber",
    "b035": "ContributorRole", "b036": "PersonName", "b037": "PersonNameInverted",
    "b039": "NamesBeforeKey", "b040": "KeyNames", "b044": "BiographicalNote",
    "b047": "CorporateName", "b049": "ContributorStatement", "b057": "EditionNumber",
    "b058": "EditionStatement", "b067": "SubjectSchemeIdentifier", "b069": "SubjectCode",
    "b070": "SubjectHeadingText", "b079": "ImprintName", "b081": "PublisherName",
    "b089": "SalesRightsType", "b202": "TitleType", "b203": "TitleText",
    "b207": "AudienceDescription", "b218": "ExtentType", "b219": "ExtentValue",
    "b220": "ExtentUnit", "b221": "ProductIDType", "b244": "IDValue", "b247": "PrefixToKey",
    "b249": "UnnamedPersons", "b291": "PublishingRole", "b294": "WebsiteDescription",
    "b295": "WebsiteLink", "b306": "Date", "b333": "ProductFormDetail", "b367": "WebsiteRole",
    "b394": "PublishingStatus", "c094": "Measurement", "c095": "MeasureUnitCode", "d104": "Text",
    "g126": "PrizeName", "g127": "PrizeYear", "g129": "PrizeCode", "j151": "PriceAmount",
    "j152": "CurrencyCode", "j192": "UnpricedItemType", "j260": "DateFormat",
    "j261": "PriceQualifier", "m184": "DefaultLanguageOfText", "m186": "DefaultCurrencyCode",
    "n339": "NoContributor", "n386": "NoEdition", "x310": "DefaultPriceType",
    "x314": "ProductComposition", "x315": "MeasureType", "x329": "CollectionType",
    "x409": "TitleElementLevel", "x410": "PartNumber", "x411": "NoCollection",
    "x415": "NameIDType", "x425": "MainSubject", "x426": "TextType", "x427": "ContentAudience",
    "x429": "ContentDateRole", "x435": "ResourceLink", "x436": "ResourceContentType",
    "x437": "ResourceMode", "x438": "ResourceFeatureType", "x439": "FeatureValue",
    "x440": "FeatureNote", "x441": "ResourceForm", "x442": "ResourceVersionFeatureType",
    "x448": "PublishingDateRole", "x449": "CountriesIncluded", "x450": "RegionsIncluded",
    "x451": "CountriesExcluded", "x452": "RegionsExcluded", "x456": "ROWSalesRightsType",
    "x462": "PriceType", "x470": "TaxType", "x471": "TaxRateCode", "x476": "PriceDateRole",
    "x481": "CollectionSequenceNumber", "x501": "NoPrefix", "x503": "PrizeStatement",
}  # fmt: skip

_COUNTED = {
    "a194": "RecordSourceType", "a197": "RecordSourceName", "b048": "ContributorDescription",
    "b062": "IllustrationsNote", "b068": "SubjectSchemeVersion", "b083": "CountryOfPublication",
    "b087": "CopyrightYear", "b125": "NumberOfIllustrations", "b171": "SubjectSchemeName",
    "b204": "AudienceCodeType", "b206": "AudienceCodeValue", "b209": "CityOfPublication",
    "b225": "ProductPackaging", "b251": "CountryCode", "b252": "LanguageCode",
    "b253": "LanguageRole", "b374": "TextSourceCorporate", "b384": "TradeCategory",
    "b385": "ProductContentType", "d107": "TextAuthor", "j144": "OrderTime",
    "j145": "PackQuantity", "j266": "PriceStatus", "j267": "DiscountPercent",
    "j396": "ProductAvailability", "professionalaffiliation": "ProfessionalAffiliation",
    "x301": "PrintedOnProduct", "x313": "PositionOnProduct", "x316": "CountryOfManufacture",
    "x317": "EpubTechnicalProtection", "x416": "PrimaryContentType", "x419": "EditionType",
    "x428": "SourceTitle", "x472": "TaxRatePercent", "x473": "TaxableAmount", "x474": "TaxAmount",
}  # fmt: skip
"""Names of elements that are often there and never kept, so that counts are readable."""

_WRITTEN = {
    "b201": "WorkIDType", "b233": "IDTypeName", "j137": "SupplierName", "j272": "EmailAddress",
    "j292": "SupplierRole", "m180": "MessageNumber", "x298": "SenderName", "x299": "ContactName",
    "x300": "AddresseeName", "x307": "SentDateTime", "x344": "CollectionIDType",
    "x454": "WorkRelationCode", "x461": "SupplyDateRole", "x479": "CollectionSequenceType",
}  # fmt: skip
"""Names that only the writer needs."""

REFERENCE_NAMES: Mapping[str, str] = {
    **{name.lower(): name for name in _COMPOSITES},
    **_CODES,
    **_COUNTED,
    **_WRITTEN,
}
"""Short tag to reference name; a tag that is not here keeps its own name."""

SHORT_TAGS: Mapping[str, str] = {name: tag for tag, name in REFERENCE_NAMES.items()}
"""Reference name to short tag."""
