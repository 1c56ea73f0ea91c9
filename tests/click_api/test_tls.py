"""Whom the client trusts. A wrong certificate means that no byte of a request has left."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.click_api.exchange import tls_context
from pos.core.errors import NoConnection, UntrustedServer
from tests.click_api.kit import PID, STATUS, Served, client_of, http_answer, serving

pytest.importorskip("cryptography")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

pytestmark = pytest.mark.anyio

LIMIT_S = 5.0
YEAR = timedelta(days=365)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for one host, and a server's context with it."""

    pem: Path
    server: ssl.SSLContext


def make(folder: Path, host: str, *, years: int = 100) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEFORE)
        .not_valid_after(BEFORE + years * YEAR)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, both = folder / f"{host}.{years}.pem", folder / f"{host}.{years}.both.pem"
    public = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(public)
    both.write_bytes(public + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    return Certificate(pem, server)


@pytest.fixture
def fresh_roots() -> Iterator[None]:
    """Let each test read the roots of its own environment."""
    tls_context.cache_clear()
    yield
    tls_context.cache_clear()


async def answer(served: Served, reader: StreamReader, writer: StreamWriter) -> None:
    await served.read(reader)
    writer.write(http_answer(json.dumps(STATUS).encode()))
    await writer.drain()


def trust(pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    tls_context.cache_clear()


@pytest.mark.usefixtures("fresh_roots")
async def test_a_trusted_server_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make(tmp_path, "127.0.0.1")
    trust(certificate.pem, monkeypatch)
    async with serving(answer, certificate.server) as served:
        client = client_of(base_url=served.base_url)
        assert (await client.payment_status(PID, LIMIT_S)).status == 2
        await client.payment_reversal(PID, LIMIT_S)
        await client.aclose()
    assert len(served.requests) == 2


@pytest.mark.usefixtures("fresh_roots")
async def test_a_self_signed_server_gets_nothing(tmp_path: Path) -> None:
    certificate = make(tmp_path, "127.0.0.1")
    async with serving(answer, certificate.server) as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(UntrustedServer) as untrusted:
            await client.click_pass_confirm(PID, LIMIT_S)
        await client.aclose()
    assert served.requests == []
    assert untrusted.value.__context__ is None


@pytest.mark.usefixtures("fresh_roots")
@pytest.mark.parametrize(("host", "years"), [("127.0.0.2", 100), ("127.0.0.1", 1)])
async def test_another_host_or_an_old_certificate_gets_nothing(
    host: str, years: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make(tmp_path, host, years=years)
    trust(certificate.pem, monkeypatch)
    async with serving(answer, certificate.server) as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(UntrustedServer):
            await client.click_pass_confirm(PID, LIMIT_S)
        await client.aclose()
    assert served.requests == []


@pytest.mark.usefixtures("fresh_roots")
async def test_a_portal_that_speaks_plain_http_gets_nothing() -> None:
    async def portal(_served: Served, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n")
        await writer.drain()
        await reader.read()

    async with serving(portal, scheme="https") as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(UntrustedServer):
            await client.click_pass_confirm(PID, LIMIT_S)
        await client.aclose()


@pytest.mark.usefixtures("fresh_roots")
async def test_a_line_that_breaks_during_the_handshake_is_only_no_connection() -> None:
    async def hang_up(_served: Served, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with serving(hang_up, scheme="https") as served:
        client = client_of(base_url=served.base_url)
        with pytest.raises(NoConnection) as none:
            await client.click_pass_confirm(PID, LIMIT_S)
        await client.aclose()
    assert not isinstance(none.value, UntrustedServer)


@pytest.mark.usefixtures("fresh_roots")
async def test_cancelling_during_the_handshake_closes_the_connection() -> None:
    arrived, closed = asyncio.Event(), asyncio.Event()

    async def silent(_served: Served, reader: StreamReader, _writer: StreamWriter) -> None:
        await reader.read(1)
        arrived.set()
        while await reader.read(4096):
            pass
        closed.set()

    async with serving(silent, scheme="https") as served:
        client = client_of(base_url=served.base_url)
        task = asyncio.ensure_future(client.click_pass_confirm(PID, LIMIT_S))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await closed.wait()
        await client.aclose()


@pytest.mark.usefixtures("fresh_roots")
def test_an_empty_store_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert tls_context().cert_store_stats()["x509_ca"] > 50


@pytest.mark.usefixtures("fresh_roots")
def test_a_store_that_holds_something_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust(make(tmp_path, "127.0.0.1").pem, monkeypatch)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    context = tls_context()
    assert context.cert_store_stats()["x509_ca"] == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert tls_context() is context


@pytest.mark.usefixtures("fresh_roots")
async def test_roots_that_cannot_be_read_are_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> ssl.SSLContext:
        raise ssl.SSLError("no certificate or crl found")

    monkeypatch.setattr("pos.click_api.exchange.tls_context", broken)
    with pytest.raises(NoConnection):
        await client_of().click_pass_confirm(PID, LIMIT_S)
