"""What a school prints: views of finished words, and the Word templates they go into."""

from collections.abc import Mapping

from qipsheets.language import N_, chosen
from qipsheets.vietnamese import fold

TEMPLATES = (
    "plan", "plan_tt57", "report", "month", "evidence", "criterion", "comments", "council", "parents",
)  # fmt: skip
"""The documents that are printed with a template of their own."""

FORMS = {
    "month": N_("monthly work plan: whose step is due in the month"),
    "evidence": N_("list of evidence"),
    "criterion": N_("criterion sheets"),
    "comments": N_("comments on the draft with their replies"),
    "council": N_("the self-assessment council and its groups"),
    "parents": N_("the plan on one page for parents"),
}

_VIETNAMESE: Mapping[str, str] = {
    "month": "thang",
    "evidence": "minh-chung",
    "criterion": "tieu-chi",
    "comments": "gop-y",
    "council": "hoi-dong",
    "parents": "cha-me",
}


def form_names() -> tuple[str, ...]:
    """The names of the forms as people type them, in the language in use."""
    return tuple(_VIETNAMESE[name] if chosen() == "vi" else name for name in FORMS)


def form_named(text: str) -> str:
    """The form that a name means, whichever language it is typed in; what names none stays as it is."""
    plain = fold(text).replace(" ", "-")
    return next((name for name, words in _VIETNAMESE.items() if plain in (name, words)), text)
