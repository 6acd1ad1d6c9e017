"""The headers of invoice lines and budgets, in Swedish and English."""

# Compared without case, punctuation and double spaces. The table in docs/how-to/read-files.md
# is this one.
HEADERS: dict[str, tuple[str, ...]] = {
    "member": ("member", "municipality", "customer", "kommun", "medlem", "kund", "kundnamn"),
    "pool": (
        *("pool", "cost pool", "service", "purpose"),
        *("tjänst", "ändamål", "kostnadspool", "avgift"),
    ),
    "amount": ("amount", "belopp", "belopp kr", "belopp sek", "fakturabelopp"),
    "invoice": (
        *("invoice", "invoice number", "invoice no"),
        *("faktura", "fakturanummer", "fakturanr", "faktura nr"),
    ),
    "date": ("date", "invoice date", "datum", "fakturadatum"),
    "billed_by": ("billed by", "fakturerad av", "faktureras av", "fakturerande"),
    "vat_rate": ("vat rate", "vat %", "momssats", "moms %"),
    "net": (
        *("net", "net amount", "netto", "nettobelopp"),
        *("exkl moms", "belopp exkl moms", "belopp exklusive moms"),
    ),
    "currency": ("currency", "valuta"),
    "corrects": ("corrects", "rättar"),
}
