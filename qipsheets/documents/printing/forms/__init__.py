"""The papers beside the plan."""

from qipsheets.language import N_

FORMS = {
    "month": N_("monthly work plan: whose step is due in the month"),
    "evidence": N_("list of evidence"),
    "criterion": N_("criterion sheets"),
    "comments": N_("comments on the draft with their replies"),
    "council": N_("the self-assessment council and its groups"),
    "parents": N_("the plan on one page for parents"),
}
