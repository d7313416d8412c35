"""What a work holds that is handed over as a thing of its own: parts of the rich title, and a
change for every path of theirs that a mapping reads. ``SELF`` stands for the product's number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SELF = "SELF"
OTHER = 999_999

PERSON: Mapping[str, Any] = {
    "titlesBeforeName": "Dr",
    "namesAfterKeyNames": "the younger",
    "qualificationsAndHonoursAfterNames": "FRGS",
    "inhouseCustomerId": "C-7",
    "inhouseSupplierId": "S-7",
    "webLinks": [
        {
            "id": 9_510_001,
            "link": "https://example.org/ana",
            "role": "_01",
            "description": "Her page",
            "includeInOnix": True,
        }
    ],
    "professionalAffiliations": [
        {
            "id": 9_520_001,
            "organisationName": "Harbour Institute",
            "professionalPosition": "Curator",
        }
    ],
}
ORGANISATION: Mapping[str, Any] = {
    "inhouseCustomerId": "C-8",
    "inhouseSupplierId": "S-8",
    "organisationCountry": "GB",
    "webLinks": [
        {
            "id": 9_510_002,
            "link": "https://example.org/okafor",
            "role": "_01",
            "description": "Their page",
            "includeInOnix": True,
        }
    ],
    "dunsNumber": "150483782",
    "globalLocationNumber": "0614141000012",
    "ringgoldId": "1234",
    "standardAddressNumber": "2549336",
}

_PRINTED = {
    "__typename": "PhysicalBookProduct",
    "id": SELF,
    "fullTitle": "The Harbour Atlas",
    "isbn": {"isbn13": "9781911390220"},
    "onix21ProductFormCode": "BC",
    "productionPageCount": 336,
    "productHeight": 198,
    "productWidth": 129,
    "productThickness": 22.5,
}

PARTS: Mapping[str, Any] = {
    "productionRuns": [
        {
            "id": 9_800_001,
            "name": "First printing",
            "deliveryDate": "2029-09-03",
            "productIds": [SELF],
            "interiors": [
                {
                    "id": 9_810_001,
                    "paper": "80 gsm",
                    "fsc": True,
                    "textColour": "1/1",
                    "textColourDescription": "Black",
                    "textPrintInstructions": "Even inking",
                    "productIds": [SELF],
                }
            ],
            "covers": [
                {
                    "id": 9_820_001,
                    "coverType": "Printed paper case",
                    "paper": "135 gsm",
                    "coverColoursOutside": "4/0",
                    "coverColoursOutsideDescription": "Process",
                    "coverNotes": "Foil on the title",
                    "productIds": [SELF],
                }
            ],
            "bindings": [
                {
                    "id": 9_830_001,
                    "description": "Case bound",
                    "pageBindingMethod": "Section sewn",
                    "bindingInstructions": "Square back",
                    "caseSpineStyle": "Flat",
                    "endpapers": "Plain",
                    "trimmingMethod": "Three sides",
                    "widthOfBoard": 3,
                    "productIds": [SELF],
                }
            ],
            "finishes": [
                {"id": 9_840_001, "name": "Matt", "description": "All over", "productIds": [SELF]}
            ],
            "embellishments": [
                {"id": 9_850_001, "name": "Foil", "description": "Gold", "productIds": [SELF]}
            ],
            "quantities": [
                {
                    "id": 9_860_001,
                    "name": "Warehouse",
                    "description": "Pallets",
                    "quantity": 3000,
                    "receivedQuantity": 2940,
                    "productId": SELF,
                    "product": _PRINTED,
                },
                # Still to come: a run of which all was received is over.
                {
                    "id": 9_860_002,
                    "name": "Author copies",
                    "description": None,
                    "quantity": 20,
                    "receivedQuantity": None,
                    "productId": SELF,
                    "product": _PRINTED,
                },
            ],
        }
    ],
    "contracts": [
        {
            "id": 9_900_001,
            "contractName": "Agreement",
            "clientId": 1,
            "copyrightYear": "2028",
            "signedDate": "2026-03-04",
            "term": "120",
            "terminatedDate": None,
            "terminationReason": "None yet",
            "msDeliveryDate": "2027-03-04",
            "revisedMsDeliveryDate": "2027-04-04",
            "actualMsDeliveryDate": "2027-04-05",
            "msProofsDate": "2028-01-05",
            "pubBeforeDate": "2030-01-01",
            "reviewDate": "2031-01-01",
            "flatFeeValue": 500.5,
            "guaranteedRoyaltyValue": 1500,
            "authorDiscount": "40%",
            "remainderRate": "5%",
            "remainderRateOverCost": 2.5,
            "freeCopies": "10",
            "deliveryDates": [
                {
                    "id": 9_910_001,
                    "deliverableType": "Manuscript",
                    "deliveryRequirement": "Complete",
                    "dateDue": "2027-03-04",
                    "slippedDate": "2027-04-04",
                    "percentageOfTotal": 50,
                }
            ],
            "gratisCopies": [],
            "licensedRights": [{"id": 9_920_001, "rightType": "Audio", "authorCut": 50}],
        }
    ],
    "toDos": [
        {
            "id": 9_930_001,
            "name": "First layouts",
            "dueDate": "2026-10-01",
            "doneDate": "2026-10-02",
            "dueDateWhenDone": "2026-10-01",
            "productIds": [SELF],
        }
    ],
    "productionFiles": [
        {
            "id": 9_940_001,
            "filename": "atlas-interior.pdf",
            "fileFormat": "PDF",
            "fileVariant": "INTERIOR",
            "fileSize": 8_000_001,
            "createdAt": "2026-10-05T09:00:00Z",
            "exists": True,
            "approvalStatus": "Approved",
            "allowDistribution": "YES",
            "analysisStatus": "ANALYSED",
            "bookmarks": False,
            "inspectable": True,
            "downloadUrl": "https://files.example.org/1.pdf",
            "onixAnalysedContentTypeAccessibility": [],
            "onixAnalysedEpubAccessibility": [],
            "productIds": [SELF],
        }
    ],
}

_PARTY = "work.contributions[].contributor"
_RUN, _TERMS = "work.productionRuns[]", "work.contracts[]"
_FILE, _TO_DO = "work.productionFiles[]", "work.toDos[]"


def _first(value: Any) -> Any:
    return lambda n: value if n == 0 else None


def _second(value: Any) -> Any:
    return lambda n: value if n == 1 else None


NEW_PARTS: Mapping[str, Any] = {
    f"{_PARTY}.titlesBeforeName": _first("Professor"),
    f"{_PARTY}.namesAfterKeyNames": _first("the elder"),
    f"{_PARTY}.qualificationsAndHonoursAfterNames": _first("OBE"),
    f"{_PARTY}.inhouseCustomerId": lambda n: f"C-10{n}",
    f"{_PARTY}.inhouseSupplierId": lambda n: f"S-10{n}",
    f"{_PARTY}.organisationCountry": _second("IE"),
    f"{_PARTY}.dunsNumber": _second("150483790"),
    f"{_PARTY}.globalLocationNumber": _second("0614141000029"),
    f"{_PARTY}.ringgoldId": _second("1235"),
    f"{_PARTY}.standardAddressNumber": _second("2549344"),
    f"{_PARTY}.webLinks[].id": lambda _: 9_510_101,
    f"{_PARTY}.webLinks[].link": lambda _: "https://example.org/nunez",
    f"{_PARTY}.webLinks[].role": lambda _: "_02",
    f"{_PARTY}.webLinks[].description": lambda _: "Another page of hers",
    f"{_PARTY}.webLinks[].includeInOnix": lambda _: False,
    f"{_PARTY}.professionalAffiliations[].id": lambda _: 9_520_101,
    f"{_PARTY}.professionalAffiliations[].organisationName": lambda _: "Coast Institute",
    f"{_PARTY}.professionalAffiliations[].professionalPosition": lambda _: "Head",
    f"{_RUN}.name": lambda _: "Second printing",
    f"{_RUN}.deliveryDate": lambda _: "2029-09-10",
    f"{_RUN}.productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.interiors[].id": lambda _: 9_810_101,
    f"{_RUN}.interiors[].paper": lambda _: "90 gsm",
    f"{_RUN}.interiors[].fsc": lambda _: False,
    f"{_RUN}.interiors[].textColour": lambda _: "2/2",
    f"{_RUN}.interiors[].textColourDescription": lambda _: "Black and red",
    f"{_RUN}.interiors[].textPrintInstructions": lambda _: "Dense inking",
    f"{_RUN}.interiors[].productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.covers[].id": lambda _: 9_820_101,
    f"{_RUN}.covers[].coverType": lambda _: "Jacket",
    f"{_RUN}.covers[].paper": lambda _: "150 gsm",
    f"{_RUN}.covers[].coverColoursOutside": lambda _: "5/0",
    f"{_RUN}.covers[].coverColoursOutsideDescription": lambda _: "Process and gold",
    f"{_RUN}.covers[].coverNotes": lambda _: "Foil on the spine",
    f"{_RUN}.covers[].productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.bindings[].id": lambda _: 9_830_101,
    f"{_RUN}.bindings[].description": lambda _: "Limp",
    f"{_RUN}.bindings[].pageBindingMethod": lambda _: "Glued",
    f"{_RUN}.bindings[].bindingInstructions": lambda _: "Round back",
    f"{_RUN}.bindings[].caseSpineStyle": lambda _: "Round",
    f"{_RUN}.bindings[].endpapers": lambda _: "Printed",
    f"{_RUN}.bindings[].trimmingMethod": lambda _: "None",
    f"{_RUN}.bindings[].widthOfBoard": lambda _: 4,
    f"{_RUN}.bindings[].productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.finishes[].id": lambda _: 9_840_101,
    f"{_RUN}.finishes[].name": lambda _: "Gloss",
    f"{_RUN}.finishes[].description": lambda _: "Front only",
    f"{_RUN}.finishes[].productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.embellishments[].id": lambda _: 9_850_101,
    f"{_RUN}.embellishments[].name": lambda _: "Emboss",
    f"{_RUN}.embellishments[].description": lambda _: "Silver",
    f"{_RUN}.embellishments[].productIds": lambda _: [SELF, OTHER],
    f"{_RUN}.quantities[].name": lambda _: "Advances",
    f"{_RUN}.quantities[].description": lambda _: "Boxes",
    f"{_RUN}.quantities[].quantity": lambda _: 3100,
    f"{_RUN}.quantities[].receivedQuantity": lambda _: 3000,
    f"{_RUN}.quantities[].productId": lambda _: OTHER,
    f"{_RUN}.quantities[].product.fullTitle": lambda _: "The Harbour Atlas, printed",
    f"{_RUN}.quantities[].product.isbn.isbn13": lambda _: "9781911390237",
    f"{_RUN}.quantities[].product.onix21ProductFormCode": lambda _: "BB",
    f"{_RUN}.quantities[].product.productionPageCount": lambda _: 352,
    f"{_RUN}.quantities[].product.productHeight": lambda _: 234,
    f"{_RUN}.quantities[].product.productWidth": lambda _: 156,
    f"{_RUN}.quantities[].product.productThickness": lambda _: 23.5,
    f"{_TERMS}.contractName": lambda _: "Another agreement",
    f"{_TERMS}.copyrightYear": lambda _: "2029",
    f"{_TERMS}.signedDate": lambda _: "2026-03-05",
    f"{_TERMS}.term": lambda _: "60",
    f"{_TERMS}.terminatedDate": lambda _: "2026-10-01",
    f"{_TERMS}.terminationReason": lambda _: "Reverted",
    f"{_TERMS}.msDeliveryDate": lambda _: "2027-03-05",
    f"{_TERMS}.revisedMsDeliveryDate": lambda _: "2027-04-06",
    f"{_TERMS}.actualMsDeliveryDate": lambda _: "2027-04-07",
    f"{_TERMS}.msProofsDate": lambda _: "2028-01-06",
    f"{_TERMS}.pubBeforeDate": lambda _: "2030-02-01",
    f"{_TERMS}.reviewDate": lambda _: "2031-02-01",
    f"{_TERMS}.flatFeeValue": lambda _: 600.5,
    f"{_TERMS}.guaranteedRoyaltyValue": lambda _: 1600,
    f"{_TERMS}.authorDiscount": lambda _: "35%",
    f"{_TERMS}.remainderRate": lambda _: "6%",
    f"{_TERMS}.remainderRateOverCost": lambda _: 3.5,
    f"{_TERMS}.freeCopies": lambda _: "12",
    f"{_TERMS}.deliveryDates[].id": lambda _: 9_910_101,
    f"{_TERMS}.deliveryDates[].deliverableType": lambda _: "Pictures",
    f"{_TERMS}.deliveryDates[].deliveryRequirement": lambda _: "Half",
    f"{_TERMS}.deliveryDates[].dateDue": lambda _: "2027-05-04",
    f"{_TERMS}.deliveryDates[].slippedDate": lambda _: "2027-06-04",
    f"{_TERMS}.deliveryDates[].percentageOfTotal": lambda _: 25,
    f"{_TERMS}.licensedRights[].id": lambda _: 9_920_101,
    f"{_TERMS}.licensedRights[].rightType": lambda _: "Translation",
    f"{_TERMS}.licensedRights[].authorCut": lambda _: 75,
    f"{_TO_DO}.name": lambda _: "Files to press",
    f"{_TO_DO}.dueDate": lambda _: "2026-10-03",
    f"{_TO_DO}.doneDate": lambda _: "2026-10-04",
    f"{_TO_DO}.dueDateWhenDone": lambda _: "2026-10-05",
    f"{_TO_DO}.productIds": lambda _: [SELF, OTHER],
    f"{_FILE}.id": lambda _: 9_940_101,
    f"{_FILE}.filename": lambda _: "atlas-2.pdf",
    f"{_FILE}.fileFormat": lambda _: "EPUB",
    f"{_FILE}.fileVariant": lambda _: "COVER",
    f"{_FILE}.fileSize": lambda _: 8_000_002,
    f"{_FILE}.createdAt": lambda _: "2026-10-06T09:00:00Z",
    f"{_FILE}.exists": lambda _: False,
    f"{_FILE}.approvalStatus": lambda _: "Not approved",
    f"{_FILE}.downloadUrl": lambda _: "https://files.example.org/2.pdf",
    f"{_FILE}.productIds": lambda _: [SELF, OTHER],
    "work.supportingResources[].status": lambda _: "Not approved",
}
