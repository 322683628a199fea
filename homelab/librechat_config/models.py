"""Names that providers give to their models, where an argument leaves the choice open. State of 2026-11-21.

Only what rarely changes stands here: which chat models an endpoint offers is the user's list, or LibreChat's own.
"""

SPEECH_TO_TEXT = "whisper-1"
TEXT_TO_SPEECH = "tts-1"
VOICE = "alloy"
OPENROUTER = "openrouter/auto"
"""OpenRouter's own choice among all of its models."""
CURRENT_MODEL = "current_model"
"""LibreChat's word for the model of the conversation."""
