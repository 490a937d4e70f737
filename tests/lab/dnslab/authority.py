"""Authoritative side: NSD answers, a small proxy in front logs and injects faults.

Each server owns one loopback address.  NSD listens there on BACKEND_PORT and the
proxy on port 53, so a resolver talks to what looks like an ordinary server while
every query it sends is recorded, whatever the fault does with it afterwards.
"""
from __future__ import annotations

import ctypes
import socket
import struct
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from . import children
from .scenario import Fault, ServerSpec

PORT = 53
BACKEND_PORT = 5300


@dataclass
class Seen:
    """One query (or bare TCP connection attempt) that reached a server."""

    t: float                        # time.monotonic()
    source: str                     # resolver's source address
    server: str
    proto: str                      # udp | tcp
    qname: str
    qtype: str
    edns: bool
    do: bool
    rd: bool
    outcome: str                    # what the server did with it


class QueryLog:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[Seen] = []

    def add(self, row: Seen) -> Seen:
        with self._lock:
            self._rows.append(row)
        return row

    def between(self, start: float, end: float, source: str, zero: float) -> list[dict]:
        """Queries of one resolver in [start, end), their times in ms since `zero`."""
        with self._lock:
            rows = [r for r in self._rows if r.source == source and start <= r.t < end]
        return [{**asdict(r), "t": round((r.t - zero) * 1000, 1)} for r in rows]


def describe(wire: bytes) -> str:
    """A short label for a response: 'NXDOMAIN aa', 'referral lab.', 'answer aa 1', ..."""
    try:
        msg = dns.message.from_wire(wire, ignore_trailing=True)
    except dns.exception.DNSException:
        return "malformed"
    rcode = dns.rcode.to_text(msg.rcode())
    bits = []
    if msg.flags & dns.flags.TC:
        bits.append("tc")
    if msg.flags & dns.flags.AA:
        bits.append("aa")
    tail = "".join(" " + b for b in bits)
    if rcode != "NOERROR":
        return rcode + tail
    if msg.answer:
        return f"answer{tail} " + ",".join(
            f"{dns.rdatatype.to_text(r.rdtype)}x{len(r)}" for r in msg.answer)
    if any(r.rdtype == dns.rdatatype.SOA for r in msg.authority):
        return "nodata" + tail
    cuts = [r for r in msg.authority if r.rdtype == dns.rdatatype.NS]
    if cuts:
        return f"referral{tail} {cuts[0].name.to_text().lower()}"
    return "empty" + tail


class SynSniffer:
    """Logs TCP SYNs to 127.53.0.0/16 port 53 that no listener will ever accept."""

    # classic BPF over the IP packet: dst in 127.53/16, dst port 53, SYN without ACK
    _PROGRAM = [
        (0x20, 0, 0, 16),            # ld [16]           destination address
        (0x54, 0, 0, 0xFFFF0000),    # and #0xffff0000
        (0x15, 0, 6, 0x7F350000),    # jeq 127.53.0.0    else drop
        (0xB1, 0, 0, 0),             # ldx 4*([0]&0xf)   IP header length
        (0x48, 0, 0, 2),             # ldh [x+2]         destination port
        (0x15, 0, 3, PORT),          # jeq #53           else drop
        (0x50, 0, 0, 13),            # ldb [x+13]        flags
        (0x54, 0, 0, 0x12),          # and #SYN|ACK
        (0x15, 1, 0, 0x02),          # jeq #SYN          then accept
        (0x06, 0, 0, 0),             # drop
        (0x06, 0, 0, 0xFFFF),        # accept
    ]

    def __init__(self, on_syn) -> None:
        self._on_syn = on_syn
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
        code = b"".join(struct.pack("HBBI", *ins) for ins in self._PROGRAM)
        buf = ctypes.create_string_buffer(code)
        prog = struct.pack("HL", len(self._PROGRAM), ctypes.addressof(buf))
        SO_ATTACH_FILTER = 26
        self._sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, prog)
        self._sock.settimeout(0.2)
        self._stop = False
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while not self._stop:
            try:
                packet = self._sock.recv(2048)
            except socket.timeout:
                continue
            except OSError:
                return
            self._on_syn(socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20]))

    def close(self) -> None:
        self._stop = True
        self._thread.join(1)
        self._sock.close()


class AuthServer:
    def __init__(self, spec: ServerSpec, zone_dir: Path, work: Path, log: QueryLog) -> None:
        self.spec = spec
        self.fault = spec.fault
        self.log = log
        self._zone_dir = zone_dir
        self._work = work / f"auth-{spec.name}"
        self._work.mkdir(parents=True, exist_ok=True)
        self._zones = dict(spec.zones)
        self._nsd = None
        self._udp: socket.socket | None = None
        self._tcp: socket.socket | None = None
        self._tcp_mode = "closed"
        self._fillers: list[socket.socket] = []
        self._backend_lock = threading.Lock()

    # ---- life cycle -------------------------------------------------------
    def start(self) -> None:
        self._start_nsd()
        self.set_fault(self.fault)

    def stop(self) -> None:
        self._set_tcp("closed")
        self._set_udp(False)
        self._stop_nsd()

    def set_fault(self, fault: Fault) -> None:
        self.fault = fault
        # a server that is silent about some names only still takes connections
        silent = fault.drop and not fault.under
        mode = "blackhole" if silent else "refuse" if fault.stopped else fault.tcp
        self._set_udp(not fault.stopped)
        self._set_tcp({"ok": "open", "blackhole": "blackhole", "refuse": "closed"}[mode])

    def set_zones(self, changed: dict) -> None:
        self._zones.update(changed)
        self._stop_nsd()
        self._start_nsd()

    @property
    def accepts_tcp(self) -> bool:
        return self._tcp_mode == "open"

    # ---- NSD --------------------------------------------------------------
    def _start_nsd(self) -> None:
        w = self._work
        lines = [
            "server:",
            f"  ip-address: {self.spec.ip}@{BACKEND_PORT}",
            "  server-count: 1", "  do-ip6: no", '  username: ""', '  chroot: ""',
            f'  zonesdir: "{self._zone_dir}"', '  database: ""', '  pidfile: ""',
            f'  zonelistfile: "{w}/zone.list"', f'  xfrdfile: "{w}/xfrd.state"',
            f'  xfrdir: "{w}"', f'  logfile: "{w}/nsd.log"', "  rrl-ratelimit: 0",
            "remote-control:", "  control-enable: no",
        ]
        for origin, ref in self._zones.items():
            lines += ["zone:", f'  name: "{origin}"']
            if isinstance(ref, str):
                lines.append(f'  zonefile: "{ref}"')
            else:   # a secondary whose primary never answers: no data, hence SERVFAIL
                lines += [f'  zonefile: "{w}/{origin}never-transferred"',
                          f'  request-xfr: {ref["secondary_of"]} NOKEY']
        conf = w / "nsd.conf"
        conf.write_text("\n".join(lines) + "\n")
        self._nsd = children.start(["nsd", "-d", "-c", str(conf)], w, w / "stderr")
        probe = dns.message.make_query("version.server.", "TXT", "CH").to_wire()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self._backend_udp(probe, 0.2) is not None:
                return
            if self._nsd.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"nsd for {self.spec.name} did not start, see {w}")

    def _stop_nsd(self) -> None:
        children.stop(self._nsd)

    def _backend_udp(self, wire: bytes, timeout: float = 1.0) -> bytes | None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(timeout)
            try:
                s.connect((self.spec.ip, BACKEND_PORT))
                s.send(wire)
                return s.recv(65535)
            except OSError:
                return None

    def _backend_tcp(self, wire: bytes) -> bytes | None:
        try:
            with socket.create_connection((self.spec.ip, BACKEND_PORT), 1.0) as s:
                s.sendall(struct.pack("!H", len(wire)) + wire)
                return _read_frame(s)
        except OSError:
            return None

    # ---- proxy ------------------------------------------------------------
    def _set_udp(self, listen: bool) -> None:
        """Open the socket or close it: then the machine says that nobody listens."""
        if listen == (self._udp is not None):
            return
        if listen:
            self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._udp.bind((self.spec.ip, PORT))
            self._udp_thread = threading.Thread(target=self._udp_loop, args=(self._udp,),
                                                daemon=True)
            self._udp_thread.start()
            return
        sock, self._udp = self._udp, None
        # an empty message to itself wakes the thread, which closes the socket
        sock.sendto(b"", (self.spec.ip, PORT))
        self._udp_thread.join(2)

    def _udp_loop(self, sock: socket.socket) -> None:
        with sock:
            while True:
                wire, peer = sock.recvfrom(65535)
                if self._udp is not sock:
                    return
                if wire:
                    self._handle(wire, peer[0], "udp",
                                 lambda r, p=peer: self._send_udp(sock, r, p))

    @staticmethod
    def _send_udp(sock: socket.socket, wire: bytes, peer) -> None:
        try:
            sock.sendto(wire, peer)
        except OSError:
            pass

    def _handle(self, wire: bytes, source: str, proto: str, send) -> None:
        now = time.monotonic()
        try:
            query = dns.message.from_wire(wire, ignore_trailing=True)
            q = query.question[0]
        except (dns.exception.DNSException, IndexError):
            return
        fault = self.fault if self.fault.meets(q.name) else Fault()
        row = self.log.add(Seen(
            now, source, self.spec.name, proto, q.name.to_text().lower(),
            dns.rdatatype.to_text(q.rdtype), query.edns >= 0,
            bool(query.ednsflags & dns.flags.DO), bool(query.flags & dns.flags.RD), ""))
        answer = self._answer(wire, query, proto, fault)
        if answer is None:
            row.outcome = "dropped"
            return
        row.outcome = describe(answer)
        if fault.delay_ms:
            row.outcome += f" after {fault.delay_ms} ms"
            timer = threading.Timer(fault.delay_ms / 1000, send, (answer,))
            timer.daemon = True
            timer.start()
        else:
            send(answer)

    def _answer(self, wire: bytes, query, proto: str, fault: Fault) -> bytes | None:
        has_opt = query.edns >= 0
        if fault.drop or (fault.edns == "drop" and has_opt):
            return None
        if fault.edns == "formerr" and has_opt:
            reply = dns.message.make_response(query)
            reply.use_edns(False)
            reply.set_rcode(dns.rcode.FORMERR)
            return reply.to_wire()
        if fault.rcode:
            reply = dns.message.make_response(query)
            reply.set_rcode(dns.rcode.from_text(fault.rcode))
            return reply.to_wire()
        if fault.upward_referral:
            reply = dns.message.make_response(query)
            reply.authority.append(
                dns.rrset.from_text(".", 518400, "IN", "NS", "a.root-servers."))
            reply.additional.append(
                dns.rrset.from_text("a.root-servers.", 518400, "IN", "A", "127.53.0.1"))
            return reply.to_wire()
        if fault.truncate and proto == "udp":
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.TC
            return reply.to_wire()
        answer = self._backend_udp(wire) if proto == "udp" else self._backend_tcp(wire)
        return _without_aa(answer) if answer and fault.no_aa else answer

    # ---- TCP --------------------------------------------------------------
    def _set_tcp(self, mode: str) -> None:
        if mode == self._tcp_mode:
            return
        if self._tcp:
            try:
                self._tcp.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self._tcp.close()
            self._tcp = None
        for s in self._fillers:
            s.close()
        self._fillers = []
        self._tcp_mode = mode
        if mode == "closed":
            return
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.spec.ip, PORT))
        self._tcp = listener
        if mode == "open":
            listener.listen(64)
            threading.Thread(target=self._tcp_loop, args=(listener,), daemon=True).start()
            return
        # blackhole: never accept and keep the accept queue full, so that Linux
        # drops further SYNs, just as a filtering firewall would
        listener.listen(0)
        for _ in range(8):
            filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            filler.settimeout(0.05)
            self._fillers.append(filler)
            try:
                filler.connect((self.spec.ip, PORT))
            except OSError:
                break

    def _tcp_loop(self, listener: socket.socket) -> None:
        while True:
            try:
                conn, peer = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._tcp_conn, args=(conn, peer[0]), daemon=True).start()

    def _tcp_conn(self, conn: socket.socket, source: str) -> None:
        with conn:
            conn.settimeout(20)
            try:
                while (wire := _read_frame(conn)) is not None:
                    self._handle(wire, source, "tcp", lambda r: conn.sendall(
                        struct.pack("!H", len(r)) + r))
            except OSError:
                return


def _without_aa(wire: bytes) -> bytes:
    """The same reply from a server that says it has no authority: AA is a bit of the third octet."""
    return wire[:2] + bytes([wire[2] & ~0x04]) + wire[3:]


def _read_frame(sock: socket.socket) -> bytes | None:
    def exactly(n: int) -> bytes | None:
        data = b""
        while len(data) < n:
            chunk = sock.recv(n - len(data))
            if not chunk:
                return None
            data += chunk
        return data

    head = exactly(2)
    return exactly(struct.unpack("!H", head)[0]) if head else None


class Authority:
    """All authoritative servers of one scenario."""

    def __init__(self, specs: dict[str, ServerSpec], zone_dir: Path, work: Path) -> None:
        self.log = QueryLog()
        self.servers = {k: AuthServer(s, zone_dir, work, self.log) for k, s in specs.items()}
        self._by_ip = {s.spec.ip: s for s in self.servers.values()}

    def __enter__(self) -> "Authority":
        self._started = []
        try:
            for server in self.servers.values():
                self._started.append(server)
                server.start()
            self._sniffer = SynSniffer(self._on_syn)
        except BaseException:
            self._stop_all()
            raise
        return self

    def __exit__(self, *exc) -> None:
        self._sniffer.close()
        self._stop_all()

    def _stop_all(self) -> None:
        for server in self._started:
            try:
                server.stop()
            except (OSError, AttributeError):
                pass

    def _on_syn(self, source: str, destination: str) -> None:
        server = self._by_ip.get(destination)
        if (server and server.accepts_tcp) or source == "127.0.0.1":
            return
        outcome = "SYN dropped" if server and server._tcp_mode == "blackhole" else "SYN refused"
        self.log.add(Seen(time.monotonic(), source, server.spec.name if server else destination,
                          "tcp", "-", "-", False, False, False, outcome))
