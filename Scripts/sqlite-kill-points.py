"""Called by Scripts/sqlite-kill-points: PROGRAM STEP."""

import shutil, signal, sys, time
from sqlite_faults import NAME, ROOT, Trouble, all_of, clean, counted, fail, run, verify

program, step = sys.argv[1], int(sys.argv[2])


def kill(point):
    """Kills a run as it makes a call for the K-th time, then opens what it left."""
    call, number = point
    folder = ROOT / f"{call}-{number}"
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
    status, text = run(program, folder, strace=inject)
    if status != 128 + signal.SIGKILL and status != -signal.SIGKILL:
        if status == 0 and text.rstrip().endswith("closed"):
            clean(folder)
            return None  # This time it made fewer calls: threads share commits as it comes.
        raise Trouble(f"ended with {status}: {text[-1000:]}")
    verdict = verify(program, folder)
    clean(folder)
    return verdict


began = time.monotonic()
counts = counted(program, ROOT)
print(f"{NAME}: {counts}, every {step}. of them", flush=True)
points = []
for call, count in sorted(counts.items()):
    # Rare calls are worth more than their number says.
    points += [(call, k) for k in range(1, count + 1, max(1, min(step, count // 3)))]
verdicts, troubles = all_of(points, kill)
killed = [verdict for verdict in verdicts if verdict]
slowest = max((int(verdict.split()[-2]) for verdict in killed), default=0)
print(f"{NAME}: {len(points)} points, {len(killed)} killed, {len(troubles)} in trouble, "
      f"slowest opening {slowest} ms, {time.monotonic() - began:.0f} s")
if troubles:
    fail(f"the store lost something at {sorted(troubles)[:9]}, see {ROOT}")
if len(killed) < len(points) * 0.9:
    fail("too few were killed: it proves nothing")
shutil.rmtree(ROOT)
