"""What a page asked for and does not get."""


class Refused(Exception):
    """A request is refused; the message is one sentence for whoever sits there.

    Attributes:
        status: the HTTP status.
        wait: seconds after which it may be tried again; 0 if waiting does not help.
    """

    def __init__(self, status: int, sentence: str, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.status = status
        self.wait = wait
