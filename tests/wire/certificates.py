"""A throw-away CA, and servers' contexts with good and bad certificates from it."""

from __future__ import annotations

import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "click.test"
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
LONG_AGO, FAR_OFF = BEFORE + timedelta(days=365), BEFORE + timedelta(days=36_500)

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Certificates:
    """The CA's file for `SSL_CERT_FILE`, and one context per kind of server."""

    roots: Path
    good: ssl.SSLContext
    expired: ssl.SSLContext
    wrong_host: ssl.SSLContext
    self_signed: ssl.SSLContext
    old_tls: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Make all of them; keys live in `folder` only."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("a test CA", ca_key, "a test CA", ca_key, FAR_OFF, is_ca=True)
    roots = folder / "roots.pem"
    roots.write_bytes(ca.public_bytes(serialization.Encoding.PEM))

    def server(name: str, host: str, until: datetime, *, signed: bool = True) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signer = ("a test CA", ca_key) if signed else (host, key)
        return _context(folder / name, _certificate(host, key, issuer, signer, until), key)

    old = server("old", HOST, FAR_OFF)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that is what is tested
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.maximum_version = ssl.TLSVersion.TLSv1
    return Certificates(
        roots=roots,
        good=server("good", HOST, FAR_OFF),
        expired=server("expired", HOST, LONG_AGO),
        wrong_host=server("wrong", "another.test", FAR_OFF),
        self_signed=server("own", HOST, FAR_OFF, signed=False),
        old_tls=old,
    )


def _certificate(
    subject: str, key: Key, issuer: str, signer: Key, until: datetime, *, is_ca: bool = False
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEFORE)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(subject.replace(" ", "-"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _context(path: Path, certificate: x509.Certificate, key: Key) -> ssl.SSLContext:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
