#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The whole way, as the owner goes it: agrees on a page that the network is looked at, sees the devices, says what they are, makes two of them one, looks
again, sees the map, writes a letter, and stops it all. The server, the process that looks and the devices are real, on a network of their own."""
import json, os, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/share", os.path.dirname(HERE) + "/web/share"]
import boxes, web
from lab import Lab, inside, libc, why_not
from web import done, equal, none, ok, skip

if why_not():
    skip("the whole way", why_not())
    done()


def there(ns):
    fd = os.open("/run/netns/" + ns, os.O_RDONLY)
    return lambda: libc.setns(fd, 0x40000000)


def wait(what, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        got = what()
        if got:
            return got
        time.sleep(0.3)
    return what()


with Lab("serve", "10.79.0.0/24") as lab:
    boxes.telnet(lab, lab.host("modem", "10.79.0.14"), [])
    boxes.web(lab, lab.host("camera", "10.79.0.15", mac="44:19:b6:00:00:15"), "<title>IP camera</title>")
    twin = lab.host("twin", "10.79.0.16", mac="02:aa:00:00:00:16")
    boxes.web(lab, lab.host("two", "10.79.0.17", mac="02:aa:00:00:00:17"), "<title>two</title>")
    s = web.Server()
    s.pre = there(lab.looker.ns)
    with inside(lab.looker.ns):
        s.start()
        an = s.owner()

        def devices():
            return [d for every in an.json("/network").json().get("any", []) for d in every.get("device", [])]

        r = an.get("/network")
        ok(r.status == 200 and "/network/agree" in r.text and not devices(), "nothing was looked at before somebody agreed")
        c = s.firm()
        equal(c.execute("SELECT count(*) FROM look").fetchone()[0], 0, "and nothing waits")
        r = an.post("/network/agree", target="10.79.0.3/24", depth="services", never="", agree="")
        ok(r.status == 422, "without a yes it is refused")
        r = an.post("/network/agree", target="8.8.8.0/24", depth="services", never="", agree="1")
        ok(r.status == 422 and "8.8.8.0/24" in r.text, "somebody else's addresses are refused, and what was typed stays")
        r = an.post("/network/agree", target="10.79.0.3/24", depth="services", never="10.79.0.99", agree="1")
        ok(r.status == 303, "the owner agrees")
        wait(lambda: c.execute("SELECT result FROM look WHERE ended_at IS NOT NULL").fetchone())
        equal(c.execute("SELECT result, why FROM look").fetchall(), [("done", None)], "the look is taken by itself")
        equal(c.execute("SELECT target, never, person, ended_at FROM consent").fetchall(), [("10.79.0.0/24", "10.79.0.99", "An Peeters", None)], "what was agreed stands there")
        got = {d["address"]: d for d in devices()}
        none([a for a in ("10.79.0.14", "10.79.0.15", "10.79.0.16", "10.79.0.17") if a not in got], "all devices are on the page")
        ok(got.get("10.79.0.14", {}).get("open_n", 0) >= 1, "with what is open there")
        equal(len([d for d in got.values() if d["is_new"]]), 4, "each is a question; the computer that looks is none")
        ids = {a: d["device_id"] for a, d in got.items()}
        an.post(f"/network/device/{ids['10.79.0.15']}/whose", whose="firm")
        an.post(f"/network/device/{ids['10.79.0.16']}/merge", into=ids["10.79.0.17"])
        got = {d["address"]: d for d in devices()}
        ok("10.79.0.16" not in got and not got["10.79.0.15"]["is_new"], "one is ours, two are one")
        r = an.get(f"/network/device/{ids['10.79.0.14']}")
        ok(r.status == 200 and "elnet" in r.text, "the page of a device tells its doors")
        lab.move(twin, address="10.79.0.18")
        network = c.execute("SELECT id FROM asset WHERE kind='network'").fetchone()[0]
        an.post(f"/network/{network}/look")
        wait(lambda: c.execute("SELECT 1 FROM look WHERE id=2 AND ended_at IS NOT NULL").fetchone())
        equal(sorted(d["device_id"] for d in devices() if d["device_id"] != ids.get("10.79.0.254")), sorted(ids[a] for a in ("10.79.0.14", "10.79.0.15", "10.79.0.17")),
              "the next look remembers that they are one, though it moved")
        known = c.execute("SELECT count(*) FROM network_device_trait t JOIN network_device v ON v.id=t.device WHERE v.id=? AND t.kind='mac'", (ids["10.79.0.17"],)).fetchone()[0]
        equal(known, 2, "and knows it by both cards")
        traits = [json.dumps(["mac", "02:aa:00:00:00:16"])]
        r = an.post(f"/network/device/{ids['10.79.0.17']}/split", [("trait", t) for t in traits])
        ok(r.status == 303, "two again")
        an.post(f"/network/{network}/look")
        wait(lambda: c.execute("SELECT 1 FROM look WHERE id=3 AND ended_at IS NOT NULL").fetchone())
        equal(len([d for d in devices() if not d["absent"] and d["device_id"] != ids.get("10.79.0.254")]), 4, "and the next look shows both")
        c.execute("INSERT INTO look(consent, asset, asked_at, person, started_at) SELECT consent, asset, asked_at, person, started_at FROM look WHERE id=3")
        an.post(f"/network/{network}/look")
        wait(lambda: c.execute("SELECT 1 FROM look WHERE id=5 AND ended_at IS NOT NULL").fetchone())
        equal(c.execute("SELECT result, why FROM look WHERE id=5").fetchall(), [("done", None)], "after a look that the power cut off, the next works at once")
        ok(c.execute("SELECT 1 FROM look WHERE id=4 AND result='failed' AND why LIKE '%It was cut off%'").fetchone(), "and that one says so")
        ok(wait(lambda: c.execute("SELECT count(*) FROM map_place").fetchone()[0] >= 5, 20), "the map is drawn")
        r = an.get("/map")
        ok(r.status == 200 and r.text.count("<rect") >= 5, "and shown")
        an.post("/map/keep")
        equal(c.execute("SELECT verdict FROM finding WHERE control='4.b2'").fetchone()[0], "ok", "the drawing that the guide asks for is there")
        consent = c.execute("SELECT id FROM consent WHERE ended_at IS NULL").fetchone()[0]
        an.post(f"/consent/{consent}/end")
        r = an.post(f"/network/{network}/look")
        ok(r.status == 422, "taken back: no look any more")
        equal(s.log_text(), "", "the server's own log stays empty")
        c.close()
        s.stop()
done()
