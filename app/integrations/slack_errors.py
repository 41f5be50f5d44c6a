"""Why something that was asked in Slack is not done."""


class Declined(Exception):
    """It is not done, or not now; the message is for whoever asked."""


class SlackFailed(Exception):
    """Slack did not take a call; the message is its code for why, e.g. `not_in_channel`, or the class of an error."""
