"""Blocks 5 and 6: the work it belongs to, and who supplies it at what price."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from desktop_app.rules.mapping.selectors import in_market
from desktop_app.rules.mapping.transforms import as_decimal
from desktop_app.rules.onix.codes import AVAILABILITY, VAT, WITH_TAX, places
from desktop_app.rules.onix.writing import Entry, Writing, digits, plain_code

_ROOT = "prices[]"
_BY = "by currencyCode, onixPriceTypeCode, onixPriceTypeQualifierCode"
_SETTING = "setting of the flow"


def related(to: Writing) -> None:
    """The work of which it is a manifestation, by its number in Consonance."""
    number = to.words("work", "id")
    if not number:
        return
    sink = to.sink
    sink.begin("RelatedMaterial")
    sink.begin("RelatedWork")
    sink.fixed("WorkRelationCode", "01")
    sink.begin("WorkIdentifier")
    sink.fixed("WorkIDType", "01")
    sink.fixed("IDTypeName", "Consonance work")
    to.say("IDValue", "work.id")
    for _ in range(3):
        sink.end()


def write(to: Writing) -> None:
    """One market with one supplier. Without a price or a word on availability the schema takes
    none of it, and a rule says what is missing."""
    status = to.code("onixPublishingStatusCode")
    own = dict(to.settings.availability)
    availability = own.get(status) or AVAILABILITY.get(status, "")
    supplier, source, rule = _supplier(to)
    prices = _prices(to)
    if not availability or not supplier or not prices:
        return
    sink = to.sink
    sink.begin("ProductSupply")
    _market(to)
    sink.begin("SupplyDetail")
    sink.begin("Supplier")
    sink.say("SupplierRole", to.settings.supplier_role, "", f"{_SETTING}: supplier role")
    sink.say("SupplierName", supplier, source, rule)
    sink.end()
    table = f"{_SETTING}: availability" if status in own else "availability of this status"
    sink.say("ProductAvailability", availability, "onixPublishingStatusCode", table)
    for key, each in prices:
        _price(to, key, each)
    sink.end()
    sink.end()


def _supplier(to: Writing) -> tuple[str, str, str]:
    """Who is named, where it is read from, and by which rule."""
    if to.settings.supplier:
        return to.settings.supplier, "", f"{_SETTING}: supplier"
    if to.settings.publisher:
        return to.settings.publisher, "", f"{_SETTING}: publisher, since no supplier is set"
    imprint = to.words("work", "imprint", "name")
    return imprint, "work.imprint.name", "the imprint, since the flow names no supplier"


def _market(to: Writing) -> None:
    countries = to.known.market.countries
    to.sink.begin("Market")
    to.sink.begin("Territory")
    rule = f"market of the flow: {to.known.market.name}"
    if countries is None:
        to.sink.say("RegionsIncluded", "WORLD", "", rule)
    else:
        to.sink.say("CountriesIncluded", " ".join(sorted(countries)), "", rule)
    to.sink.end()
    to.sink.end()


# -- prices --------------------------------------------------------------------------------------


def _prices(to: Writing) -> list[tuple[str, Entry]]:
    """Prices of the market that have an amount, each with a name that stays its own."""
    found = []
    for each in to.entries("prices"):
        if in_market(each, to.known) and isinstance(as_decimal(each.get("amount")), Decimal):
            found.append((_order(each), each))
    found.sort(key=lambda one: one[0])
    named: dict[str, int] = {}
    made = []
    for order, each in found:
        key = "-".join(order[:3]).replace("[", "_").replace("]", "_")
        named[key] = named.get(key, 0) + 1
        made.append((key if named[key] == 1 else f"{key}#{named[key]}", each))
    return made


def _order(each: Entry) -> tuple[str, ...]:
    coded = ("currencyCode", "onixPriceTypeCode", "onixPriceTypeQualifierCode")
    dated = ("effectiveFrom", "effectiveTo")
    return (
        *(plain_code(each.get(name)) for name in coded),
        *(digits(each.get(name)) for name in dated),
        str(as_decimal(each.get("amount"))),
    )


def amount_of(amount: Decimal, currency: str) -> str:
    """An amount with the decimals of its currency; one that has more keeps them."""
    exponent = amount.normalize().as_tuple().exponent
    most = max(places(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{amount:.{most}f}"


def _price(to: Writing, key: str, each: Entry) -> None:
    sink = to.sink
    amount, currency = as_decimal(each.get("amount")), plain_code(each.get("currencyCode"))
    if not isinstance(amount, Decimal):
        return
    kind, qualifier = (
        plain_code(each.get(f"onixPriceType{name}Code")) for name in ("", "Qualifier")
    )
    sink.begin("Price", key)
    sink.say("PriceType", kind, f"{_ROOT}.onixPriceTypeCode {_BY}", "code")
    sink.say("PriceQualifier", qualifier, f"{_ROOT}.onixPriceTypeQualifierCode {_BY}", "code")
    shown = amount_of(amount, currency)
    sink.say("PriceAmount", shown, f"{_ROOT}.amount {_BY}", "money, decimals of the currency")
    if currency == "GBP" and kind in WITH_TAX:
        _tax(to, Decimal(shown))
    sink.say("CurrencyCode", currency, f"{_ROOT}.currencyCode {_BY}", "code")
    for role, name, field in (("14", "from", "effectiveFrom"), ("15", "until", "effectiveTo")):
        if day := digits(each.get(field)):
            sink.begin("PriceDate", name)
            sink.fixed("PriceDateRole", role)
            sink.day(day, f"{_ROOT}.{field} {_BY}", "date")
            sink.end()
    sink.end()


def _tax(to: Writing, amount: Decimal) -> None:
    """What of a price is VAT, for codes whose rate is known."""
    code = to.code("gbVatCode")
    rate = VAT.get(code)
    if rate is None:
        return
    taxable = (amount * 100 / (100 + Decimal(rate))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    sink, rule = to.sink, "VAT of Great Britain, in pounds and pence"
    source, coded = (f"gbVatCode + {_ROOT}.{name} {_BY}" for name in ("amount", "currencyCode"))
    sink.begin("Tax")
    sink.fixed("TaxType", "01")
    sink.say("TaxRateCode", code, coded, "code")
    sink.say("TaxRatePercent", rate, coded, "rate of this code in Great Britain")
    sink.say("TaxableAmount", f"{taxable}", source, rule)
    sink.say("TaxAmount", f"{amount - taxable:.2f}", source, rule)
    sink.end()
