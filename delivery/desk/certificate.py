"""A certificate of one's own, so that phones on a local network may use camera and offline work."""

import ipaddress
from datetime import timedelta
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from delivery.kernel.clock import now

LASTS = timedelta(days=397)  # phones refuse more


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _subject(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + LASTS)
    )


def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a fresh authority that phones are told to trust, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Menkou, this installation")
    made = _builder(name, name, key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    return made.sign(key, hashes.SHA256()), key


def certificate(
    address: str, issuer: x509.Certificate, issuer_key: ec.EllipticCurvePrivateKey
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a server's certificate for ``address``, a name or an IP address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name(address), issuer.subject, key.public_key())
        .add_extension(x509.SubjectAlternativeName([_subject(address)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return made.sign(issuer_key, hashes.SHA256()), key


@click.command("certificate")
@click.argument("address")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def make_certificate(address: str, folder: Path) -> None:
    """Make a certificate for ADDRESS (a name or an IP address) in FOLDER.

    ``ca.crt`` is for the phones; the authority's key is thrown away, so that nobody can make
    another certificate that they would trust.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "key.pem").exists():
        raise click.ClickException(f"{folder} has a certificate already. Nothing was changed.")
    issuer, issuer_key = authority()
    server, key = certificate(address, issuer, issuer_key)
    secret = folder / "key.pem"
    secret.touch(mode=0o600)
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.crt").write_bytes(issuer.public_bytes(serialization.Encoding.PEM))
    click.echo(f"{folder}/cert.pem and key.pem for the server; {folder}/ca.crt for the phones.")
