"""Called by Scripts/crash: PROGRAM CUTS SEED [--control].

Lets the program work on a SQLite store under strace, then loses the power at many points of the trace,
and lets the program's verifier judge what a disk may hold then. A sync of a file keeps what was written
before it began; of later writes each sector keeps some state that it had since then. Names are kept
once their folder was synced, others by chance."""

import concurrent.futures, os, pathlib, random, re, shutil, subprocess, sys, tempfile, time

program, cuts, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
is_control = "--control" in sys.argv
CUTS_A_TRACE = max(20, cuts // 12)
TRACED = "openat,close,write,pwrite64,fdatasync,fsync,ftruncate,unlink,rename,fallocate,dup,dup2,fcntl"
STARTED = re.compile(r"(\w+)\((.*)", re.S)
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.S)
ROOT = pathlib.Path(tempfile.mkdtemp(prefix="power-loss-"))


def fail(reason):
    print(f"power: {reason}, see {ROOT}", file=sys.stderr)
    sys.exit(1)


class Call:
    """A system call: its arguments, its result, and at which lines it began and ended."""

    def __init__(self, name, arguments, began):
        self.name, self.arguments, self.began = name, arguments, began
        self.ended, self.result = None, None


def text(literal):
    return bytes.fromhex(literal.strip('"').replace("\\x", ""))


def calls(path):
    """All calls of a trace made with -f -xx, in the order in which they began."""
    found, open_calls = [], {}
    for number, line in enumerate(open(path)):
        thread, rest = line.split(None, 1)
        if resumed := RESUMED.match(rest):
            call = open_calls.pop(thread)
            call.arguments += resumed[2]
        elif started := STARTED.match(rest):
            call = Call(started[1], started[2], number)
            found.append(call)
            if "<unfinished ...>" in rest:
                call.arguments = call.arguments.split(" <unfinished ...>")[0]
                open_calls[thread] = call
                continue
        else:
            continue  # A signal, or the end of a thread.
        arguments, _, result = call.arguments.rpartition(" = ")
        call.ended = number
        call.arguments = [word.strip() for word in arguments.rstrip().rstrip(")").split(", ")]
        call.result = int(result.split()[0])
        if call.name in ("write", "pwrite64"):
            call.arguments[1] = text(call.arguments[1])
    return [call for call in found if call.ended is not None]


def steps(all_calls):
    """Where calls begin and end, in order."""
    both = [(call.began, False, call) for call in all_calls]
    both += [(call.ended, True, call) for call in all_calls]
    return sorted(both, key=lambda step: step[:2])


class File:
    def __init__(self):
        self.synced = b""
        self.pending = []  # calls that have changed it, in order

    def sync(self, call):
        """Keeps what had ended when the sync began."""
        data = bytearray(self.synced)
        later = []
        for write in self.pending:
            if write.ended < call.began:
                write.change(data)
            else:
                later.append(write)
        self.synced, self.pending = bytes(data), later

    def fail_to_sync(self, call, chance):
        """What could not be written is dropped, and nobody tries again: the kernel's way."""
        done = [write for write in self.pending if write.ended < call.began]
        later = self.pending[len(done):]
        self.pending = done
        self.synced, self.pending = self.surviving(chance), later

    def surviving(self, chance):
        """What a loss of power may leave: of every block one of the states that it had."""
        data = bytearray(self.synced)
        states = [bytes(data)]
        for call in self.pending:
            call.change(data)
            # Of very many states some will do.
            if call is self.pending[-1] or chance.random() < 50 / len(self.pending):
                states.append(bytes(data))
        mood = chance.choice(["none", "all", "some", "some", "few", "most"])
        block = chance.choice([512, 512, 4096])
        weights = {"none": (1, 0, 0), "all": (0, 0, 1), "some": (1, 1, 1), "few": (8, 1, 1),
                   "most": (1, 1, 8)}[mood]

        def state():
            which = chance.choices(["first", "any", "last"], weights)[0]
            return {"first": states[0], "last": states[-1], "any": chance.choice(states)}[which]

        size = len(state())
        result = bytearray()
        for start in range(0, size, block):
            piece = state()[start:start + block]
            result += piece + bytes(block - len(piece))
        return bytes(result[:size])


def write_at(offset, data):
    def change(contents):
        if len(contents) < offset:
            contents.extend(bytes(offset - len(contents)))
        contents[offset:offset + len(data)] = data
    return change


def cut_to(size):
    def change(contents):
        del contents[size:]
        contents.extend(bytes(size - len(contents)))
    return change


class Disk:
    """One folder and the standard output, as far as a trace was played."""

    def __init__(self, folder, chance):
        self.folder, self.chance = folder, chance
        self.descriptors = {1: "output"}
        self.names, self.kept = {}, {}  # as they are, and as they are on the disk
        self.pending_names = []  # (name, file or None)
        self.output = b""

    def name(self, literal):
        path = text(literal).decode(errors="replace")
        if path == self.folder:
            return ""
        return path[len(self.folder) + 1:] if path.startswith(self.folder + "/") else None

    def set_name(self, name, file):
        if file:
            self.names[name] = file
        else:
            self.names.pop(name, None)
        self.pending_names.append((name, file))

    def begin(self, call):
        """Takes the effect that a call has as soon as it begins."""
        words = call.arguments
        file = None
        if call.name in ("write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync"):
            file = self.descriptors.get(int(words[0]))
        if file == "output" and call.name == "write":
            self.output += words[1]
        elif isinstance(file, File) and call.result >= 0:
            if call.name == "pwrite64":
                call.change = write_at(int(words[3]), words[1][:call.result])
            elif call.name == "ftruncate":
                call.change = cut_to(int(words[1], 0))
            elif call.name in ("write", "fallocate"):
                raise ValueError(f"{call.name} on a file of the store: teach it to {__file__}")
            else:
                return
            file.pending.append(call)

    def end(self, call):
        words = call.arguments
        if call.result < 0:
            file = self.descriptors.get(int(words[0])) if "sync" in call.name else None
            if isinstance(file, File):
                file.fail_to_sync(call, self.chance)
            return
        if call.name in ("fsync", "fdatasync"):
            file = self.descriptors.get(int(words[0]))
            if isinstance(file, File):
                file.sync(call)
            elif file == "folder":
                self.kept, self.pending_names = dict(self.names), []
        elif call.name == "openat":
            name = self.name(words[1])
            self.descriptors.pop(call.result, None)
            if name == "":
                self.descriptors[call.result] = "folder"
            elif name and "/" not in name:
                if name not in self.names:
                    if "O_CREAT" not in words[2]:
                        raise ValueError(f"{name} came from nowhere")
                    self.set_name(name, File())
                if "O_TRUNC" in words[2]:
                    raise ValueError(f"O_TRUNC of {name}: teach it to {__file__}")
                self.descriptors[call.result] = self.names[name]
        elif call.name == "close":
            self.descriptors.pop(int(words[0]), None)
        elif call.name == "unlink":
            if name := self.name(words[0]):
                self.set_name(name, None)
        elif call.name == "rename":
            old, new = self.name(words[0]), self.name(words[1])
            if old and new:
                self.set_name(new, self.names[old])
                self.set_name(old, None)
        elif call.name in ("dup", "dup2") or (call.name == "fcntl" and "F_DUPFD" in words[1]):
            if (file := self.descriptors.get(int(words[0]))) is not None:
                self.descriptors[call.result] = file

    def play(self, all_steps, until):
        """Up to a line of the trace."""
        for line, is_end, call in all_steps:
            if line > until:
                return
            (self.end if is_end else self.begin)(call)

    def surviving(self):
        """The files after a loss of power, by name; shared memory is no file that survives."""
        names, chance = dict(self.kept), self.chance
        in_order = chance.random() < 0.5
        luck = chance.choice([0, 0.5, 1])
        for name, file in self.pending_names:
            if chance.random() >= luck:
                if in_order:
                    break
                continue
            if file:
                names[name] = file
            else:
                names.pop(name, None)
        return {name: file.surviving(chance) for name, file in names.items()
                if not name.endswith("-shm")}


def record(number):
    """The trace of one run that nothing hinders, but for a sync that fails in some of them."""
    if trace := os.environ.get("TRACE"):
        return trace, calls(trace)
    if number % 4 != 3 or is_control:
        return run(number)
    # A sync of a checkpoint fails; which one that is differs a little from run to run.
    files = synced_files(run(f"{number}-before", ["--rounds", "100"])[1])
    of_database = [index + 1 for index, file in enumerate(files) if file == "store.sqlite"]
    for attempt in range(20):
        failing = random.Random(f"{seed}-{number}-{attempt}").choice(of_database[1:] or of_database)
        trace, found = run(f"{number}-{attempt}", ["--rounds", "100"], failing)
        if synced_files(found)[failing - 1:failing] == ["store.sqlite"]:
            print("power: a checkpoint's sync fails", flush=True)
            return trace, found
    fail("no sync of a checkpoint was hit in 20 runs")


def synced_files(all_calls):
    """The names of the files that were synced, in order."""
    names, synced = {}, []
    for call in all_calls:
        if call.name == "openat" and call.result >= 0:
            names[str(call.result)] = text(call.arguments[1]).decode(errors="replace").split("/")[-1]
        elif call.name == "fdatasync":
            synced.append(names.get(call.arguments[0]))
    return synced


def run(number, options=(), failing=None):
    """The trace of one run."""
    options = list(options)
    folder = ROOT / f"traced-{number}"
    folder.mkdir(mode=0o700)
    trace = ROOT / f"{number}.trace"
    options += ["--durability", "normal"] * is_control
    if isinstance(number, int) and number % 4 == 1 and not is_control:
        # A sync fails, and the kernel forgets what it could not write.
        failing = random.Random(f"{seed}-{number}").choice(syncs)
    elif isinstance(number, int) and number % 4 == 2:
        # So much is written that SQLite begins its log anew.
        options += ["--rounds", "100"]
    inject = ["-e", f"inject=fdatasync:error=EIO:when={failing}"] if failing else []
    command = ["strace", "-f", "-qqq", *inject, "-xx", "-s", "10000000", "-e", f"trace={TRACED}",
               "-o", str(trace), program, "run", "--store", f"sqlite:{folder}/store.sqlite"]
    done = subprocess.run(command + options, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    if done.returncode != 0 or not done.stdout.rstrip().endswith("closed"):
        fail(f"the program itself ended with {done.returncode}: {done.stdout[-2000:]}")
    return trace, calls(trace)


def syncs_once_open(all_calls):
    """The numbers, counted from 1, of the syncs after the program said that it had opened the store.

    One of those before makes the opening fail, after which there is nothing to lose."""
    opened = next(call.began for call in all_calls if call.name == "write"
                  and call.arguments[:2] == ["1", b"opened\n"])
    before = [call.began < opened for call in all_calls if call.name == "fdatasync"]
    return range(sum(before) + 1, len(before) + 1)


def folder_of(all_calls):
    """The folder whose files were written."""
    for call in all_calls:
        if call.name == "openat":
            path = text(call.arguments[1]).decode(errors="replace")
            if path.endswith("/store.sqlite"):
                return str(pathlib.Path(path).parent)
    fail("the trace shows no database")


def cut(number):
    """Loses the power once and opens what is left on a machine that was started anew.

    Gives the verdict, and whether the store is as it must be."""
    chance = random.Random(f"{seed}-{number}")
    said = [call for call in all_calls if call.name == "write" and call.arguments[0] == "1"]
    first = next(call.began for call in all_calls if call.name == "openat"
                 and "O_CREAT" in call.arguments[2])
    last = all_calls[-1].ended
    # Right after an acknowledgement most is at stake; the file is made first and written back last.
    moment = chance.choices([chance.choice(said).began, chance.randint(first, last),
                             chance.randint(first, first + 60), chance.randint(last - 100, last)],
                            [5, 3, 1, 1])[0]
    disk = Disk(parent, chance)
    disk.play(all_steps, moment)
    folder, lines = ROOT / f"cut-{number}", ROOT / f"cut-{number}.lines"
    folder.mkdir(mode=0o700)
    for name, contents in disk.surviving().items():
        (folder / name).write_bytes(contents)
        (folder / name).chmod(0o600)
    lines.write_bytes(disk.output)
    shutil.copytree(folder, folder.with_suffix(".before"))
    done = subprocess.run([program, "verify", "--store", f"sqlite:{folder}/store.sqlite", "--lines",
                           str(lines), "--machine", "restarted"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    if done.returncode == 0:
        shutil.rmtree(folder)
        shutil.rmtree(folder.with_suffix(".before"))
        return done.stdout.strip(), True
    verdict = f"cut {number} at line {moment + 1} of {trace}: {done.stdout.strip()[:2000]}"
    if not is_control:
        print(f"power: {verdict}", file=sys.stderr, flush=True)
    return verdict, False


began = time.monotonic()
print(f"power: {cuts} cuts, seed {seed}", flush=True)
syncs = range(0)  # those that the first trace has after the store was open
fine, troubles = [], []
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for start in range(0, cuts, CUTS_A_TRACE):
        trace, all_calls = record(start // CUTS_A_TRACE)
        all_steps, parent = steps(all_calls), folder_of(all_calls)
        syncs = syncs or syncs_once_open(all_calls)
        for verdict, is_fine in pool.map(cut, range(start, min(cuts, start + CUTS_A_TRACE))):
            (fine if is_fine else troubles).append(verdict)
at_stake = sum(" 0 acknowledged" not in verdict for verdict in fine)
print(f"power: {cuts} cuts, {at_stake} with something at stake and nothing lost, {len(troubles)} in "
      f"trouble, seed {seed}, {time.monotonic() - began:.0f} s")
if is_control:
    lost = [text for text in troubles if "lost" in text or "went back" in text]
    if not lost:
        fail("nothing was lost with durability normal either: the cuts prove nothing")
    broken = [text for text in troubles if "page" in text or "damaged" in text or "half of" in text]
    if broken:
        fail(f"more than the latest calls was lost with durability normal: {broken[:3]}")
    print(f"power: as it must be, normal has lost acknowledged calls in {len(lost)} cuts")
elif troubles:
    fail(f"SEED={seed} with TRACE= the file named above repeats them")
shutil.rmtree(ROOT)
