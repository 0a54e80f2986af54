import pytest
from django.db import DatabaseError, connection


@pytest.mark.django_db
def test_a_hub_that_is_well_says_so(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_hub_without_its_database_says_so_without_details(client):
    def broken(*_arguments):
        raise DatabaseError("connection to 10.0.0.5 refused")

    with connection.execute_wrapper(broken):
        answer = client.get("/health")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")
