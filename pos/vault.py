"""Where CLICK's secret key rests: the system's vault, else a file that only this user can read.

Any thread; may block on the system's vault. A key given by environment never comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos.core.errors import Unavailable
from pos.core.secret import SecretKey
from pos.paths import Home, trouble, write_private

SERVICE = "Click POS"
# Backends that keep nothing, or keep it readable by anybody who has the file.
_UNFIT = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class Backend(Protocol):
    """What we use of a keyring backend."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """The stored secret, or None."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Store it."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Forget it."""
        ...


@dataclass(frozen=True, slots=True)
class Vault:
    """One secret of one home: CLICK's key, or what `name` says. Homes never see each other's."""

    home: Home
    backend: Backend | None
    name: str = ""

    @property
    def is_fallback(self) -> bool:
        """Whether the key rests in a file, so that a warning must be shown."""
        return self.backend is None or self._file.exists()

    def load(self) -> SecretKey:
        """The stored key; an empty one when there is none.

        Raises:
            Unavailable: the system's vault is locked or does not answer.
            HomeUnusable: the file cannot be read.
        """
        if self.backend is not None:
            try:
                found = self.backend.get_password(SERVICE, self._entry())
            except Exception as error:  # noqa: BLE001 - each backend has errors of its own
                raise _silent(error) from None
            if found:
                return SecretKey(found)
        try:
            return SecretKey(self._file.read_text("utf-8").strip())
        except (FileNotFoundError, UnicodeDecodeError):
            return SecretKey()
        except OSError as error:
            raise trouble(self.home.folder, error) from error

    def store(self, key: SecretKey) -> None:
        """Keep `key` from now on; the one before is gone. May be called again.

        Raises:
            Unavailable: the system's vault did not take it; nothing is kept.
            HomeUnusable, DiskFull: the file could not be written.
        """
        if self.backend is None:
            write_private(self._file, key.reveal().encode())
            return
        try:
            self.backend.set_password(SERVICE, self._entry(), key.reveal())
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            raise _silent(error) from None
        self._forget_file()

    def forget(self) -> None:
        """Take the key out of vault and file. May be called when there is none. Raises as `store`."""
        if self.backend is not None:
            try:
                if self.backend.get_password(SERVICE, self._entry()) is not None:
                    self.backend.delete_password(SERVICE, self._entry())
            except Exception as error:  # noqa: BLE001 - each backend has errors of its own
                raise _silent(error) from None
        self._forget_file()

    def _forget_file(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise trouble(self.home.folder, error) from error

    @property
    def _file(self) -> Path:
        secret = self.home.secret
        return secret.with_name(f"{secret.name}-{self.name}") if self.name else secret

    def _entry(self) -> str:
        folder = str(self.home.folder.resolve())
        return f"{folder}#{self.name}" if self.name else folder


def open_vault(home: Home, name: str = "") -> Vault:
    """The vault of this home: the system's when it has a real one, else a file."""
    return Vault(home, system_backend(), name)


def system_backend() -> Backend | None:
    """The system's vault, or None when there is none that keeps a secret."""
    try:
        import keyring  # costs 84 ms, so not at the start

        return fit_backend(keyring.get_keyring())
    except Exception:  # noqa: BLE001 - a broken desktop must not stop the till; the file remains
        return None


def fit_backend(backend: Backend) -> Backend | None:
    """The backend, or the best of a chain, if it really keeps a secret: by module, name and priority.

    With `keyrings.alt` installed keyring chooses a plain-text file without a word: that is not a vault.
    """
    chain = getattr(backend, "backends", None)
    if chain is not None:
        return next((member for member in map(fit_backend, chain) if member is not None), None)
    kind = type(backend)
    if kind.__module__.startswith(_UNFIT) or "plaintext" in kind.__name__.casefold():
        return None
    return backend if float(getattr(backend, "priority", 0)) > 0 else None


def _silent(error: Exception) -> Unavailable:
    # Only its class is told, and its chain is cut: its text might hold what was being stored.
    return Unavailable(f"the system's vault: {type(error).__name__}", device="vault")
