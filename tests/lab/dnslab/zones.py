"""Zone preparation: add DS records, sign with ldns-signzone, break what is to be broken."""
from __future__ import annotations

import base64
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import dns.name
import dns.rdatatype
import dns.zone

from .scenario import Scenario

ALGORITHM = "ECDSAP256SHA256"
COLLIDING = 16                      # keys of the same tag beside each key


def _file_stem(zone: str) -> str:
    return "root" if zone == "." else zone.rstrip(".")


def _keygen(keys: Path, zone: str, kind: str) -> Path:
    """Key pair base path for `zone`; kind is 'ksk', 'zsk', 'old-ksk' or 'old-zsk'."""
    directory = keys / _file_stem(zone) / kind
    directory.mkdir(parents=True, exist_ok=True)
    found = sorted(directory.glob("K*.key"))
    if not found:
        cmd = ["ldns-keygen", "-a", ALGORITHM]
        if kind.endswith("ksk"):
            cmd.append("-k")
        subprocess.run([*cmd, zone], cwd=directory, check=True, capture_output=True)
        found = sorted(directory.glob("K*.key"))
    return found[0].with_suffix("")


def ds_record(keys: Path, zone: str, match: bool = True) -> str:
    """The DS presentation line of `zone`; match=False gives that of a retired key."""
    base = _keygen(keys, zone, "ksk" if match else "old-ksk")
    return Path(f"{base}.ds").read_text().strip()


def anchors(scn: Scenario, keys: Path) -> dict[str, str]:
    """zone -> rdata ('tag alg digest-type digest') of the DS by which its key is trusted."""
    out = {}
    for zone in scn.anchors if scn.validate else []:
        fields = ds_record(keys, zone).split()
        out[zone] = " ".join(fields[fields.index("DS") + 1:])
    return out


def root_hints(scn: Scenario) -> str:
    """The hints file: the root's servers as its zone has them."""
    for server in scn.servers.values():
        ref = server.zones.get(".")
        if isinstance(ref, str):
            zone = dns.zone.from_file(str(scn.zone_path(ref)), origin=".", relativize=False,
                                      check_origin=False)
            names = [r.target for r in zone.find_rdataset(".", "NS")]
            lines = [f". 3600000 NS {name}" for name in names]
            for name in names:
                found = zone.get_rdataset(name, "A") or []
                lines += [f"{name} 3600000 A {r.address}" for r in found]
            return "\n".join(lines) + "\n"
    raise ValueError(f"{scn.name}: no server has the root")


def _parent(scn: Scenario, child: str) -> str | None:
    """The apex of the zone above `child`, of those that there are."""
    name = dns.name.from_text(child)
    above = [o for o in scn.origins()
             if name != dns.name.from_text(o) and name.is_subdomain(dns.name.from_text(o))]
    return max(above, key=lambda o: len(dns.name.from_text(o)), default=None)


def prepare(scn: Scenario, keys: Path, out: Path) -> None:
    """Write each zone file of the scenario, signed where it says so, into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for filename, origin in scn.zone_files().items():
        text = scn.zone_path(filename).read_text()
        held = dns.zone.from_text(text, origin=origin, relativize=False, check_origin=False)
        for child, state in scn.ds.items():
            delegated = not scn.ds_at_cuts or held.get_rdataset(child, "NS")
            if delegated and _parent(scn, child) == origin:
                # The TTL of the SOA record, as ldns-signzone gives it to the keys.
                fields = ds_record(keys, child, match=state == "ok").split(None, 1)
                soa = held.get_rdataset(origin, "SOA")
                text += f"\n{fields[0]} {soa.ttl if soa else 3600} {fields[1]}\n"
        target = out / filename
        target.write_text(text)
        broken = scn.broken.get(filename)
        if origin in scn.sign:
            _sign(target, origin, scn.sign[origin], broken, keys)


def _sign(target: Path, origin: str, how: dict, broken: str | None, keys: Path) -> None:
    now = datetime.now(timezone.utc)
    if how.get("expired") or broken == "expired_signatures":
        since, until = now - timedelta(days=60), now - timedelta(days=2)
    else:
        since, until = now - timedelta(days=1), now + timedelta(days=30)
    stamp = "%Y%m%d%H%M%S"
    kinds = ("old-ksk", "old-zsk") if broken == "ds_mismatch" else ("ksk", "zsk")
    signed = Path(f"{target}.signed")
    subprocess.run(
        ["ldns-signzone", *(["-n"] if how.get("nsec3") else []), "-o", origin,
         "-i", since.strftime(stamp), "-e", until.strftime(stamp), "-f", str(signed), str(target),
         *(str(_keygen(keys, origin, kind)) for kind in kinds)],
        check=True, capture_output=True)
    signed.replace(target)
    if broken == "missing_signatures":
        lines = target.read_text().splitlines(keepends=True)
        target.write_text("".join(line for line in lines if "\tRRSIG\t" not in line))
    if broken == "colliding_key_tags":
        target.write_text(target.read_text() + _colliding(target, origin))
    if broken == "wrong_key":
        target.write_text(_by_another(target, origin))


def _by_another(target: Path, origin: str) -> str:
    """Every signature but those over the keys as another key of the same tag would have made it:
    only the octets of the signature itself differ."""
    zone = dns.zone.from_file(str(target), origin=origin, relativize=False, check_origin=False)
    lines = []
    for name, ttl, data in zone.iterate_rdatas():
        if data.rdtype == dns.rdatatype.RRSIG and data.type_covered != dns.rdatatype.DNSKEY:
            data = data.replace(signature=data.signature[:-1] + bytes([data.signature[-1] ^ 1]))
        lines.append(f"{name} {ttl} IN {data.rdtype.name} {data.to_text()}")
    # The SOA record comes first.
    lines.sort(key=lambda line: " IN SOA " not in line)
    return "\n".join(lines) + "\n"


def _colliding(target: Path, origin: str) -> str:
    """Other keys with the tag of each key: the tag is a sum of pairs of octets (RFC 4034
    appendix B), and their order does not change a sum."""
    zone = dns.zone.from_file(str(target), origin=origin, relativize=False, check_origin=False)
    keys = zone.find_rdataset(origin, "DNSKEY")
    lines = []
    for key in keys:
        pairs = [key.key[i:i + 2] for i in range(0, len(key.key), 2)]
        for by in range(1, COLLIDING + 1):
            turned = base64.b64encode(b"".join(pairs[by:] + pairs[:by])).decode()
            lines.append(f"{origin} {keys.ttl} IN DNSKEY {key.flags} 3 {int(key.algorithm)} {turned}")
    return "\n".join(lines) + "\n"
