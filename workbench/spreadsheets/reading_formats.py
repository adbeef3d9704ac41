"""Number formats of spreadsheet cells: what a format says a number is, and the text a person saw in the cell."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Dress = Literal["percent", "currency", "date", "padded", "plain"]

# Formats that workbooks name by number instead of writing them out (ECMA-376, part 1, 18.8.30).
BUILT_IN = {
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);("$"#,##0)', 7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);("$"#,##0.00)', 9: "0%", 10: "0.00%", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
    42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip

CURRENCIES = (
    "US$", "A$", "C$", "NZ$", "HK$", "S$", "R$", "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₪", "₫", "฿", "zł", "Kč",
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RMB", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK",
    "HUF", "BRL", "MXN", "ZAR", "SGD", "HKD", "KRW", "TRY", "Fr.", "kr", "Rs", "RM",
    "Rp", "AED", "MYR",
)  # fmt: skip

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_LOCALE_SYMBOL = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_DATE_TOKEN = re.compile(r"y+|m+|d+|h+|s+(?:\.0+)?|am/pm|a/p|\[h+\]|\[m+\]|\[s+\]", re.IGNORECASE)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class CellFormat:
    """How a cell shows its number. `symbol` is the currency sign, `code` the format as the workbook writes it."""

    dress: Dress
    decimals: int = 0
    symbol: str = ""
    is_symbol_last: bool = False
    has_groups: bool = False
    has_brackets: bool = False
    code: str = ""

    def show(self, value: object) -> str:
        """The cell as the person saw it, though never with fewer digits than the value has.

        >>> parse_format("0.0%").show(0.243), parse_format("$#,##0.00").show(1577)
        ('24.3%', '$1,577.00')
        """
        if isinstance(value, str) and self.dress == "date":
            return _show_date(value, self.code)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        if self.dress == "padded":
            return _pad(value, self.code)
        amount = abs(value) * 100 if self.dress == "percent" else abs(value)
        text = _digits(amount, self.decimals, self.has_groups)
        if self.dress == "percent":
            text += "%"
        elif self.symbol:
            text = (
                f"{text} {self.symbol}"
                if self.is_symbol_last
                else f"{self.symbol}{' ' if self.symbol[-1].isalpha() else ''}{text}"
            )
        if value < 0:
            return f"({text})" if self.has_brackets else f"-{text}"
        return text


def parse_format(code: str) -> CellFormat:
    """What an Excel number format says: "0.0%" is a percentage with one decimal, "dd/mm/yyyy" a date."""
    sections = _split_sections(code)
    section = sections[0] if sections else ""
    symbol, place = _symbol_of(section)
    bare = re.sub(r"[_*].", "", _LITERAL.sub("", _LOCALE_SYMBOL.sub("", section)))
    without_colours = re.sub(r"\[[^\]]*\]", lambda found: found[0] if found[0][1:2] in "hmsHMS" else "", bare)
    decimals = re.search(r"\.([0#?]+)", bare)
    rest = {
        "decimals": len(decimals[1].rstrip("#?")) if decimals else 0,
        "has_groups": bool(re.search(r"[#0],[#0]", bare)),
        "has_brackets": len(sections) > 1 and "(" in _LITERAL.sub("", sections[1]),
        "code": code,
    }
    if "%" in bare:
        return CellFormat("percent", **rest)  # type: ignore[arg-type]
    if symbol:
        digits = re.search(r"[0#?]", section)
        last = digits is not None and place > digits.start()
        return CellFormat("currency", symbol=symbol, is_symbol_last=last, **rest)  # type: ignore[arg-type]
    if _is_date(without_colours):
        return CellFormat("date", **rest)  # type: ignore[arg-type]
    if re.fullmatch(r"0[0-]*0", bare) and bare.count("0") > 1 and "." not in bare:
        return CellFormat("padded", **rest)  # type: ignore[arg-type]
    return CellFormat("plain", **rest)  # type: ignore[arg-type]


def _split_sections(code: str) -> list[str]:
    sections, quoted, escaped, current = [], False, False, ""
    for character in code:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            sections.append(current)
            current = ""
            continue
        current += character
    return [*sections, current]


def _symbol_of(section: str) -> tuple[str, int]:
    """The currency sign of a format section and where it stands."""
    marked = _LOCALE_SYMBOL.search(section)
    if marked and marked[1].strip():
        return marked[1].strip(), marked.start()
    for literal in _LITERAL.finditer(section):
        text = (literal[1] or literal[2] or "").strip()
        if text in CURRENCIES:
            return text, literal.start()
    bare = _LITERAL.sub(lambda found: " " * len(found[0]), _LOCALE_SYMBOL.sub("", section))
    for sign in "$€£¥₹₩₽₺₪":
        if sign in bare:
            return sign, bare.index(sign)
    return "", 0


def _is_date(bare: str) -> bool:
    letters = re.sub(r"general", "", bare, flags=re.IGNORECASE)
    return bool(re.search(r"[ymdhs]", letters, re.IGNORECASE)) and not re.search(r"[#?]", letters)


def _digits(amount: float, decimals: int, has_groups: bool) -> str:
    exact = f"{amount:.15g}"
    if "e" in exact or "n" in exact:
        return exact
    fraction = len(exact.partition(".")[2])
    return f"{float(exact):{',' if has_groups else ''}.{max(decimals, fraction)}f}"


def _pad(value: float, code: str) -> str:
    if value != int(value) or value < 0:
        return str(value)
    places = code.count("0")
    digits = str(int(value)).rjust(places, "0")
    if "-" not in code or len(digits) > places:
        return digits
    left = iter(digits)
    return "".join(next(left) if character == "0" else character for character in code if character in "0-")


def _show_date(iso: str, code: str) -> str:
    try:
        moment = _moment(iso)
    except ValueError:
        return iso
    section = _split_sections(code)[0]
    bare = re.sub(r"_.|\*.", "", _LOCALE_SYMBOL.sub("", section)).replace("\\", "").replace('"', "")
    is_half_day = bool(re.search(r"am/pm|a/p", bare, re.IGNORECASE))
    shown, after_hours, last = "", False, 0
    for token in _DATE_TOKEN.finditer(bare):
        shown += bare[last : token.start()]
        last, word = token.end(), token[0].casefold()
        if word.startswith("m") and (after_hours or re.match(r"\W*s", bare[last:], re.IGNORECASE)):
            shown += f"{moment.minute:0{min(len(word), 2)}d}"
        else:
            shown += _date_part(word, moment, is_half_day)
        after_hours = word.startswith(("h", "[h")) or (after_hours and not word.isalpha())
    return (shown + bare[last:]).replace("@", "").strip("; ")


def _moment(iso: str) -> datetime:
    if "-" not in iso[:5]:
        return datetime.combine(date(1900, 1, 1), time.fromisoformat(iso))
    return datetime.fromisoformat(iso)


def _date_part(word: str, moment: datetime, is_half_day: bool) -> str:
    hour = (moment.hour % 12 or 12) if is_half_day else moment.hour
    parts = {
        "yy": f"{moment.year % 100:02d}",
        "y": f"{moment.year % 100:02d}",
        "m": str(moment.month),
        "mm": f"{moment.month:02d}",
        "mmm": _MONTHS[moment.month - 1][:3],
        "mmmm": _MONTHS[moment.month - 1],
        "mmmmm": _MONTHS[moment.month - 1][0],
        "d": str(moment.day),
        "dd": f"{moment.day:02d}",
        "ddd": _DAYS[moment.weekday()][:3],
        "dddd": _DAYS[moment.weekday()],
        "h": str(hour),
        "hh": f"{hour:02d}",
        "s": str(moment.second),
        "ss": f"{moment.second:02d}",
        "am/pm": "AM" if moment.hour < 12 else "PM",
        "a/p": "A" if moment.hour < 12 else "P",
    }
    if word.startswith("y"):
        return parts.get(word, str(moment.year))
    return parts.get(word) or parts.get(word.strip("[]").partition(".")[0][:2], "")
