"""The service's use cases, without HTTP and without a provider.

What is named here is the public API.
"""

from .llm import LanguageModel, Prompt
from .models import CallContext, Summary, TicketRequest, Triage
from .use_cases.reply import draft_reply
from .use_cases.summary import summarise_ticket
from .use_cases.triage import triage_ticket

__all__ = [
    "CallContext",
    "LanguageModel",
    "Prompt",
    "Summary",
    "TicketRequest",
    "Triage",
    "draft_reply",
    "summarise_ticket",
    "triage_ticket",
]
