"""A certificate that a phone on the local network can trust."""

import ssl

from click.testing import CliRunner

from delivery.desk.certificate import make_certificate


def test_a_server_can_use_it_and_its_key_is_nobody_elses(tmp_path):
    folder = tmp_path / "cert"
    done = CliRunner().invoke(make_certificate, ["192.168.1.5", str(folder)])
    assert done.exit_code == 0, done.output
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        folder / "cert.pem", folder / "key.pem"
    )
    assert (folder / "key.pem").stat().st_mode & 0o077 == 0


def test_a_certificate_that_is_there_is_kept(tmp_path):
    for expected in (0, 1):
        done = CliRunner().invoke(make_certificate, ["menkou.local", str(tmp_path)])
        assert done.exit_code == expected
