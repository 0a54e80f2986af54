"""What may be asked for: each line is a way in which somebody once reached what they should not have."""

import ipaddress

import pytest

from schakel.kernel.refusal import Refusal
from schakel.outbound.rules import is_global, may_connect, target_of


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "address-not-http"),
        ("gopher://hub.example/", "address-not-http"),
        ("ftp://hub.example/", "address-not-http"),
        ("//hub.example/", "address-not-http"),
        ("http://hub.example:22/", "address-of-other-port"),
        ("http://hub.example:6379/", "address-of-other-port"),
        ("https://hub.example:9200/", "address-of-other-port"),
        ("http://somebody@hub.example/", "address-with-password"),
        ("http://a:b@127.0.0.1/", "address-with-password"),
        ("http://@hub.example/", "address-with-password"),
        ("http://hub.example\\@127.0.0.1/", "address-not-usable"),
        ("http://hub.example/ HTTP/1.1\r\nHost: x", "address-not-usable"),
        ("http://hub.example/\x00", "address-not-usable"),
        ("http:///path", "address-not-usable"),
        ("http://hub..example/", "address-not-usable"),
        ("http://[fe80::1%25eth0]/", "address-not-usable"),
        ("http://[::1/", "address-not-usable"),
        ("http://hub.example:x/", "address-not-usable"),
        ("http://%31%32%37.0.0.1/", "address-not-usable"),
        ("http://2130706433/", "address-not-usable"),
        ("http://0x7f000001/", "address-not-usable"),
        ("http://0x7f.1/", "address-not-usable"),
        ("http://0177.0.0.1/", "address-not-usable"),
        ("http://127.1/", "address-not-usable"),
        ("http://134744072/", "address-not-usable"),
        (f"http://hub.example/{'x' * 2000}", "address-not-usable"),
    ],
)
def test_what_is_not_asked_has_its_reason(url, code):
    with pytest.raises(Refusal) as refused:
        target_of(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Hub.Example./a", "hub.example"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1"),
    ],
)
def test_a_name_is_looked_up_as_the_system_would_understand_it(url, host):
    assert target_of(url).host == host.replace(
        "::ffff:7f00:1", str(ipaddress.IPv6Address("::ffff:127.0.0.1"))
    )


def test_what_is_asked_is_written_as_a_server_expects_it():
    target = target_of("https://hub.example:80/één pad?q=a b#part".replace(" ", "%20"))
    assert (target.scheme, target.port, target.host_header) == ("https", 80, "hub.example:80")
    assert target.path == "/%C3%A9%C3%A9n%20pad?q=a%20b"
    assert target_of("http://hub.example").url == "http://hub.example/"
    assert (target_of("http://hub.example").port, target_of("https://hub.example").port) == (80, 443)


def test_how_long_an_address_may_be():
    longest = "http://hub.example/".ljust(2000, "x")
    assert target_of(longest).url == longest
    with pytest.raises(Refusal) as refused:
        target_of(longest + "x")
    assert refused.value.code == "address-not-usable"


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::169.254.169.254", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "localhost", "",
    ],
)  # fmt: skip
def test_what_is_not_of_the_open_internet_is_not_connected_to(address):
    assert not may_connect(address, is_allowed=False)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2a01:7c8:aab0::1", "2606:4700::1111"],
)
def test_the_open_internet_is_connected_to(address):
    assert may_connect(address, is_allowed=False)


def test_control_the_library_alone_would_let_some_of_them_through():
    assert ipaddress.ip_address("64:ff9b::a9fe:a9fe").is_global
    assert not is_global(ipaddress.ip_address("64:ff9b::a9fe:a9fe"))


def test_a_host_that_an_administrator_named_may_be_near_and_have_another_port():
    allowed = {"figures.intern:8443", "near.intern"}
    assert target_of("https://figures.intern:8443/a", allowed=allowed).is_allowed
    assert target_of("http://near.intern/", allowed=allowed).is_allowed
    for other in ("https://figures.intern/", "http://far.intern/", "http://near.intern.evil.example/"):
        assert not target_of(other, allowed=allowed).is_allowed
    with pytest.raises(Refusal):
        target_of("https://near.intern:8443/", allowed=allowed)
    assert may_connect("10.0.0.7", is_allowed=True)
    assert not may_connect("169.254.169.254", is_allowed=True)
    assert not may_connect("::ffff:10.0.0.7", is_allowed=True)
