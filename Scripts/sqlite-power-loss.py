"""Called by Scripts/sqlite-power-loss: PROGRAM RUNS SEED [--control]."""

import os, pathlib, random, shutil, subprocess, sys, time
from sqlite_disk import TRACED, Disk, calls, steps
from sqlite_faults import NAME, ROOT, Trouble, all_of, fail, verify

program, runs, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
is_control = "--control" in sys.argv
RUNS_A_TRACE = max(20, runs // 12)
syncs = range(0)  # those that the first trace has after the store was open


def record(number):
    """The trace of one run that nothing hinders."""
    if trace := os.environ.get("TRACE"):
        return trace, calls(trace)
    folder = ROOT / f"traced-{number}" / "store"
    folder.mkdir(parents=True)
    trace = ROOT / f"{number}.trace"
    options, inject = ["--normal"] * is_control, []
    if number % 3 == 1 and not is_control:
        # A sync fails, and the kernel forgets what it could not write.
        failing = random.Random(f"{seed}-{number}").choice(syncs)
        inject = ["-e", f"inject=fdatasync:error=EIO:when={failing}"]
    elif number % 3 == 2:
        # So much is written that SQLite begins its log anew.
        options.append("--long")
    command = ["strace", "-f", "-qqq", *inject, "-xx", "-s", "10000000", "-e", f"trace={TRACED}",
               "-o", str(trace), program, "run", str(folder / "store.sqlite")]
    done = subprocess.run(command + options, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    if done.returncode != 0 or not done.stdout.rstrip().endswith("closed"):
        fail(f"the crasher itself ended with {done.returncode}: {done.stdout[-2000:]}")
    return trace, calls(trace)


def syncs_once_open(all_calls):
    """The numbers, counted from 1, of the syncs after the crasher said that it had opened the store.

    One of those before makes the opening fail, after which there is nothing to lose."""
    opened = next(call.began for call in all_calls if call.name == "write"
                  and call.arguments[:2] == ["1", b"opened\n"])
    before = [call.began < opened for call in all_calls if call.name == "fdatasync"]
    return range(sum(before) + 1, len(before) + 1)


def folder_of(all_calls):
    """The folder whose files were written."""
    for call in all_calls:
        if call.name == "openat" and (path := bytes.fromhex(call.arguments[1].strip('"').replace(
                "\\x", "")).decode(errors="replace")).endswith("/store.sqlite"):
            return str(pathlib.Path(path).parent)
    fail("the trace shows no database")


def cut(job):
    """Loses the power once and opens what is left on a machine that was started anew."""
    number = job[0]
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
    folder = ROOT / f"cut-{number}"
    folder.mkdir(mode=0o700)
    for name, contents in disk.surviving().items():
        (folder / name).write_bytes(contents)
        (folder / name).chmod(0o600)
    folder.with_suffix(".lines").write_bytes(disk.output)
    shutil.copytree(folder, folder.with_suffix(".before"))
    try:
        verdict = verify(program, folder, "--restarted")
    except Trouble as trouble:
        raise Trouble(f"cut at line {moment + 1} of {trace}: {trouble}")
    shutil.rmtree(folder)
    shutil.rmtree(folder.with_suffix(".before"))
    return verdict


began = time.monotonic()
print(f"{NAME}: {runs} cuts, seed {seed}", flush=True)
verdicts, troubles = [], {}
for start in range(0, runs, RUNS_A_TRACE):
    trace, all_calls = record(start // RUNS_A_TRACE)
    all_steps, parent = steps(all_calls), folder_of(all_calls)
    syncs = syncs or syncs_once_open(all_calls)
    jobs = [(number,) for number in range(start, min(runs, start + RUNS_A_TRACE))]
    fine, bad = all_of(jobs, cut, quiet=is_control)
    verdicts += fine
    troubles |= {job[0]: str(trouble) for job, trouble in bad.items()}
waiting = sum(" 0 acknowledged" not in verdict for verdict in verdicts)
print(f"{NAME}: {runs} cuts, {waiting} with something at stake and nothing lost, {len(troubles)} in "
      f"trouble, seed {seed}, {time.monotonic() - began:.0f} s")
if is_control:
    lost = [text for text in troubles.values() if "lost" in text or "went back" in text]
    if not lost:
        fail("nothing was lost with durability .normal either: the cuts prove nothing")
    broken = [text for text in troubles.values() if "integrity_check" in text or "damaged" in text
              or "half of" in text]
    if broken:
        fail(f"more than the latest calls was lost with durability .normal: {broken[:3]}, see {ROOT}")
    print(f"{NAME}: as it must be, .normal has lost acknowledged calls in {len(lost)} cuts")
elif troubles:
    fail(f"lost at cuts {sorted(troubles)[:9]}; SEED={seed} with TRACE= the file named above repeats "
         f"them, see {ROOT}")
shutil.rmtree(ROOT)
