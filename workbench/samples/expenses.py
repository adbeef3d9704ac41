"""Expense lines for the sample "Expense coding": merchants, memos and amounts written for this product.

A line reads as it stands in a card statement. Most merchants belong to one account; some sell for several
accounts, and now and then one sells something that belongs elsewhere (the inn's breakfast): then only the memo
tells. Shortened spellings are common, as on real statements.
"""

import random

LINES = 480

ACCOUNTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Travel": (
        (
            "UBRIDE TRIP",
            "NORTHRAIL TICKET",
            "SKYLARK AIR",
            "HARBOUR INN",
            "CITYCAB",
            "PARKWELL GARAGE",
            "FERRYLINE",
        ),
        ("client visit", "airport transfer", "return Leeds", "2 nights", "kick-off in Lyon", "audit trip"),
    ),
    "Meals and entertainment": (
        ("OLIVE AND VINE", "NOODLE YARD", "THE BRASS FORK", "CAFE LINDEN", "BURGER DEPOT"),
        ("team lunch", "dinner with client", "working breakfast", "farewell of J. Holm", "4 persons"),
    ),
    "Software": (
        ("CLOUDNEST", "PIXELSUITE", "MAILFORGE", "TICKETOWL", "DOCSEAL"),
        ("monthly plan", "12 seats", "annual licence", "renewal", "extra storage", "API usage May"),
    ),
    "Office supplies": (
        ("PAPER MILL DIRECT", "STATIONERS UNION", "DESKMATE", "PRINTCORNER"),
        ("toner", "A4 paper 10 boxes", "whiteboard pens", "folders", "envelopes C5", "coffee for kitchen"),
    ),
    "IT equipment": (
        ("VOLT ELECTRONICS", "SERVERHAUS", "LAPTOP LANE"),
        ("27in monitor", "docking station", "headset", "laptop new starter", "SSD 2 TB", "webcam"),
    ),
    "Professional fees": (
        ("HOLLIS AND PARTNER LLP", "BENNET NOTARY", "LEDGERWISE ACCOUNTANTS", "TRANSLATIO"),
        ("contract review", "annual accounts", "sworn translation", "advice tax return", "filing fee"),
    ),
    "Training": (
        ("SKILLBARN", "INSTITUTE OF CONTROLLERS", "LEARNDOCK"),
        ("course fee", "exam fee", "conference pass", "workshop negotiation", "membership and CPD"),
    ),
    "Telecom": (
        ("FONELINK", "FIBREWAVE", "ROAMWELL"),
        ("mobile plan", "line rental", "roaming pack", "broadband office 2", "SIM cards"),
    ),
}
# Shops that sell for several accounts: the memo alone tells, and some memos tell little.
SHARED = ("MERCATO ONLINE", "BIGBOX WHOLESALE", "PAYHUB *SHOP", "CORPCARD MISC")
SHARED_ACCOUNTS = ("Office supplies", "IT equipment", "Software", "Training", "Meals and entertainment")
# Merchants of another account that now and then sell for this one: the merchant misleads, the memo tells.
SIDELINES: dict[str, tuple[str, ...]] = {
    "Travel": ("SKILLBARN", "THE BRASS FORK"),
    "Meals and entertainment": ("HARBOUR INN", "NORTHRAIL TICKET", "FERRYLINE"),
    "Software": ("LAPTOP LANE", "FONELINK", "LEARNDOCK"),
    "Office supplies": ("VOLT ELECTRONICS", "CAFE LINDEN"),
    "IT equipment": ("FONELINK", "PAPER MILL DIRECT", "DESKMATE"),
    "Professional fees": ("DOCSEAL", "SKILLBARN"),
    "Training": ("DOCSEAL", "HOLLIS AND PARTNER LLP", "HARBOUR INN"),
    "Telecom": ("VOLT ELECTRONICS", "CLOUDNEST"),
}
VAGUE = ("ref 8841", "see receipt", "misc", "as agreed", "order")


def expense_items(seed: int) -> list[dict[str, str]]:
    """The items in their order: line_id, line, department, amount, account. The same for the same seed."""
    draw = random.Random(seed)
    rows = []
    for number in range(1, LINES + 1):
        account = draw.choice(sorted(ACCOUNTS))
        merchants, memos = ACCOUNTS[account]
        shared = account in SHARED_ACCOUNTS and draw.random() < 0.28
        sideline = not shared and draw.random() < 0.08
        merchant = draw.choice(SHARED if shared else SIDELINES[account] if sideline else merchants)
        telling = 1.0 if sideline else 0.9 if shared else 0.62
        memo = draw.choice(memos) if draw.random() < telling else draw.choice(VAGUE)
        amount = f"{draw.choice((8, 19, 42, 96, 240, 780, 1900)) * draw.uniform(0.6, 1.6):.2f}"
        rows.append(
            {
                "line_id": f"L{number:04}",
                "line": f"{_shortened(draw, merchant)} {draw.randint(100, 9999)} {memo} EUR {amount}",
                "department": draw.choice(("Sales", "Legal", "Engineering", "Finance")),
                "amount": amount,
                "account": account,
            }
        )
    return rows


def _shortened(draw: random.Random, merchant: str) -> str:
    if draw.random() < 0.2:
        return merchant[: max(6, len(merchant) - draw.randint(1, 5))].strip()
    return merchant.title() if draw.random() < 0.3 else merchant
