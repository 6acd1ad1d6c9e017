"""What is said to people, in the language that they ask for. Knows nothing of cost sharing."""

from costshare.words._data import said_of, stated
from costshare.words._said import Figure, Joined, Said, join, say, say_all, say_count, say_some
from costshare.words._words import ENGLISH, Words, languages, words_of

__all__ = [
    "ENGLISH",
    "Figure",
    "Joined",
    "Said",
    "Words",
    "join",
    "languages",
    "said_of",
    "say",
    "say_all",
    "say_count",
    "say_some",
    "stated",
    "words_of",
]
