#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A look that is killed in the middle: the next one works at once and says that the first was cut off. One that still runs is left alone, whoever else looks."""
import os, signal, sqlite3, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/share", os.path.dirname(HERE) + "/web/share"]
from lab import COLLECT, Lab, why_not
from web import done, equal, ok, skip

if why_not():
    skip("a look that is killed", why_not())
    done()


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
        return [int(p) for p in f.read().split()]


def ended(pid):
    """Whether a process is gone within five seconds."""
    end = time.time() + 5
    while time.time() < end:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as f:
                if f.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


class Look:
    """A look that is stopped when it has seen the first device."""

    def __init__(self, lab, db):
        self.process = lab.looker.start([*command(db), "--progress"], stderr=subprocess.PIPE)
        self.process.stderr.readline()
        self.part = children(self.process.pid)
        for pid in self.part:
            os.kill(pid, signal.SIGSTOP)

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def go_on(self):
        for pid in self.part:
            os.kill(pid, signal.SIGCONT)
        self.process.communicate(timeout=60)
        return self.process.returncode


def command(db):
    return [COLLECT, "--lan", "10.80.0.0/24", "--depth", "devices", "--consent", "An", "--db", db, "--format", "json"]


def look(lab, db):
    return lab.looker.run(command(db), timeout=60)


def looks(db):
    c = sqlite3.connect(db)
    rows = c.execute("SELECT CASE WHEN ended_at IS NULL THEN 'runs' ELSE result END, instr(why, 'It was cut off') > 0 FROM look ORDER BY id").fetchall()
    c.close()
    return rows


RUNS, DONE, CUT = ("runs", None), ("done", None), ("failed", 1)
with Lab("cut", "10.80.0.0/24") as lab, tempfile.TemporaryDirectory() as folder:
    db = folder + "/x.db"
    for i in range(1, 5):
        lab.host(f"h{i}", f"10.80.0.{i}")
    first = Look(lab, db)
    equal(looks(db), [RUNS], "a look is going on")
    equal(len(first.part), 1, "in a part of its own")
    first.kill()
    ok(all(ended(p) for p in first.part), "who is killed takes the part that looks along")
    p = look(lab, db)
    equal(p.returncode, 0, "the next look works at once")
    ok("10.80.0.1" in p.stdout, "and sees the devices")
    equal(looks(db), [CUT, DONE], "the first one says that it was cut off")

    running = Look(lab, db)
    equal(look(lab, db).returncode, 0, "two looks at once work")
    equal(looks(db), [CUT, DONE, RUNS, DONE], "and the one that runs is left alone")
    killed = Look(lab, db)
    killed.kill()
    for p in killed.part:
        ended(p)
    look(lab, db)
    equal(looks(db), [CUT, DONE, RUNS, DONE, CUT, DONE], "beside it, one that was killed is told apart")
    equal(running.go_on(), 0, "it ends well")
    equal(looks(db)[2], DONE, "and is done")

    c = sqlite3.connect(db, isolation_level=None)
    asset, = c.execute("SELECT id FROM asset WHERE kind='network'").fetchone()
    consent, = c.execute("SELECT id FROM consent").fetchone()
    now = int(time.time())
    ask = "INSERT INTO look(consent, asset, asked_at, person, started_at) VALUES(?,?,?,'An',?)"
    c.execute(ask, (consent, asset, now - 60, now - 60))
    os.unlink(db + ".look.lock")
    os.mkdir(db + ".look.lock")
    equal(look(lab, db).returncode, 0, "where no locks can be had a look works too")
    equal(looks(db)[-2:], [RUNS, DONE], "one that was begun a minute ago is left alone then")
    c.execute("UPDATE look SET started_at=? WHERE ended_at IS NULL", (now - 8000,))
    look(lab, db)
    equal(looks(db)[-3:], [CUT, DONE, DONE], "and one of two hours ago was cut off")
    c.close()
done()
