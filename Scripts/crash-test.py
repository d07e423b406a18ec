"""Called by Scripts/crash-test: PROGRAM KILLS SEED."""

import collections, hashlib, http.server, json, os, pathlib, random, re, shutil, subprocess
import sys, tempfile, threading, time

program, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
EVENTS_A_KILL = 150
PHASES = {"registered": "registering", "reused": "resuming", "published": "publishing",
          "attempt": "delivering", "Log": "reading logs"}
CONCURRENCY = 4  # attempts in flight to one webhook
total = min(kills * EVENTS_A_KILL, 10_000)  # QuickStart takes no more
chance = random.Random(seed)
folder = pathlib.Path(tempfile.mkdtemp(prefix="crash-test-"))


class Record:
    """What arrived: a line for each request, written before it is answered."""

    def __init__(self):
        self.file = open(folder / "record.txt", "w", buffering=1)
        self.lock = threading.Lock()
        self.chance = random.Random(seed + 1)
        self.failures = collections.Counter()
        self.delivered = 0

    def add(self, event, body):
        """The status to answer with and how long to wait before."""
        with self.lock:
            status = 200
            # Two failures of five rounds at most, or else the webhook would be deactivated.
            if self.chance.random() < 0.1 and self.failures[event] < 2:
                self.failures[event] += 1
                status = 503
            self.delivered += status == 200
            number = json.loads(body)["data"]["number"]
            digest = hashlib.sha256(body).hexdigest()
            self.file.write(f"{event} {number} {digest} {status}\n")
            return status, self.chance.choice([0, 0.002, 0.01, 0.03])

    def lines(self):
        self.file.flush()
        return [line.split() for line in open(folder / "record.txt")]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        status, wait = 200, 0
        if json.loads(body)["type"] != "PING":
            status, wait = record.add(self.headers["webhook-id"], body)
        time.sleep(wait)
        try:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()
        except OSError:
            pass  # The sender was killed meanwhile.

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass  # Connections of killed senders break off.


def start(life, count):
    """Runs QuickStart on the store; its output goes to a file of its own."""
    command = [program, "--store", str(folder / "store"), "--count", str(count)]
    command += ["--events", str(folder / "events.json")]
    command += ["--to", f"http://127.0.0.1:{server.server_port}/hooks"]
    with open(folder / f"run-{life}.txt", "w") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)


def wait_for_the_moment(running, life, count):
    """Until the run has said so much, or for a moment: by time alone a fast machine would always
    be killed after the end, a slow one always at the beginning."""
    if chance.random() < 0.15:
        time.sleep(chance.uniform(0, 0.25))
        return
    waiting = max(0, count - record.delivered)
    goal = chance.uniform(0, 40 * min(waiting, EVENTS_A_KILL) + 90 * waiting + 400)
    # Snapshots are rare and quick: half of the runs end in one if there is one.
    aims = chance.random() < 0.5
    while running.poll() is None and os.path.getsize(folder / f"run-{life}.txt") < goal:
        if aims and any((folder / "store").glob("snapshot-*.tmp")):
            break
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.05 if aims else 0.01))


def said(pattern, life="*"):
    """What runs have said; the last line of a killed run may be cut."""
    for path in folder.glob(f"run-{life}.txt"):
        for line in path.read_text().split("\n")[:-1]:
            if found := re.match(pattern, line):
                yield found


def fail(reason):
    print(f"crash-test: {reason}; seed {seed}, see {folder}", file=sys.stderr)
    sys.exit(1)


events = [{"type": "TASK_CREATED", "data": {"number": n, "text": "x" * (n % 500)}} for n in range(total)]
(folder / "events.json").write_text(json.dumps(events))
record = Record()
server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

print(f"crash-test: {kills} kills, {total} events, seed {seed}", flush=True)
began = time.monotonic()
phases = collections.Counter()
snapshots = 0
running = None
try:
    life = 0
    while sum(phases.values()) < kills:
        # Each run has something new to publish, beside what the one before has left.
        count = total * (sum(phases.values()) + 1) // kills
        life += 1
        running = start(life, count)
        wait_for_the_moment(running, life, count)
        if running.poll() is None:
            running.kill()
            running.wait()
            lines = list(said("(reused|registered|published|attempt|Log)", life))
            phases[PHASES[lines[-1][1]] if lines else "opening"] += 1
            snapshots += any((folder / "store").glob("snapshot-*.tmp"))
        elif running.returncode != 0:
            fail(f"run {life} ended with {running.returncode}")
    running = start("last", total)
    try:
        status = running.wait(180)
    except subprocess.TimeoutExpired:
        fail("the last run does not end")
    if status != 0:
        fail(f"the last run ended with {status}")
finally:
    if running and running.poll() is None:
        running.kill()
        running.wait()
    server.shutdown()

arrivals = collections.defaultdict(list)
numbers = collections.defaultdict(set)
for event, number, digest, status in record.lines():
    arrivals[event].append((digest, status))
    numbers[int(number)].add(event)

published = {found[1] for found in said(r"published (evt_\w+)$")}
delivered = {event for event, all in arrivals.items() if any(status == "200" for _, status in all)}
lost = published - delivered
missing = [n for n in range(total) if not numbers[n] & delivered]
changed = [event for event, all in arrivals.items() if len({digest for digest, _ in all}) > 1]
renamed = [n for n, ids in numbers.items() if len(ids) > 1]
extra = [sum(status == "200" for _, status in all) - 1 for all in arrivals.values()]
twice = sum(count > 0 for count in extra)
repaired = sum(1 for _ in said("put right"))
resumed = sum(int(found[1]) for found in said(r"resuming (\d+)"))

print(f"killed during: {dict(phases)}, {snapshots} while a snapshot was written; "
      f"{len(published)} ids seen, {repaired} tails put right, "
      f"{life - kills} runs ended first, "
      f"{resumed} parked and resumed, {time.monotonic() - began:.0f} s")
print(f"crash-test: {kills} kills, {total} events, {len(lost | set(missing))} lost, {twice} twice, "
      f"seed {seed}")
if lost or missing:
    fail(f"lost: {sorted(lost)[:5]} {missing[:5]}")
if changed:
    fail(f"came with other bytes: {changed[:5]}")
if renamed:
    fail(f"came with more than one id, so the first one was forgotten: {renamed[:5]}")
if sum(extra) > kills * CONCURRENCY:
    fail(f"{sum(extra)} repetitions are more than what was in flight")
shutil.rmtree(folder)
