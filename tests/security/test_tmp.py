import difflib

from tests.security.test_twin_worlds import *


def show(a, b):
    for k in a:
        if a[k] != b[k]:
            x = a[k][2].decode("utf8", "replace").splitlines()
            y = b[k][2].decode("utf8", "replace").splitlines()
            print(
                k,
                a[k][0],
                b[k][0],
                {h: (v, b[k][1].get(h)) for h, v in a[k][1].items() if v != b[k][1].get(h)},
            )
            print("\n".join(list(difflib.unified_diff(x, y, lineterm="", n=0))[:14])[:1800])


def secrets_at(p):
    return [
        Secret(
            p,
            Kind.CASE,
            State.DRAFT,
            Visibility.PUBLIC,
            "rotterdam",
            ("heat",),
            ("hitte", "sensoren", "school", "data"),
        )
    ] * 5


def test_after(tmp_path, settings):
    a = answers_in(tmp_path, lambda: write_world([]))
    b = answers_in(tmp_path, lambda: write_world(secrets_at(len(PUBLIC))))
    d = differing(a, b)
    print("AFTER", d)
    show({k: v for k, v in a.items() if f"{k[0]} {k[1]}" in d[:2]}, b)


def test_before(tmp_path, settings):
    a = answers_in(tmp_path, lambda: write_world([]))
    b = answers_in(tmp_path, lambda: write_world(secrets_at(0)))
    d = differing(a, b)
    print("BEFORE", d)
    show({k: v for k, v in a.items() if f"{k[0]} {k[1]}" in d[:3]}, b)
