"""What a load balancer and Prometheus are told."""

import re

from tests import factories as make
from tests.signing import get


def test_a_process_that_answers_is_live(client):
    assert client.get("/health/live").json == {"status": "live"}


def test_a_database_without_the_schema_is_not_ready(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503


def test_metrics_count_rows_by_state_for_this_machine_itself(client):
    def open_waves():
        text = get(client, "/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
        found = re.search(r'menkou_rows{state="open",table="waves"} (\d+)', text)
        return int(found[1]) if found else 0

    before = open_waves()
    make.make_wave(make.make_neighbourhood())
    assert open_waves() == before + 1


def test_metrics_are_not_for_strangers(client):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code in (302, 401)


def test_every_answer_carries_the_headers(client):
    headers = client.get("/health/live").headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
