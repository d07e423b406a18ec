"""Called by Scripts/sqlite-failing-calls: PROGRAM FOLDER, the folder being a disk of 4 MiB."""

import pathlib, shutil, subprocess, sys, threading
from sqlite_faults import NAME, ROOT, Trouble, fail, verify

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
ballast = folder / "ballast"
ballast.write_bytes(bytes(1 << 20))
lines = []
running = subprocess.Popen([program, "fill", str(folder / "store.sqlite")], text=True,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
clock = threading.Timer(60, running.kill)
clock.start()
for line in running.stdout:
    lines.append(line)
    if line == "waiting for space\n":
        ballast.unlink()
        running.stdin.write("\n")
        running.stdin.flush()
status = running.wait()
clock.cancel()
problems = [line for line in lines if line.startswith(("problem", "error"))]
if status != 0 or problems or lines[-1] != "closed\n":
    fail(f"on a full disk: ended with {status}: {problems} {''.join(lines[-5:])}")
# There is no space for a verifier's own writes.
copy = ROOT / "copy"
copy.mkdir(mode=0o700)
for file in folder.iterdir():
    shutil.copy2(file, copy / file.name)
copy.with_suffix(".lines").write_text("".join(lines))
try:
    verdict = verify(program, copy)
except Trouble as trouble:
    fail(f"after a full disk: {trouble}; see {ROOT}")
print(f"{NAME}: on a disk of 4 MiB: {verdict}")
shutil.rmtree(ROOT)
