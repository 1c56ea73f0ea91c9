"""What a proof found."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_SHOWN = 20


@dataclass
class Proof:
    """Figures, and every breach of a rule."""

    name: str
    figures: dict[str, float | int] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def check(self, holds: bool, told: str) -> bool:
        """Note a breach when it does not hold."""
        if not holds:
            self.breaches.append(told)
        return holds

    def count(self, name: str, more: int = 1) -> None:
        """Add to a figure."""
        self.figures[name] = self.figures.get(name, 0) + more

    def slowest(self, name: str, took_s: float) -> None:
        """Keep the greatest."""
        self.figures[name] = max(self.figures.get(name, 0.0), round(took_s, 3))

    def line(self) -> str:
        """One line, then the first breaches."""
        figures = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        shown = [f"  BREACH {told[:500]}" for told in self.breaches[:MOST_SHOWN]]
        return "\n".join([f"{self.name}: {figures}; breaches {len(self.breaches)}", *shown])
