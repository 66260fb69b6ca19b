"""Reports by users: windows, outcomes, how much a reporter's word is worth, and the published rate.

Pure: rows go in, numbers come out. Nothing here or in `clearwater.app.intake` leads to a decision;
a test holds that.
"""
