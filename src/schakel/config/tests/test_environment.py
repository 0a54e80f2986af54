import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from schakel.config.environment import UnusableSettingError, read_environment


@pytest.fixture
def read(tmp_path):
    def reading(**values):
        return read_environment({f"SCHAKEL_{name}": value for name, value in values.items()}, home=tmp_path)

    return reading


def test_without_any_setting_the_hub_is_a_demonstration_on_this_machine(read, tmp_path):
    found = read()
    assert found.data == tmp_path / "var"
    assert (found.database, found.demo, found.debug, found.language, found.email) == (
        "",
        True,
        False,
        "nl",
        None,
    )
    assert found.hosts == ("127.0.0.1", "localhost", "[::1]")
    assert (found.processes, found.threads) == (2, 4)


def test_settings_of_other_programs_are_none_of_ours(tmp_path):
    assert read_environment({"PATH": "/usr/bin", "DJANGO_DEBUG": "1"}, home=tmp_path).debug is False


def test_a_name_that_is_no_setting_is_refused(read):
    with pytest.raises(UnusableSettingError, match="SCHAKEL_DATABSE is not a setting"):
        read(DATABSE="postgresql://host/name")


@pytest.mark.parametrize("word", ["yes", "ON", "1", "true"])
def test_yes_can_be_said_in_several_ways(read, word):
    assert read(DEBUG=word).debug is True


@pytest.mark.parametrize("word", ["no", "Off", "0", "false"])
def test_no_can_be_said_in_several_ways(read, word):
    assert read(DEMO=word).demo is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "perhaps"),
        ("THREADS", "0"),
        ("THREADS", "65"),
        ("THREADS", "four"),
        ("THREADS", "-1"),
        ("THREADS", "٤"),
        ("PROCESSES", "1.5"),
        ("LANGUAGE", "de"),
        ("EMAIL", "mail.example"),
        ("EMAIL", "http://mail.example"),
        ("EMAIL", "smtp://"),
        ("EMAIL", "smtp://mail.example:mail"),
    ],
)
def test_an_unusable_value_is_refused_by_name(read, name, value):
    with pytest.raises(UnusableSettingError, match=f"SCHAKEL_{name}"):
        read(**{name: value})


def test_an_empty_value_is_as_good_as_none(read, tmp_path):
    found = read(DATA="", DEMO=" ", THREADS="")
    assert (found.data, found.demo, found.threads) == (tmp_path / "var", True, 4)


def test_lists_are_separated_by_commas(read):
    found = read(HOSTS="hub.example, www.hub.example,")
    assert found.hosts == ("hub.example", "www.hub.example")


def test_the_address_of_the_hub_ends_without_a_slash(read):
    assert read(BASE_URL="https://hub.example/").base_url == "https://hub.example"


def test_the_signing_key_is_made_once_and_is_the_owners_alone(read, tmp_path):
    key = read().secret_key
    assert len(key) >= 60
    assert read().secret_key == key
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_processes_that_start_at_once_sign_with_the_same_key(read, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read().secret_key, range(16)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_a_given_signing_key_is_not_written_down(read, tmp_path):
    assert read(SECRET_KEY="given").secret_key == "given"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("address", "host", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", "mail.example", 587, True, False),
        ("smtp://mail.example:2525", "mail.example", 2525, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp://localhost", "localhost", 25, False, False),
    ],
)
def test_mail_to_another_machine_is_encrypted(read, address, host, port, starttls, tls):
    mail = read(EMAIL=address).email
    assert (mail.host, mail.port, mail.starttls, mail.tls) == (host, port, starttls, tls)


def test_user_and_password_of_the_mail_server_may_hold_any_character(read):
    mail = read(EMAIL="smtp://hub%40example:p%3Aw%2F@mail.example").email
    assert (mail.user, mail.password) == ("hub@example", "p:w/")
