"""Where a step stands, in words."""

from dataclasses import dataclass

from core.problems import joined, shortened


@dataclass(frozen=True)
class State:
    """Where a step stands: "to do", "done" or "out of date", and what has changed since it was made.

    former: the file that the model in force was trained on, where the present one followed it (core/wave.py); `since`
    is then what has changed besides.
    """

    status: str
    since: tuple[str, ...] = ()
    former: str | None = None

    @property
    def in_words(self) -> str:
        """One phrase for the sidebar and the notices."""
        if self.status != "out of date":
            return self.status
        since = self.since if len(self.since) <= 3 else (*self.since[:2], f"{len(self.since) - 2} more things")
        if self.former:
            return f"from the former file, {shortened(self.former, 40)}" + (
                f"; {joined(since)} changed since" if since else ""
            )
        return f"out of date: {joined(since)} changed since"


def state_since(then: dict[str, str], now: dict[str, str]) -> State:
    """Where a step stands that was made under some key parts."""
    changed = tuple(words for words in {**then, **now} if then.get(words) != now.get(words))
    return State("out of date", changed) if changed else State("done")
