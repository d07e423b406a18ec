"""Called by Scripts/processes: PROGRAM SECONDS SEED."""

import collections, pathlib, random, shutil, signal, sqlite3, statistics, subprocess, sys, tempfile
import time

program, seconds, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
WORKERS = 4
KILL_EVERY = 2
LONG = 60  # from here on with default leases too
chance = random.Random(seed)
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print(f"processes: FAILED: {text}", flush=True)


class File:
    """A database that processes share, and what they have sent and printed."""

    def __init__(self, webhooks, **options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="processes-"))
        self.db, self.sends = self.folder / "webhooks.sqlite", self.folder / "sends"
        self.outputs, self.running = [], []
        self.webhooks = webhooks
        self.run("insert", count=webhooks, **options)

    def start(self, verb, **options):
        """A process; its output is a file, which outlives it. It ends with us: its input does."""
        options["db"] = self.db
        if verb == "deliver":
            options["sends"] = self.sends
        self.outputs.append((verb, self.folder / f"output-{len(self.outputs)}"))
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        with open(self.outputs[-1][1], "w") as output:
            process = subprocess.Popen([program, verb, *words], stdin=subprocess.PIPE, stdout=output)
        self.running.append(process)
        return process

    def run(self, verb, **options):
        process = self.start(verb, **options)
        code = process.wait()
        check(code == 0, f"{verb} exits with {code}")

    def stop(self):
        """Asks all that run to end, and waits for it."""
        for process in self.running:
            process.stdin.close()
        for process in self.running:
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                check(False, f"process {process.pid} does not stop")
                process.kill()
                process.wait()
        self.running = []

    def lines(self, first):
        return [words for _, path in self.outputs for words in map(str.split, open(path))
                if words and words[0] == first]

    def begun(self):
        """(pid, event, webhook, digest, time in ms) of each request, in the order of the writes."""
        if not self.sends.exists():
            return []
        return [(int(words[1]), *words[2:5], int(words[5]))
                for words in map(str.split, open(self.sends)) if words[0] == "B"]

    def backlog(self):
        self.run("state")
        words = [line.split() for line in open(self.outputs[-1][1])]
        return next((int(w[1]) + int(w[2]) for w in words if w[0] == "backlog"), None)

    def judge(self, name, allowed_duplicates):
        """Counts, and checks what holds for every run; gives the requests by delivery."""
        acknowledged = {words[1] for words in self.lines("ack") + self.lines("duplicate")}
        sent = collections.defaultdict(list)
        for request in self.begun():
            sent[request[1], request[2]].append(request)
        sent_events = {event for event, _ in sent}
        with sqlite3.connect(self.db) as database:
            stored = {row[0] for row in database.execute("SELECT id FROM events")}
            integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
        database.close()
        lost = sum((event, f"w{number}") not in sent
                   for event in acknowledged for number in range(self.webhooks))
        duplicates = sum(len(requests) - 1 for requests in sent.values())
        unexpected = len(sent_events - stored) + len(acknowledged - stored)
        print(f"{name}: {len(acknowledged)} acknowledged, {len(stored)} stored, "
              f"{sum(map(len, sent.values()))} sent, {lost} lost, {duplicates} duplicates "
              f"(at most {allowed_duplicates}), {unexpected} unexpected", flush=True)
        check(acknowledged, f"{name}: nothing was acknowledged")
        check(lost == 0, f"{name}: {lost} lost")
        check(duplicates <= allowed_duplicates, f"{name}: {duplicates} duplicates")
        check(unexpected == 0, f"{name}: {unexpected} unexpected")
        check(integrity == "ok", f"{name}: {integrity}")
        check(all(len({r[3] for r in requests}) == 1 for requests in sent.values()),
              f"{name}: a delivery was sent with other bytes")
        refused = self.lines("refused")
        check(not refused, f"{name}: refused: {refused[:2]}")
        troubles = self.lines("storeFailed") + self.lines("error")
        check(not troubles, f"{name}: {len(troubles)} times trouble: {troubles[:2]}")
        return sent

    def close(self):
        if failures:
            print(f"processes: kept {self.folder}")
        else:
            shutil.rmtree(self.folder)


def wait_ready(file, count):
    end = time.monotonic() + 20
    while len(file.lines("ready")) < count and time.monotonic() < end:
        time.sleep(0.01)


def without_faults():
    file = File(webhooks=1, cap=64)
    file.run("publish", count=10_000, tasks=64)
    gate = file.folder / "start"
    ready = len(file.lines("ready"))
    workers = [file.start("deliver", concurrency=16, until="empty", start=gate)
               for _ in range(WORKERS)]
    wait_ready(file, ready + WORKERS)
    began = time.monotonic()
    gate.touch()
    for process in workers:
        check(process.wait() == 0, "a worker fails")
    took = time.monotonic() - began
    file.running = []
    file.judge("no faults", 0)
    shares = collections.Counter(request[0] for request in file.begun())
    print(f"no faults: {10_000 / took:.0f} deliveries/s, shares "
          f"{sorted(shares[p.pid] for p in workers)}", flush=True)
    # A fifth for two workers is two fifths of an even share.
    check(all(shares[p.pid] >= 10_000 * 0.4 / WORKERS for p in workers), f"shares {shares}")
    check(not file.lines("fenced"), "no faults: a result was fenced")
    file.close()


def publishing():
    """Two processes publish at once: other events, and the same ones by their keys."""
    for name, count, options, rows in [("2 x 4 writers", 20_000, {}, 40_000),
                                       ("same keys", 1000, dict(keys="key-"), 1000)]:
        file = File(webhooks=1)
        ready = len(file.lines("ready"))
        gate = file.folder / "start"
        workers = [file.start("publish", count=count, tasks=4, start=gate, **options)
                   for _ in range(2)]
        wait_ready(file, ready + 2)
        began = time.monotonic()
        gate.touch()
        for process in workers:
            check(process.wait() == 0, f"{name}: a publisher fails")
        took = time.monotonic() - began
        file.running = []
        ids = collections.defaultdict(set)
        for words in file.lines("ack") + file.lines("duplicate"):
            ids[words[4]].add(words[1])
        with sqlite3.connect(file.db) as database:
            stored = database.execute("SELECT count(*) FROM events").fetchone()[0]
        database.close()
        busy = len(file.lines("refused"))
        print(f"{name}: {stored} events in {took:.1f} s, {len(file.lines('duplicate'))} duplicates, "
              f"{busy} refused", flush=True)
        check(stored == rows and len(file.lines("ack")) == rows, f"{name}: not {rows}")
        check(busy == 0, f"{name}: {busy} refused")
        check(sum(map(len, ids.values())) == rows, f"{name}: a key has two ids")
        file.close()


def taken_up():
    """How soon another process that sleeps for an hour takes up what is published."""
    file = File(webhooks=1)
    worker = file.start("deliver", poll=3_600_000)
    file.run("publish", count=1)
    time.sleep(0.5)
    lags = []
    for _ in range(20):
        file.run("publish", count=1)
        acknowledged = int(file.lines("ack")[-1][3])
        event = file.lines("ack")[-1][1]
        end = time.monotonic() + 2
        while time.monotonic() < end:
            times = [request[4] for request in file.begun() if request[1] == event]
            if times:
                lags.append(times[0] - acknowledged)
                break
            time.sleep(0.005)
    file.stop()
    check(len(lags) == 20, f"taken up: {len(lags)} of 20 within 2 s")
    if lags:
        print(f"taken up by another process: median {statistics.median(lags):.0f} ms, "
              f"longest {max(lags)} ms", flush=True)
        check(max(lags) <= 50, f"taken up after {max(lags)} ms")
    file.close()


def killing(name, length, deadline, **leases):
    """A random process is killed every two seconds, and started again."""
    # What killed processes held counts against the cap until its lease ends: it must not be what
    # holds the others up.
    concurrency = 16
    file = File(webhooks=2, cap=1000, deadline=deadline)
    lease = (deadline + leases.get("margin", 45_000)) / 1000
    kinds = {n: ("deliver", dict(concurrency=concurrency, hold=60, **leases))
             for n in range(WORKERS)}
    generation = 0

    def publisher():
        # Rather less than the workers can send, so that what is late is late because of a kill.
        return ("publish", dict(count=10**9, tasks=4, pause=10, keys=f"g{generation}-"))

    processes = {n: file.start(verb, **options) for n, (verb, options) in kinds.items()}
    verb, options = publisher()
    processes[WORKERS] = file.start(verb, **options)
    kills, end = {}, time.monotonic() + length
    while time.monotonic() + KILL_EVERY < end:
        time.sleep(KILL_EVERY * chance.uniform(0.8, 1.2))
        victim = chance.randrange(WORKERS + 1)
        process = processes[victim]
        check(process.poll() is None, f"{name}: a process ended by itself")
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills[process.pid] = time.monotonic() * 1000
        file.running.remove(process)
        generation += 1
        verb, options = publisher() if victim == WORKERS else kinds[victim]
        processes[victim] = file.start(verb, **options)
    last = processes[WORKERS]
    last.kill()
    last.wait()
    file.running.remove(last)
    stopped = time.monotonic()
    while file.backlog() and time.monotonic() < stopped + lease + 30:
        time.sleep(0.2)
    waited = time.monotonic() - stopped
    file.running = [p for p in file.running if p.poll() is None]
    file.stop()
    sent = file.judge(name, concurrency * len(kills))
    acknowledged = {words[1]: int(words[3]) for words in file.lines("ack")}
    rescues, first = [0], [0]
    for (event, _), requests in sent.items():
        for before, after in zip(requests, requests[1:]):
            check(before[0] in kills, f"{name}: a duplicate of a process that was not killed")
            rescues.append(after[4] - kills.get(before[0], after[4]))
        if event in acknowledged:
            first.append(requests[0][4] - acknowledged[event])
    rescued = sum(int(words[1]) for words in file.lines("rescued"))
    print(f"{name}: {len(kills)} kills, {rescued} leases rescued, longest from kill to re-send "
          f"{max(rescues) / 1000:.1f} s, from acknowledgement to first send "
          f"{max(first) / 1000:.1f} s (lease {lease:.1f} s), {waited:.1f} s to the end", flush=True)
    limit = (lease + 15) * 1000
    check(max(rescues) <= limit and max(first) <= limit, f"{name}: taken up too late")
    check(rescued > 0, f"{name}: no kill hit a lease; the run is too short")
    check(not file.backlog(), f"{name}: something still waits")
    file.close()


print(f"processes: seed {seed}", flush=True)
publishing()
without_faults()
taken_up()
killing("kill -9", seconds, 1000, margin=1000)
if seconds >= LONG:
    killing("kill -9, default leases", seconds, 15_000)
if failures:
    print(f"processes: {len(failures)} failures; SEED={seed} repeats the choices")
    sys.exit(1)
print("processes: all held")
