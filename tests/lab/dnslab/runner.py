"""Run one scenario: bring the world up, walk through the steps, write down what happened."""
from __future__ import annotations

import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import resolvers, zones
from .authority import Authority
from .scenario import Fault, Scenario

SETTLE = 0.4                        # after start-up, and after a reply for late upstream queries


@contextmanager
def world(scn: Scenario, kinds: list[type[resolvers.Resolver]], work: Path):
    """Authoritative servers and fresh resolvers of a scenario, torn down on exit."""
    keys, here = work / "keys", work / scn.name
    shutil.rmtree(here, ignore_errors=True)
    zones.prepare(scn, keys, here / "zones")
    options = resolvers.Options(
        anchors=zones.anchors(scn, keys), hints=zones.root_hints(scn),
        serve_stale=scn.serve_stale, forward=scn.forward)
    with ExitStack() as stack:
        authority = stack.enter_context(Authority(scn.servers, here / "zones", here))
        pool = stack.enter_context(ThreadPoolExecutor(len(kinds)))
        running = [kind(here, options) for kind in kinds]
        for r in running:
            stack.callback(r.stop)
        list(pool.map(lambda r: r.start(), running))
        time.sleep(SETTLE)
        yield authority, running, pool


def run(scn: Scenario, kinds: list[type[resolvers.Resolver]], work: Path) -> dict:
    """resolver name -> list of observations, one for each 'ask' step."""
    began = time.monotonic()
    with world(scn, kinds, work) as (authority, running, pool):
        out = {r.name: [] for r in running}
        start = time.monotonic()
        for number, step in enumerate(scn.steps):
            if "wait" in step:
                if step.get("restart"):
                    list(pool.map(lambda r: r.forget(), running))
                    time.sleep(SETTLE)
                time.sleep(step["wait"])
            elif "set" in step:
                also = step.get("also", {})
                for name, fault in step["set"].items():
                    authority.servers[name].set_fault(Fault.parse(fault, also.get(name)))
            elif "zone" in step:
                list(pool.map(lambda change: authority.servers[change[0]].set_zones(change[1]),
                              step["zone"].items()))
            elif "ask" in step:
                qname, qtype = step["ask"].split()
                t0 = time.monotonic()
                replies = list(pool.map(
                    lambda r: r.ask(qname, qtype, step.get("cd", False)), running))
                time.sleep(SETTLE)
                for r, (reply, until) in zip(running, replies):
                    during = authority.log.between(t0, until, r.source, t0)
                    out[r.name].append({
                        "step": number, "ask": step["ask"], "label": step.get("label", ""),
                        "at_s": round(t0 - start, 2), **reply,
                        "path": _path(during),
                        "upstream": [_compact(q) for q in during],
                    })
            else:
                raise ValueError(f"{scn.name}: unknown step {step}")
    return {"seconds": round(time.monotonic() - began, 1), "resolvers": out}


def _path(queries: list[dict]) -> list[str]:
    """Which zones' servers were asked, in order of first contact, root priming left out."""
    touched = [re.sub(r"-ns\d+$", "", q["server"]) for q in queries if q["qname"] != "."]
    return list(dict.fromkeys(touched))


def _compact(q: dict) -> dict:
    row = {"t_ms": q["t"], "to": q["server"], "q": f'{q["qname"]} {q["qtype"]}',
           "proto": q["proto"], "got": q["outcome"]}
    if not q["edns"] and q["qname"] != "-":
        row["no_edns"] = True
    return row
