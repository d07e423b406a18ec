"""A name server on 127.0.0.1:53 of a network of its own, for Scripts/names.

Answers by what a name looks like while the command given runs, and exits with its status.
Names with "mute" in them are never answered.
"""
import fcntl
import socket
import struct
import subprocess
import sys
import threading

PUBLIC, LOOPBACK = "93.184.215.14", "127.0.0.1"
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3
IPV4, IPV6 = 1, 28


def bring_loopback_up():
    """What `ip link set lo up` does, without needing iproute2."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, 0x8913, request))[1]
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", flags | 1))


class Zone:
    def __init__(self):
        self.asked = {}

    def addresses(self, name):
        """The addresses of a name now, or None when there is no such name."""
        first = name.split(".")[0]
        if first == "mixed":
            return [PUBLIC, LOOPBACK]
        kind, _, count = first.partition("-")
        if kind not in ("public", "loopback") or not count.isdigit():
            return None
        # So many lookups find one address, all later ones the other.
        asked = self.asked.get(name, 0)
        self.asked[name] = asked + 1
        is_early = asked < int(count)
        return [PUBLIC if (kind == "public") == is_early else LOOPBACK]

    def answer(self, query):
        """The response to a query as it came in; None to stay silent."""
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii").lower())
            at += 1 + query[at]
        name = ".".join(labels)
        (kind,) = struct.unpack(">H", query[at + 1 : at + 3])
        question = query[12 : at + 5]
        if "mute" in name:
            return None
        code, found = NO_ERROR, []
        if "broken" in name:
            code = SERVER_FAILURE
        elif kind == IPV4:
            addresses = self.addresses(name)
            code = NO_SUCH_NAME if addresses is None else NO_ERROR
            found = addresses or []
        elif name.split(".")[0].partition("-")[0] not in ("public", "loopback", "mixed"):
            code = NO_SUCH_NAME
        header = query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(found), 0, 0)
        records = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", IPV4, 1, 0, 4) + socket.inet_aton(address)
            for address in found
        )
        return header + question + records


def serve(server):
    zone = Zone()
    while True:
        query, client = server.recvfrom(4096)
        try:
            answer = zone.answer(query)
        except (IndexError, struct.error, UnicodeDecodeError):
            continue
        if answer is not None:
            server.sendto(answer, client)


bring_loopback_up()
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((LOOPBACK, 53))
threading.Thread(target=serve, args=(server,), daemon=True).start()
sys.exit(subprocess.call(sys.argv[1:]))
