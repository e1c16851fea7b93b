"""What a school prints: views of finished words, and the Word templates they go into."""

TEMPLATES = (
    "plan", "plan_tt57", "report", "month", "evidence", "criterion", "comments", "council", "parents",
)  # fmt: skip
"""The documents that are printed with a template of their own."""
