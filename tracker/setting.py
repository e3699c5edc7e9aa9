"""What one setting of an installation is, and how it is read. Which there are: config.py, mail_settings.py."""

from dataclasses import dataclass


class BadSetting(Exception):
    """A setting cannot be used; the message says which one and what to do."""


SWITCH = ("on", "off")


@dataclass(frozen=True)
class Setting:
    """One setting: its environment variable, default, what it means (with its unit), and which values are allowed."""

    env: str
    default: str
    meaning: str
    allowed: range | tuple[str, ...] = ()

    def number(self, text: str) -> int:
        """The whole number that `text` says; raises BadSetting."""
        if not (text.isascii() and text.isdigit()) or int(text) not in self.allowed:
            raise self.refusal(text, f"{self.allowed[0]} 到 {self.allowed[-1]} 的整数")
        return int(text)

    def choice(self, text: str) -> str:
        """`text` when it is among the allowed; raises BadSetting."""
        if text not in self.allowed:
            raise self.refusal(text, " 或 ".join(map(str, self.allowed)))
        return text

    def refusal(self, text: str, wanted: str) -> BadSetting:
        """What to say of a value that cannot be used."""
        return BadSetting(f"{self.env}={text!r} 不对：应为 {wanted}（{self.meaning}）。")
