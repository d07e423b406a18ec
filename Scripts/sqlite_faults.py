"""What Scripts/sqlite-*.py share: runs the crasher under strace, and judges what it left."""

import concurrent.futures, os, pathlib, shutil, sqlite3, subprocess, sys, tempfile

CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename,fallocate,fchmod"


class Trouble(Exception):
    pass


def files(folder):
    """All paths that the store may touch."""
    database = folder / "store.sqlite"
    return [str(folder), str(database)] + [f"{database}-{end}" for end in ("wal", "shm", "journal")]


def run(program, folder, *options, strace=(), limit=60):
    """One run of the crasher. Gives its exit status and what it said.

    Only calls on the store's own files are traced, so that the loader's do not count."""
    folder.mkdir(mode=0o700, exist_ok=True)
    command = [program, "run", str(folder / "store.sqlite"), *options]
    if strace:
        paths = [word for path in files(folder) for word in ("-P", path)]
        command = ["strace", "-f", "-qqq", "-o", str(folder.with_suffix(".trace")), *paths, *strace,
                   *command]
    lines = folder.with_suffix(".lines")
    with open(lines, "wb") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, timeout=limit)
    return done.returncode, lines.read_text(errors="replace")


def verify(program, folder, *options):
    """Raises Trouble with what the verifier, or SQLite itself, finds wrong; gives the verdict."""
    command = [program, "verify", str(folder / "store.sqlite"), str(folder.with_suffix(".lines"))]
    done = subprocess.run(command + list(options), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60)
    if done.returncode != 0:
        raise Trouble(done.stdout.strip()[:2000] + done.stderr.strip()[-2000:])
    with sqlite3.connect(folder / "store.sqlite") as database:
        for check in ("integrity_check", "foreign_key_check"):
            rows = database.execute(f"PRAGMA {check}").fetchall()
            if rows not in ([], [("ok",)]):
                raise Trouble(f"{check}: {rows[:5]}")
    database.close()
    return done.stdout.strip()


def counted(program, root, *options):
    """How often the thread that does so most often makes each call, in a run that nothing hinders."""
    folder = root / "counting"
    status, text = run(program, folder, *options, strace=["-e", f"trace={CALLS}"])
    if status != 0 or not text.rstrip().endswith("closed"):
        fail(f"the crasher itself ended with {status}: {text[-2000:]}")
    counts = {}
    for line in open(folder.with_suffix(".trace")):
        thread, call = line.split("(")[0].split()[:2]
        if call in CALLS.split(","):
            counts[call, thread] = counts.get((call, thread), 0) + 1
    most = {}
    for (call, _), count in counts.items():
        most[call] = max(most.get(call, 0), count)
    verify(program, folder)
    clean(folder)
    return most


def clean(folder):
    shutil.rmtree(folder)
    for end in (".trace", ".lines"):
        folder.with_suffix(end).unlink(missing_ok=True)


def all_of(jobs, work, quiet=False):
    """Does the jobs, a few at a time; gives the results, and the troubles by job."""
    results, troubles = [], {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {pool.submit(work, job): job for job in jobs}
        for future in concurrent.futures.as_completed(futures):
            try:
                results.append(future.result())
            except (Trouble, subprocess.TimeoutExpired) as trouble:
                troubles[futures[future]] = trouble
                if not quiet:
                    name = " ".join(map(str, futures[future][:2]))
                    print(f"{NAME}: {name[:80]}: {trouble}", file=sys.stderr, flush=True)
    return results, troubles


def fail(reason):
    print(f"{NAME}: {reason}", file=sys.stderr)
    sys.exit(1)


NAME = pathlib.Path(sys.argv[0]).stem
ROOT = pathlib.Path(tempfile.mkdtemp(prefix=f"{NAME}-"))
