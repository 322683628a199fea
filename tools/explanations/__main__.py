"""``python -m tools.explanations``."""

from homelab.explain.facts import FILE
from tools.explanations import facts, text

FILE.write_text(text(facts()), encoding="utf-8")
