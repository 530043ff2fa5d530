"""Put on PYTHONPATH by the tests: from then on Python may talk to this machine only."""

import socket

_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo
LOCAL = ("127.", "::1", "localhost")


def _allowed(host):
    return not host or str(host).startswith(LOCAL)


def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _allowed(address[0]):
        raise OSError(f"a test refused a connection to {address[0]}")
    return _connect(self, address)


def getaddrinfo(host, *rest, **options):
    if not _allowed(host):
        raise OSError(f"a test refused to look up {host}")
    return _getaddrinfo(host, *rest, **options)


socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
