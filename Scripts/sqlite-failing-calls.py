"""Called by Scripts/sqlite-failing-calls: PROGRAM STEP."""

import collections, re, shutil, sys, time
from sqlite_faults import NAME, ROOT, Trouble, all_of, clean, counted, fail, run, verify

program, step = sys.argv[1], int(sys.argv[2])
WINDOWS = [1, 3]  # calls in a row that fail
EXPECTED = {  # what a fault may look like to a caller
    "EIO": {"unavailable", "outcomeUnknown"},
    "ENOSPC": {"full", "outcomeUnknown", "unavailable"},
}
codes = collections.Counter()


def break_calls(point):
    """Lets some calls fail, then none: what was asked must be done in the end, by the same process."""
    call, number, error, window = point
    folder = ROOT / f"{call}-{number}-{error}-{window}"
    last = f"..{number + window - 1}" if window > 1 else ""
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}{last}"]
    status, text = run(program, folder, strace=inject)
    if status == 6:  # It could not even open the store; now it must.
        status, more = run(program, folder)
        text += more
    if status != 0 or not text.rstrip().endswith("closed"):
        raise Trouble(f"ended with {status}: {text[-1500:]}")
    errors = re.findall(r"^failed (\w+) (.*)", text, re.M)
    if wrong := [error for error in errors if error[0] not in EXPECTED[point[2]]]:
        raise Trouble(f"fails as {wrong[:3]}")
    if "\nstored unsaid" in text:
        raise Trouble(f"an error said that nothing was stored: {text[-1500:]}")
    verdict = verify(program, folder)
    clean(folder)
    return point, errors, verdict


began = time.monotonic()
counts = counted(program, ROOT)
print(f"{NAME}: {counts}, every {step}. of them", flush=True)
points = []
for call, count in sorted(counts.items()):
    for place, error in enumerate(EXPECTED):
        if error == "ENOSPC" and call in ("unlink",):
            continue
        stride = max(1, min(step, count // 3))
        # The two errors and windows take turns over the calls when not all of them are tried.
        for index, k in enumerate(range(1 + place * stride // 2, count + 1, stride)):
            points.append((call, k, error, WINDOWS[index % len(WINDOWS)]))
fine, troubles = all_of(points, break_calls)
for point, errors, _ in fine:
    codes.update(f"{point[2]} at {point[0]}: {code}" for code, _ in errors)
    codes[f"{point[2]} at {point[0]}: unnoticed"] += not errors
for line, count in sorted(codes.items()):
    if count:
        print(f"{NAME}: {line}, {count} times")
print(f"{NAME}: {len(points)} points, {len(troubles)} in trouble, {time.monotonic() - began:.0f} s")
if troubles:
    fail(f"see {ROOT}: {sorted(troubles)[:9]}")
shutil.rmtree(ROOT)
