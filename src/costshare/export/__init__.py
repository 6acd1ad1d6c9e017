"""What leaves the library in the form in which people send it on: letters, files for the books."""

from costshare.export._accounts import Accounts, Posting
from costshare.export._fee_letters import fee_letters
from costshare.export._letters import FeeLetters
from costshare.export._sie import write_sie

__all__ = ["Accounts", "FeeLetters", "Posting", "fee_letters", "write_sie"]
