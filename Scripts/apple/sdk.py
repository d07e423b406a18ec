"""Lays out what the compiler takes for the SDK of an Apple platform."""

import json, re, subprocess
from pathlib import Path

NEWEST = "26.4"  # what the SDK says it is

# Name: the triple without its version, the runtime's folder, the name of interfaces in it.
PLATFORMS = {
    "macOS": ("arm64-apple-macosx", "macosx", "arm64-apple-macos"),
    "iOS": ("arm64-apple-ios", "iphoneos", "arm64-apple-ios"),
    "tvOS": ("arm64-apple-tvos", "appletvos", "arm64-apple-tvos"),
    "watchOS": ("arm64-apple-watchos", "watchos", "arm64-apple-watchos"),
    "visionOS": ("arm64-apple-xros", "xros", "arm64-apple-xros"),
}

STANDARD = ["Swift", "_Concurrency", "_StringProcessing", "SwiftOnoneSupport", "_Builtin_float",
            "Synchronization", "Testing"]

# What the module Darwin has, as far as the package and its tests may want it.
C_HEADERS = """arpa/inet complex ctype dirent dlfcn errno execinfo fcntl fnmatch glob grp ifaddrs
locale mach/mach mach/mach_time malloc/malloc math net/if netdb netinet/in netinet/tcp poll
pthread pthread/qos pwd sched semaphore signal spawn stdio stdlib string strings sys/clonefile
sys/event sys/file sys/ioctl sys/mman sys/mount sys/param sys/qos sys/random sys/resource sys/select
sys/socket sys/sockio sys/stat sys/statvfs sys/sysctl sys/time sys/types sys/uio sys/un sys/utsname
sys/wait sysexits termios time unistd wchar""".split()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:  # What did not change keeps its cache.
        path.write_text(text)


def link(path, target):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_symlink():
        path.symlink_to(target)


def with_vision(text):
    """visionOS has what iOS had, from 1.0 on; the compiler gets that from a real SDK's settings."""
    def add(found):
        if "visionOS" in found[0]:
            return found[0]
        old = int(re.search(r"iOS (\d+)", found[0])[1])
        new = old if old >= 26 else max(1, old - 16)
        return found[0].replace(", *)", f", visionOS {new}.0, *)")
    return re.sub(r"@available\([^)\n]*\biOS \d[^)\n]*, \*\)", add, text)


def aimed(text, triple):
    """An interface of the standard library that was made for Linux, made for an Apple platform."""
    head, separator, body = text.partition("\nimport ")
    head = re.sub(r"-target \S+", f"-target {triple}", head)
    head = head.replace("-target-min-inlining-version min", "-target-min-inlining-version target")
    # Only a library of the SDK itself must give everything an availability.
    head = head.replace("-library-level api", "")
    # Bodies do not matter to what calls them, and compiling them takes most of the time.
    head = head.replace(" -O ", " -experimental-skip-all-function-bodies ")
    body = separator + body
    body = re.sub(r"^import Glibc$", "import Darwin", body, flags=re.M)
    # Copies in the program for older systems: their own @available stands beside them.
    body = re.sub(r"@backDeployed\([^)]*\)\s*", "", body)
    return head + body


class SDK:
    """One platform's folders, below a cache."""

    def __init__(self, platform, lowest, swiftc, headers, cache):
        prefix, self.folder, self.interface = PLATFORMS[platform]
        self.triple = prefix + lowest
        self.swiftc, self.library = swiftc, swiftc.parent.parent / "lib/swift"
        self.root = cache / platform
        self.runtime, self.overlays = self.root / "runtime", self.root / "overlays"
        self.adapt = with_vision if platform == "visionOS" else lambda text: text
        self.lay_headers(headers)
        self.lay_standard_library()
        self.lay_overlays()

    def lay_headers(self, headers):
        include = self.root / "sdk/usr/include"
        for entry in headers.iterdir():
            link(include / entry.name, entry)
        lines = ["module Darwin [system] [extern_c] {"]
        lines += [f'  header "{name}.h"' for name in C_HEADERS if (headers / f"{name}.h").exists()]
        # Without a module of this name the compiler hides most of Darwin from Swift.
        lines += ['  module MacTypes { header "MacTypes.h" export * }', "  export *", "}", ""]
        write(include / "module.modulemap", "\n".join(lines))
        write(self.root / "sdk/SDKSettings.json", json.dumps({
            "CanonicalName": self.folder + NEWEST, "Version": NEWEST,
            "MaximumDeploymentTarget": NEWEST + ".99", "DefaultProperties": {},
            "SupportedTargets": {}}))
        for name in ("curl", "sqlite3.h"):  # this machine's, for Apple's
            for place in [*Path("/usr/include").glob("*-linux-gnu"), Path("/usr/include")]:
                if (place / name).exists():
                    link(self.root / "system" / name, place / name)

    def lay_standard_library(self):
        for name in ("shims", "clang", "apinotes"):
            link(self.runtime / name, self.library / name)
        for module in STANDARD:
            found = sorted((self.library / "linux" / f"{module}.swiftmodule").glob(
                "*-linux-gnu.swiftinterface"))
            text = self.adapt(aimed(found[0].read_text(), self.triple))
            write(self.runtime / self.folder / f"{module}.swiftmodule/{self.interface}.swiftinterface",
                  text)

    def lay_overlays(self):
        version = subprocess.check_output([self.swiftc, "--version"], text=True,
                                          stderr=subprocess.DEVNULL).splitlines()[0]
        stubs = Path(__file__).parent / "stubs"
        for module in ("Darwin", "Dispatch", "Foundation", "CryptoKit"):
            head = ("// swift-interface-format-version: 1.0\n"
                    f"// swift-compiler-version: {version}\n"
                    f"// swift-module-flags: -target {self.triple} -disable-objc-interop "
                    f"-enable-library-evolution -swift-version 5 -O -module-name {module}\n"
                    "import Swift\nimport _Concurrency\n")
            parts = sorted(stubs.glob(f"{module}*.swiftinterface"), key=lambda path: path.stem)
            text = self.adapt("\n".join(part.read_text() for part in parts))
            write(self.overlays / f"{module}.swiftmodule/{self.interface}.swiftinterface", head + text)

    def flags(self):
        return ["-target", self.triple, "-sdk", self.root / "sdk", "-resource-dir", self.runtime,
                "-module-cache-path", self.root / "cache", "-disable-objc-interop",
                "-I", self.runtime / "shims", "-I", self.overlays,
                "-Xcc", f"-I{self.root / 'system'}"]
