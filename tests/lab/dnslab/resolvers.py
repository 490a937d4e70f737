"""The four recursive resolvers: configuration, start, stop and the client's question."""
from __future__ import annotations

import random
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from . import children

@dataclass
class Options:
    """What a scenario asks of the resolver."""

    anchors: dict                   # zone -> trust anchor rdata; none turns validation off
    hints: str                      # the root hints file
    serve_stale: bool
    forward: dict                   # zone -> address


# The client resends twice and gives up after 15 s, like dig.
TRIES = 3
TRY_SECONDS = 5.0


class Resolver:
    name = ""
    listen = ""                     # clients ask here
    port = 53
    source = ""                     # upstream queries leave from here
    package = ""                    # Debian package, for the version

    def __init__(self, work: Path, options: Options) -> None:
        self.dir = work / f"resolver-{self.name}"
        self.dir.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.log_path = self.dir / "log"
        (self.dir / "root.hints").write_text(options.hints)
        self._proc: subprocess.Popen | None = None

    def write_config(self) -> list[str]:
        """Write configuration files and return the command line."""
        raise NotImplementedError

    @classmethod
    def version(cls) -> str:
        out = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", cls.package],
                             capture_output=True, text=True)
        return out.stdout.strip() or "?"

    def start(self) -> None:
        argv = self.write_config()
        self._proc = children.start(argv, self.dir, self.log_path)
        probe = dns.message.make_query("version.bind.", "TXT", "CH")
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self._proc.poll() is not None:
                break
            try:
                dns.query.udp(probe, self.listen, port=self.port, timeout=0.3, ignore_unexpected=True)
                return
            except (dns.exception.DNSException, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start, see {self.log_path}")

    def stop(self) -> None:
        children.stop(self._proc)

    def forget(self) -> None:
        """Starts anew with an empty cache."""
        self.stop()
        self.start()

    def ask(self, qname: str, qtype: str, cd: bool = False) -> tuple[dict, float]:
        """One client question; returns the observation and when it ended."""
        query = dns.message.make_query(qname, qtype, use_edns=0, payload=1232)
        query.flags |= dns.flags.AD
        if cd:
            query.flags |= dns.flags.CD
        start = time.monotonic()
        reply, tries, over_tcp = self._exchange(query, start)
        end = time.monotonic()
        obs = {"rcode": "TIMEOUT", "flags": [], "ede": [], "answer": [], "soa": None,
               "ms": round((end - start) * 1000, 1), "tries": tries}
        if reply is None:
            return obs, end
        obs["rcode"] = dns.rcode.to_text(reply.rcode())
        obs["flags"] = [f for f in ("AA", "AD", "RA") if reply.flags & dns.flags.Flag[f]]
        if over_tcp:
            obs["flags"].append("client-tcp")
        obs["ede"] = [{"code": int(o.code), "name": _ede_name(o.code), "text": o.text or ""}
                      for o in reply.options if isinstance(o, dns.edns.EDEOption)]
        obs["answer"] = [[r.name.to_text().lower(), r.ttl, dns.rdatatype.to_text(r.rdtype),
                          item.to_text().lower()] for r in reply.answer for item in r]
        soa = [r.name.to_text().lower() for r in reply.authority
               if r.rdtype == dns.rdatatype.SOA]
        obs["soa"] = soa[0] if soa else None
        return obs, end

    def _exchange(self, query: dns.message.Message, start: float):
        """Like a stub resolver: resend now and then, take the first reply to any try."""
        ids = set()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect((self.listen, self.port))
            for n in range(1, TRIES + 1):
                query.id = random.randrange(65536)
                ids.add(query.id)
                sock.send(query.to_wire())
                while (left := start + n * TRY_SECONDS - time.monotonic()) > 0:
                    sock.settimeout(left)
                    try:
                        reply = dns.message.from_wire(sock.recv(65535))
                    except (OSError, dns.exception.DNSException):
                        continue
                    if reply.id not in ids:
                        continue
                    if reply.flags & dns.flags.TC:
                        return dns.query.tcp(query, self.listen, port=self.port,
                                             timeout=TRY_SECONDS), n, True
                    return reply, n, False
        return None, TRIES, False


def _ede_name(code) -> str:
    try:
        return dns.edns.EDECode(code).name.replace("_", " ").title()
    except ValueError:
        return "?"


class Unbound(Resolver):
    name, listen, source = "unbound", "127.0.53.11", "127.0.54.11"
    package = "unbound"

    def write_config(self) -> list[str]:
        o = self.options
        conf = [
            "server:", f"  interface: {self.listen}", f"  outgoing-interface: {self.source}",
            "  access-control: 127.0.0.0/8 allow", "  do-ip6: no", "  do-daemonize: no",
            '  chroot: ""', '  username: ""', '  pidfile: ""', f'  directory: "{self.dir}"',
            "  use-syslog: no", "  log-servfail: yes", "  val-log-level: 2", "  verbosity: 1",
            "  num-threads: 1", '  root-hints: "root.hints"', "  do-not-query-localhost: no",
            "  trust-anchor-signaling: no", "  ede: yes",
            f'  module-config: "{"validator " if o.anchors else ""}iterator"',
        ]
        conf += [f'  trust-anchor: "{zone} DS {ds}"' for zone, ds in o.anchors.items()]
        if o.serve_stale:       # RFC 8767: try to refresh for 1.8 s, then answer stale
            conf += ["  serve-expired: yes", "  serve-expired-client-timeout: 1800",
                     "  ede-serve-expired: yes"]
        conf += ["remote-control:", "  control-enable: no"]
        for zone, ip in o.forward.items():
            conf += ["forward-zone:", f'  name: "{zone}"', f"  forward-addr: {ip}"]
        path = self.dir / "unbound.conf"
        path.write_text("\n".join(conf) + "\n")
        return ["unbound", "-d", "-p", "-c", str(path)]


class Bind(Resolver):
    # named listens only on addresses an interface has, hence 127.0.0.1 and an odd port
    name, listen, port, source = "bind", "127.0.0.1", 5312, "127.0.54.12"
    package = "bind9"

    def write_config(self) -> list[str]:
        o = self.options
        stale = ("stale-cache-enable yes; stale-answer-enable yes; stale-answer-ttl 30; "
                 "stale-answer-client-timeout 1800;") if o.serve_stale else ""
        conf = f"""\
options {{
    directory "{self.dir}";
    pid-file none; session-keyfile none; lock-file none;
    listen-on port {self.port} {{ {self.listen}; }};
    max-cache-size 32m;
    listen-on-v6 {{ none; }};
    query-source address {self.source};
    recursion yes;
    allow-query {{ any; }};
    allow-recursion {{ any; }};
    dnssec-validation {"yes" if o.anchors else "no"};
    trust-anchor-telemetry no;
    empty-zones-enable no;
    {stale}
}};
controls {{ }};
zone "." {{ type hint; file "root.hints"; }};
"""
        for zone, ds in o.anchors.items():
            tag, alg, kind, digest = ds.split(maxsplit=3)
            conf += (f'trust-anchors {{ "{zone}" static-ds {tag} {alg} {kind} '
                     f'"{digest.replace(" ", "")}"; }};\n')
        for zone, ip in o.forward.items():
            conf += (f'zone "{zone}" {{ type forward; forward only; '
                     f"forwarders {{ {ip}; }}; }};\n")
        path = self.dir / "named.conf"
        path.write_text(conf)
        return ["named", "-g", "-4", "-n", "1", "-c", str(path)]


class Knot(Resolver):
    name, listen, source = "knot-resolver", "127.0.53.13", "127.0.54.13"
    package = "knot-resolver"

    def write_config(self) -> list[str]:
        o = self.options
        conf = [
            f"net.listen('{self.listen}', 53, {{ kind = 'dns' }})", "net.ipv6 = false",
            f"net.outgoing_v4('{self.source}')",
            f"cache.open(20 * MB, 'lmdb://{self.dir}/cache')",
            # otherwise every 127.0.0.0/8 name server address is thrown away
            "option('ALLOW_LOCAL', true)",
            "modules.unload('ta_signal_query')", "modules.unload('ta_update')",
            "modules.unload('detect_time_skew')",
            "modules = { 'hints > iterate' }", f"hints.root_file('{self.dir}/root.hints')",
            "pcall(trust_anchors.remove, '.')",
        ]
        conf += [f"trust_anchors.add('{zone} 3600 DS {ds}')" for zone, ds in o.anchors.items()]
        if o.serve_stale:
            conf.append("modules.load('serve_stale < cache')")
        for zone, ip in o.forward.items():
            conf.append(f"policy.add(policy.suffix(policy.FORWARD('{ip}'), "
                        f"policy.todnames({{'{zone}'}})))")
        path = self.dir / "kresd.conf"
        path.write_text("\n".join(conf) + "\n")
        return ["kresd", "-n", "-c", str(path), str(self.dir)]

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self.dir / "cache", ignore_errors=True)   # 20 MB each


class PowerDns(Resolver):
    name, listen, source = "pdns-recursor", "127.0.53.14", "127.0.54.14"
    package = "pdns-recursor"

    def write_config(self) -> list[str]:
        o = self.options
        conf = {
            "local-address": self.listen, "local-port": "53",
            "query-local-address": self.source, "allow-from": "127.0.0.0/8",
            "dont-query": "", "hint-file": f"{self.dir}/root.hints",
            "security-poll-suffix": "", "socket-dir": str(self.dir), "write-pid": "no",
            "daemon": "no", "threads": "1", "export-etc-hosts": "no", "serve-rfc1918": "no",
            "extended-resolution-errors": "yes", "loglevel": "6", "quiet": "yes",
            "dnssec": "validate" if o.anchors else "off",
        }
        if o.anchors:
            lua = self.dir / "anchors.lua"
            lua.write_text("clearTA()\n" + "".join(
                f'addTA("{zone}", "{ds}")\n' for zone, ds in o.anchors.items()))
            conf["lua-config-file"] = str(lua)
        if o.serve_stale:
            conf["serve-stale-extensions"] = "120"      # one hour in steps of 30 s
        if o.forward:
            conf["forward-zones"] = ",".join(f"{z}={ip}" for z, ip in o.forward.items())
        (self.dir / "recursor.conf").write_text(
            "".join(f"{k}={v}\n" for k, v in conf.items()))
        return ["pdns_recursor", f"--config-dir={self.dir}"]


ALL = [Unbound, Bind, Knot, PowerDns]
