"""Families of evidence besides moves: what else the accounts of a group share.

Groups come from co-action. Each question of this folder asks a drafted group what its members have
in common besides: a place, a text, a birthday. A group that was drafted for one reason is asked
about others, so its members were not chosen by the answer.
"""

from clearwater.detect.families import follows, same_saying, shared_place, sign_up_batch, standing
from clearwater.detect.families.base import QUESTIONS, Answer, Draft, Question, Ready

__all__ = [
    "QUESTIONS",
    "Answer",
    "Draft",
    "Question",
    "Ready",
    "follows",
    "same_saying",
    "shared_place",
    "sign_up_batch",
    "standing",
]
