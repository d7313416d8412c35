"""Words from which an invented publishing house is made. Nothing here names a real book."""

from __future__ import annotations

from decimal import Decimal

IMPRINTS = (
    (1, "Pavilion Road"), (2, "Harrow & Finch"), (3, "Saltmarsh"), (4, "Little Heron"),
    (5, "Meridian Academic"), (6, "Nightjar"), (7, "Old Quay Editions"), (8, "Tern Press"),
)  # fmt: skip
ACADEMIC = 5
"""The imprint of monographs."""
THINGS = (
    "Harbour", "Orchard", "Lighthouse", "River", "Viaduct", "Allotment", "Clockmaker", "Tide",
    "Cartographer", "Winter", "Glasshouse", "Ferry", "Quarry", "Lantern", "Estuary", "Archive",
    "Weaver", "Saltpan", "Meadow", "Observatory", "Bridge", "Kitchen", "Signal", "Causeway",
    "Almanac", "Foundry", "Heath", "Courtyard", "Compass", "Mill", "Terrace", "Boathouse",
)  # fmt: skip
KINDS = (
    "Atlas", "Letters", "Grammar", "History", "Ledger", "Songs", "Garden", "Algebra", "Roads",
    "Almanac", "Stories", "Anatomy", "Inventory", "Lessons", "Portraits", "Journeys", "Rules",
    "Fragments", "Weather", "Company", "Machines", "Birds", "Bread", "Shadows", "Maps",
)  # fmt: skip
PATTERNS = (
    "The {thing} {kind}", "A Short History of the {thing}", "{kind} from the {thing}",
    "What the {thing} Kept", "Under the {thing}", "Nine Ways to Cross a {thing}",
    "The {thing}’s Daughter", "{kind} of a Small {thing}", "Letters to a {thing}",
    "The Last {thing}", "{thing} and {kind}", "How to Read a {thing}", "{number} {kind}",
    "The {thing} at the End of the Year", "In Praise of the {thing}", "No More {kind}",
)  # fmt: skip
NUMBERS = ("Seven", "Twelve", "Forty", "A Hundred", "Three", "Ninety-nine", "Fifteen")
SUBTITLES = (
    "A chart of vanished coasts", "Essays on work and weather", "A family in four rooms",
    "Recipes, debts and arguments", "An introduction", "Notes from the margin",
    "The making of a modern city", "Poems 2014–2026", "A practical companion",
    "Theory, method and cases", "A novel", "Thirty walks and a ferry", "Letters 1931–1952",
)  # fmt: skip
GIVEN = (
    "Ana", "Miriam", "Teodor", "Lucía", "Owen", "Sanna", "Priya", "Jean-Luc", "Zofia", "Ruaridh",
    "Amara", "Kofi", "Ingrid", "Mateus", "Hana", "Dov", "Elif", "Øystein", "Bríd", "Noor", "Tomás",
    "Wen", "Ayesha", "Łukasz", "Saoirse", "Émile", "Chiara", "Joaquim", "Freya", "Yaw",
)  # fmt: skip
FAMILY = (
    "Núñez", "Okafor", "Whitcombe", "Ferreira", "Adeyemi", "Lindqvist", "Haddad", "Marchetti",
    "Brandt", "Osei", "Szymańska", "O’Brien", "Dvořák", "Kaya", "Nakamura", "Strauß", "Løvås",
    "Penhaligon", "Achterberg", "Rao", "Lefèvre", "Mac Giolla", "Ivanova", "Quist", "Sørensen",
    "Abelló", "Thorne", "Iyer", "Vance", "Błaszczyk",
)  # fmt: skip
# Id, name, print ISSN where the series has one.
SERIES = (
    (1, "The Black Road", None), (2, "Tern Classics", None), (3, "Cases in Method", "2949-1029"),
    (4, "Small Rooms", None), (5, "Little Heron First Readers", None),
    (6, "Quay Poets", "2949-1037"),
)  # fmt: skip
STAGES = ("Commissioned", "In production", "Ready for press")
TIERS = ("Lead", "Core", "Backlist")
THEMA = (
    ("FBA", "Modern and contemporary fiction"), ("DCF", "Poetry by individual poets"),
    ("DNC", "Memoirs"), ("NHD", "European history"), ("WB", "Cookery, food and drink"),
    ("RGL", "Regional geography"), ("YFB", "Children’s general fiction"),
    ("JBCC", "Cultural studies"), ("PDZ", "Popular science"),
    ("AM", "Architecture"), ("WM", "Gardening"), ("QDTS", "Ethics"),
)  # fmt: skip
BISAC = (
    ("FIC019000", "FICTION / Literary"), ("POE005030", "POETRY / European"),
    ("BIO026000", "BIOGRAPHY / Memoirs"), ("HIS010000", "HISTORY / Europe"),
    ("CKB000000", "COOKING / General"), ("SCI000000", "SCIENCE / General"),
)  # fmt: skip
BIC = (("FA", "Modern fiction"), ("DCF", "Poetry"), ("BM", "Memoirs"), ("HBJD", "European history"))
PLACES = ("a port town", "the fens", "a valley of mills", "a village with one road", "the old city")
TURNS = (
    "a letter arrives that was posted forty years ago", "the ferry stops running",
    "two sisters inherit a house with a locked room", "the river is to be moved",
    "an archive burns and nobody asks why", "the bees do not come back",
)  # fmt: skip
PRAISE = (
    "It is written with patience and a dry wit.", "Each chapter stands alone, and none should.",
    "Plates, maps and a full index complete the book.", "The notes are a pleasure in themselves.",
    "Readers of the earlier volumes will find old friends.",
)  # fmt: skip
AUDIENCES = ("Children from 8 to 12", "Students and their teachers", "Readers of poetry")
ORDINALS = ("", "", "Second", "Third", "Fourth", "Fifth")
LANGUAGES = ("fre", "ger", "spa", "swe", "pol", "jpn", "ara", "gre")
FOREIGN_TEXTS = (
    ("fre", "Dans la vallée, personne ne dort : une histoire d’eau, de dettes et d’oiseaux."),
    ("ger", "Ein Fährmann zählt die Überfahrten, bis eine fehlt. Mit Straßenkarte und Register."),
    ("spa", "Una niña dibuja el mapa de un pueblo que todavía no existe. ¿Quién lo habitará?"),
    ("pol", "Żółta łódź wraca do portu bez nikogo na pokładzie; miasto udaje, że śpi."),
)  # fmt: skip
ORGANISATIONS = (
    ("Harbour Print Ltd", "printer"), ("Lindqvist Typesetting", "typesetter"),
    ("Osei & Thorne Literary Agency", "agency"), ("Causeway Distribution", "distributor"),
)  # fmt: skip
OTHER_SCRIPTS = (
    ("Гавань и мельница", "Вера Соловьёва", "Соловьёва"), ("港の図鑑", "中村ハナ", "中村"),
    ("الميناء والخريطة", "ليلى حداد", "حداد"), ("Η γέφυρα", "Ελένη Μαρκάκη", "Μαρκάκη"),
    ("הגן הקטן", "דב לוי", "לוי"), ("รถไฟสายสุดท้าย", "นภา ศรีสุข", "ศรีสุข"),
)  # fmt: skip
# What each form is: GraphQL type, ONIX list 7 code, label, in-house format, usual GBP price.
FORMS = {
    "BB": ("PhysicalBookProduct", "Hardback", "Royal", Decimal("22.0")),
    "BC": ("PhysicalBookProduct", "Paperback", "B format", Decimal("10.99")),
    "DG": ("ElectronicBookProduct", "Ebook", "EPUB 3", Decimal("8.99")),
    "AJ": ("ElectronicAudioProduct", "Downloadable audio", "MP3", Decimal("16.99")),
    "AC": ("PhysicalAudioProduct", "CD audio", "Audio CD", Decimal("18.99")),
    "CB": ("PhysicalProduct", "Folded map", "Sheet", Decimal("7.5")),
    "DH": ("ElectronicProduct", "Online resource", "Web", Decimal("45.0")),
    "BH": ("GenericProduct", "Board book", "Square", Decimal("6.99")),
}
PATTERNS_OF_FORMS = (
    ("BC", "DG"), ("BB", "DG"), ("BB", "BC", "DG"), ("BC",), ("BB", "BC", "DG", "AJ"),
    ("BC", "DG", "AJ"),
    ("BB", "DG", "DH"), ("BH",), ("BC", "DG"), ("CB", "BC"), ("BB", "BC", "DG", "AC"), ("BC", "DG"),
)  # fmt: skip
