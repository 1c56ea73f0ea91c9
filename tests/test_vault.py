"""The key rests in a real vault or in a private file, never in a third place, never in another home."""

import os
from pathlib import Path

import pytest

from pos.core.errors import Unavailable
from pos.core.secret import SecretKey
from pos.paths import Home
from pos.vault import SERVICE, Backend, Vault, fit_backend, open_vault

CANARY = "canary-5ecret"


class MemoryBackend:
    """A vault that works, in memory."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        del self.kept[service, username]


class LockedBackend(MemoryBackend):
    """A vault that is locked, and whose errors talk too much."""

    def get_password(self, service: str, username: str, /) -> str | None:
        raise RuntimeError(f"locked, could not give {CANARY}")

    def set_password(self, service: str, username: str, password: str, /) -> None:
        raise RuntimeError(f"locked, could not keep {password}")


class PlaintextKeyring(MemoryBackend):
    """Bears the name of the one that keyrings.alt brings."""


class Weak(MemoryBackend):
    """Does not run here."""

    priority = 0.0


class Chain(MemoryBackend):
    """Like keyring's own chain of backends."""

    def __init__(self, *backends: Backend) -> None:
        super().__init__()
        self.backends = backends


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def everything_in(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())


def test_with_a_vault_nothing_is_written_into_the_home(home: Home) -> None:
    backend = MemoryBackend()
    vault = Vault(home, backend)
    assert not vault.load()
    vault.store(SecretKey(CANARY))
    assert vault.load() == SecretKey(CANARY)
    assert not vault.is_fallback
    assert list(backend.kept) == [(SERVICE, str(home.folder.resolve()))]
    assert CANARY.encode() not in everything_in(home)


def test_without_a_vault_it_is_a_file_of_this_user_and_says_so(home: Home) -> None:
    vault = Vault(home, None)
    assert not vault.load()
    vault.store(SecretKey("old"))
    vault.store(SecretKey(CANARY))
    assert vault.load() == SecretKey(CANARY)
    assert vault.is_fallback
    if os.name == "posix":
        assert home.secret.stat().st_mode & 0o777 == 0o600


def test_the_keys_of_two_homes_never_mix(tmp_path: Path) -> None:
    backend = MemoryBackend()
    live, training = Home(tmp_path / "live").make(), Home(tmp_path / "demo").make()
    for chosen in (backend, None):
        Vault(live, chosen).store(SecretKey(CANARY))
        assert not Vault(training, chosen).load()


def test_a_key_moves_from_the_file_into_a_vault_that_came_later(home: Home) -> None:
    Vault(home, None).store(SecretKey(CANARY))
    vault = Vault(home, MemoryBackend())
    assert vault.load() == SecretKey(CANARY)
    before = vault.is_fallback
    vault.store(vault.load())
    assert (before, vault.is_fallback) == (True, False)
    assert CANARY.encode() not in everything_in(home)


def test_a_forgotten_key_is_nowhere(home: Home) -> None:
    for backend in (None, MemoryBackend()):
        vault = Vault(home, backend)
        vault.store(SecretKey(CANARY))
        vault.forget()
        vault.forget()
        assert not vault.load()


def test_the_errors_of_a_vault_are_not_passed_on_with_the_key(home: Home) -> None:
    vault = Vault(home, LockedBackend())
    for step in (vault.load, vault.forget, lambda: vault.store(SecretKey(CANARY))):
        with pytest.raises(Unavailable) as caught:
            step()
        assert CANARY not in f"{caught.value} {caught.value.facts}"
        assert caught.value.__suppress_context__


def test_a_file_that_holds_no_text_is_no_key(home: Home) -> None:
    home.secret.write_bytes(b"\xff\xfe\xff")
    assert not Vault(home, None).load()


def test_only_a_backend_that_keeps_secrets_is_a_vault() -> None:
    from keyring.backends import fail, null

    real = MemoryBackend()
    assert fit_backend(real) is real
    for empty in (fail.Keyring, null.Keyring):
        assert fit_backend(empty()) is None
    assert fit_backend(PlaintextKeyring()) is None
    assert fit_backend(Weak()) is None


def test_of_a_chain_the_first_real_vault_is_taken() -> None:
    real = MemoryBackend()
    assert fit_backend(Chain(PlaintextKeyring(), Weak(), real)) is real
    assert fit_backend(Chain(PlaintextKeyring())) is None
    assert fit_backend(Chain()) is None


def test_a_pc_without_a_vault_falls_back(home: Home) -> None:
    """The tests run with keyring's own «fail» backend, as a PC without a desktop does."""
    assert open_vault(home).backend is None
