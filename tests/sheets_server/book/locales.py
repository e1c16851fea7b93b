"""How a Sheet's locale writes numbers, dates and money; what the table lacks falls back to its language."""

from dataclasses import dataclass

ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
VIETNAMESE_MONTHS = tuple(f"tháng {number}" for number in range(1, 13))
VIETNAMESE_SHORT = tuple(f"thg {number}" for number in range(1, 13))
VIETNAMESE_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
VIETNAMESE_SHORT_DAYS = ("Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN")


@dataclass(frozen=True, slots=True)
class Locale:
    """Marks, order of a written date (MDY, DMY or YMD), default patterns, money."""

    name: str
    decimal: str = "."
    group: str = ","
    order: str = "DMY"
    date: str = "dd/MM/yyyy"
    money: str = "$"
    money_pattern: str = '"$"#,##0.00'
    time: str = "HH:mm:ss"
    months: tuple[str, ...] = ENGLISH_MONTHS
    short_months: tuple[str, ...] = tuple(name[:3] for name in ENGLISH_MONTHS)
    days: tuple[str, ...] = ENGLISH_DAYS
    short_days: tuple[str, ...] = tuple(name[:3] for name in ENGLISH_DAYS)

    @property
    def date_time(self) -> str:
        """Pattern of a date with its time."""
        return f"{self.date} {self.time}"


LOCALES = {
    found.name: found
    for found in (
        Locale("en_US", order="MDY", date="M/d/yyyy", time="h:mm:ss am/pm"),
        Locale("en_GB", money="£", money_pattern='"£"#,##0.00'),
        Locale("en_AU", date="d/MM/yyyy"),
        Locale(
            "vi_VN",
            decimal=",",
            group=".",
            money="₫",
            money_pattern="#,##0 [$₫]",
            months=VIETNAMESE_MONTHS,
            short_months=VIETNAMESE_SHORT,
            days=VIETNAMESE_DAYS,
            short_days=VIETNAMESE_SHORT_DAYS,
        ),
        Locale("de_DE", decimal=",", group=".", date="dd.MM.yyyy", money="€", money_pattern='#,##0.00 "€"'),
        Locale("fr_FR", decimal=",", group="\u202f", money="€", money_pattern='#,##0.00 "€"'),
        Locale("es_ES", decimal=",", group=".", date="d/MM/yyyy", money="€", money_pattern='#,##0.00 "€"'),
        Locale("it_IT", decimal=",", group=".", money="€", money_pattern='#,##0.00 "€"'),
        Locale("nl_NL", decimal=",", group=".", date="d-M-yyyy", money="€", money_pattern='"€" #,##0.00'),
        Locale("pt_BR", decimal=",", group=".", money="R$", money_pattern='"R$" #,##0.00'),
        Locale("ru_RU", decimal=",", group="\u00a0", date="dd.MM.yyyy", money="₽", money_pattern='#,##0.00 "₽"'),
        Locale("ja_JP", order="YMD", date="yyyy/MM/dd", money="¥", money_pattern='"¥"#,##0'),
        Locale("zh_CN", order="YMD", date="yyyy/M/d", money="¥", money_pattern='"¥"#,##0.00'),
        Locale("ko_KR", order="YMD", date="yyyy. M. d", money="₩", money_pattern='"₩"#,##0'),
        Locale("fi_FI", decimal=",", group="\u00a0", date="d.M.yyyy", money="€", money_pattern='#,##0.00 "€"'),
        Locale("sv_SE", decimal=",", group="\u00a0", order="YMD", date="yyyy-MM-dd", money="kr"),
    )
}
POINT = ("es_MX", "es_US", "es_GT", "es_HN", "es_NI", "es_PA", "es_PE", "es_PR", "es_SV", "es_DO")
LOCALES |= {name: Locale(name, date="d/MM/yyyy") for name in POINT}
LOCALES |= {name: Locale(name, group="’", date="dd.MM.yyyy", money="CHF") for name in ("de_CH", "it_CH", "rm_CH")}
LANGUAGES = {name[:2]: found for name, found in reversed(LOCALES.items())}


def locale_of(name: str) -> Locale:
    """The locale of a name like `vi_VN` or `vi`; English of the United States where the table has none."""
    return LOCALES.get(name) or LANGUAGES.get(name[:2]) or LOCALES["en_US"]


def known(name: str) -> bool:
    """Whether a name looks like a locale at all: `en`, `fil`, `en_US`."""
    language, mark, country = name.partition("_")
    return language.isalpha() and 2 <= len(language) <= 3 and (not mark or (country.isalnum() and len(country) <= 4))
