#!/usr/bin/env python3
"""A DNS lab on loopback: real resolvers against real (and really broken) authorities.

  lab.py run DIR ...    run these scenarios; write the results to --out
  lab.py show DIR       print the upstream queries of a scenario, from --out
  lab.py up DIR         start a scenario and keep it running, for dig by hand

Needs root (port 53 on 127.0.0.0/8) and: unbound bind9 knot-resolver pdns-recursor
nsd ldnsutils, and dnspython.
"""
from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path

from dnslab import resolvers, runner
from dnslab.scenario import Scenario


def cmd_run(args) -> None:
    results = {"versions": {k.name: k.version() for k in resolvers.ALL}, "scenarios": {}}
    began = time.monotonic()
    for folder in args.scenario:
        scn = Scenario.load(folder)
        outcome = runner.run(scn, resolvers.ALL, args.work)
        results["scenarios"][scn.name] = outcome
        print(f"{scn.name}: {len(scn.asks)} questions, {outcome['seconds']} s",
              file=sys.stderr, flush=True)
        args.out.write_text(json.dumps(results, indent=1))
    print(f"{time.monotonic() - began:.0f} s; wrote {args.out}", file=sys.stderr)


def cmd_show(args) -> None:
    for folder in args.scenario:
        found = json.loads(args.out.read_text())["scenarios"][folder.resolve().name]
        for name, observations in found["resolvers"].items():
            for o in observations:
                print(f"{name}: {o['ask']} ({o['label']}): {o['rcode']} {o['flags']} {o['answer']}")
                for q in o["upstream"]:
                    print(f"  {q['t_ms']:8.1f} {q['to']:16} {q['q']} {q['proto']}: {q['got']}")


def cmd_up(args) -> None:
    scn = Scenario.load(args.scenario[0])
    with runner.world(scn, resolvers.ALL, args.work) as (authority, running, _pool):
        for r in running:
            print(f"{r.name:14} dig @{r.listen} -p {r.port} {scn.asks[0]['ask']}")
        for s in authority.servers.values():
            print(f"{s.spec.name:14} dig @{s.spec.ip} +norec ...   {s.fault}")
        print("Ctrl-C ends it.", flush=True)
        while True:
            time.sleep(1)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(required=True)
    for name, fn in (("run", cmd_run), ("show", cmd_show), ("up", cmd_up)):
        c = sub.add_parser(name)
        c.add_argument("scenario", nargs="+", type=Path)
        c.add_argument("--work", type=Path, default=Path("work"), help="keys, settings, logs")
        c.add_argument("--out", type=Path, default=Path("results.json"))
        c.set_defaults(do=fn)
    args = p.parse_args()
    args.scenario = [folder.resolve() for folder in args.scenario]
    args.work = args.work.resolve()
    # leave through the context managers, so that no daemon is left behind
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(130))
    args.do(args)


if __name__ == "__main__":
    main()
