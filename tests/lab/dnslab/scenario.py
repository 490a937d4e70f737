"""Loading scenario directories.

A scenario is a folder with a `scenario.json` and zone files.  What it leaves out comes
from `_base` beside it, unless it says `"base": false`.
"""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import dns.name


@dataclass
class Fault:
    """How one authoritative server misbehaves; the default is 'healthy'."""

    drop: bool = False              # black hole: swallow UDP, swallow TCP SYNs
    rcode: str | None = None        # answer everything with this rcode
    delay_ms: int = 0               # answer, but this late
    upward_referral: bool = False   # lame: non-AA NOERROR pointing back at the root
    edns: str = "ok"                # ok | formerr (pre-EDNS server) | drop (EDNS-hostile firewall)
    tcp: str = "ok"                 # ok | blackhole (SYNs vanish) | refuse (RST)
    # What follows stands under `also`, beside the fault.
    under: list[str] = field(default_factory=list)  # only for these names and those below; none: all
    no_aa: bool = False             # answer, but without authority
    truncate: bool = False          # cut every UDP reply to nothing
    stopped: bool = False           # not running: the machine says that nobody listens

    @classmethod
    def parse(cls, raw: dict | None, also: dict | None = None) -> "Fault":
        return cls(**(raw or {}), **(also or {}))

    def meets(self, qname: dns.name.Name) -> bool:
        """Whether a question for this name meets the fault."""
        return not self.under or any(
            qname.is_subdomain(dns.name.from_text(name)) for name in self.under)


@dataclass
class ServerSpec:
    name: str
    ip: str
    zones: dict                     # zone -> zone file name, or {"secondary_of": ip}
    fault: Fault = field(default_factory=Fault)


@dataclass
class Scenario:
    name: str
    dir: Path
    servers: dict[str, ServerSpec]
    steps: list[dict]
    validate: bool                  # resolvers do DNSSEC validation
    anchors: list[str]              # the zones whose keys are trusted
    sign: dict                      # zone -> {} | {"expired": true} | {"nsec3": true}
    ds: dict                        # child zone -> "ok" | "mismatch"
    ds_at_cuts: bool                # a DS goes only where its zone is delegated
    broken: dict                    # zone file -> what is wrong with its signatures
    serve_stale: bool
    forward: dict                   # zone -> forwarder address

    @property
    def asks(self) -> list[dict]:
        return [s for s in self.steps if "ask" in s]

    @property
    def base(self) -> Path:
        return self.dir.parent / "_base"

    def zone_path(self, filename: str) -> Path:
        """A zone file of this scenario, or the base one when it is not overridden."""
        own = self.dir / filename
        path = own if own.exists() else self.base / filename
        if not path.exists():
            raise FileNotFoundError(f"{self.name}: no zone file {filename}")
        return path

    def zone_files(self) -> dict[str, str]:
        """Every zone file a step or server can use: file name -> zone origin."""
        out: dict[str, str] = {}
        sources = [s.zones for s in self.servers.values()]
        sources += [z for s in self.steps for z in s.get("zone", {}).values()]
        for zones in sources:
            for origin, ref in zones.items():
                if isinstance(ref, str):
                    out[ref] = origin
        return out

    def origins(self) -> set[str]:
        """The apex of every zone that any server has at any time."""
        sources = [s.zones for s in self.servers.values()]
        sources += [z for s in self.steps for z in s.get("zone", {}).values()]
        return {origin for zones in sources for origin in zones}

    @classmethod
    def load(cls, directory: Path) -> "Scenario":
        raw = json.loads((directory / "scenario.json").read_text())
        merged = {}
        if raw.get("base", True):
            merged = json.loads((directory.parent / "_base" / "base.json").read_text())["servers"]
        for key, change in raw.get("servers", {}).items():
            if change is None:
                merged.pop(key, None)
            else:
                merged[key] = {**merged.get(key, {}), **change}
        servers = {
            key: ServerSpec(key, s["ip"], s.get("zones", {}),
                            Fault.parse(s.get("fault"), s.get("also")))
            for key, s in merged.items()
        }
        dnssec = raw.get("dnssec", {})
        resolver = raw.get("resolver", {})
        return cls(
            name=directory.name,
            dir=directory,
            servers=servers,
            steps=raw["steps"],
            validate=dnssec.get("validate", False),
            anchors=dnssec.get("anchors", ["."]),
            sign=dnssec.get("sign", {}),
            ds=dnssec.get("ds", {}),
            ds_at_cuts=dnssec.get("ds_at_cuts", False),
            broken=dnssec.get("broken", {}),
            serve_stale=resolver.get("serve_stale", False),
            forward=resolver.get("forward", {}),
        )
