"""Called by Scripts/apple-check: compiles every target for Apple's platforms and keeps nothing."""

import argparse, concurrent.futures, json, os, re, shutil, subprocess, sys, threading
from pathlib import Path

from sdk import PLATFORMS, SDK

REPO = Path.cwd()
SWIFTC = Path(shutil.which("swiftc")).resolve().with_name("swiftc")


def give_up(text):
    print("apple-check: the check itself does not work:\n" + text, file=sys.stderr)
    os._exit(2)  # from whichever thread


class Package:
    def __init__(self):
        dump = subprocess.run(["swift", "package", "dump-package"], capture_output=True, text=True)
        if dump.returncode:
            give_up(dump.stderr)
        self.dump = json.loads(dump.stdout)
        self.targets = {target["name"]: target for target in self.dump["targets"]}
        self.lowest = {entry["platformName"]: entry["version"] for entry in self.dump["platforms"]}

    def needs(self, name, platform):
        """The targets of the package that a target depends on, on that platform."""
        for entry in self.targets[name]["dependencies"]:
            value = entry.get("byName") or entry.get("target")
            if value and value[0] in self.targets and self.applies(value[1], platform):
                yield value[0]

    def system(self, name, platform):
        """The system libraries that a target sees, its own or of what it depends on."""
        if self.targets[name]["type"] == "system":
            return {name}
        return set().union(*(self.system(other, platform) for other in self.needs(name, platform)))

    @staticmethod
    def applies(condition, platform):
        names = (condition or {}).get("platformNames") or [platform.lower()]
        return platform.lower() in names

    def folder(self, name):
        target = self.targets[name]
        default = ("Tests/" if target["type"] == "test" else "Sources/") + name
        return REPO / (target.get("path") or default)

    def flags(self, name, platform):
        spelled = {"swiftLanguageMode": ["-swift-version"], "define": ["-D"],
                   "enableUpcomingFeature": ["-enable-upcoming-feature"],
                   "enableExperimentalFeature": ["-enable-experimental-feature"]}
        flags = ["-strict-memory-safety"]
        for setting in self.targets[name]["settings"]:
            (kind, value), = setting["kind"].items()
            if kind in spelled and self.applies(setting.get("condition"), platform):
                flags += spelled[kind] + [value["_0"]]
        return flags


class Check:
    def __init__(self, package, platform, headers, cache):
        self.package, self.platform = package, platform
        self.sdk = SDK(platform, package.lowest[platform.lower()], SWIFTC, headers, cache)
        self.modules = self.sdk.root / "modules"
        self.modules.mkdir(exist_ok=True)

    def lines(self, name):
        """What the compiler says about a target."""
        target, folder = self.package.targets[name], self.package.folder(name)
        files = sorted(map(str, folder.rglob("*.swift")))
        # Up to SIL, which also finds races and what is not initialised; a test is only type-checked.
        aim = ["-typecheck"] if target["type"] == "test" else ["-emit-sil", "-o", "/dev/null"]
        command = [SWIFTC, "-frontend", *aim, *self.sdk.flags(), "-I", self.modules,
                   "-module-name", name, "-enable-testing",
                   "-package-name", self.package.dump["name"].lower(),
                   *self.package.flags(name, self.platform)]
        for library in self.package.system(name, self.platform):
            command += ["-Xcc", f"-fmodule-map-file={self.package.folder(library)}/module.modulemap"]
        for plugin in ("libSwiftMacros.so", "libTestingMacros.so"):
            command += ["-load-plugin-library", self.sdk.library / "host/plugins" / plugin]
        if target["type"] != "test":
            command += ["-emit-module-path", self.modules / f"{name}.swiftmodule"]
        if not any(file.endswith("/main.swift") for file in files):
            command.append("-parse-as-library")
        done = subprocess.run([*map(str, command), *files], capture_output=True, text=True)
        said = sorted({line for line in done.stderr.splitlines()
                       if re.match(r"\S.*: (error|warning):", line)})
        broken = [line for line in said if line.startswith(str(self.sdk.root))]
        if broken or done.returncode and not said:
            give_up("\n".join(broken[:20]) or done.stderr[-2000:])
        return [line.replace(f"{REPO}/", "") for line in said]


def main():
    parser = argparse.ArgumentParser()
    for name in ("--headers", "--cache"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--platform", choices=[*PLATFORMS, "all"], required=True)
    parser.add_argument("--tests", action="store_true")
    options = parser.parse_args()
    package = Package()
    platforms = list(PLATFORMS) if options.platform == "all" else [options.platform]
    names = [name for name, target in package.targets.items() if target["type"] == "regular"
             or options.tests and target["type"] == "test"]

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        def start(platform):
            check, futures = Check(package, platform, options.headers, options.cache.resolve()), {}
            def run(name):
                needed = [other for other in package.needs(name, platform) if other in futures]
                if any(futures[other].result() for other in needed):
                    return [f"{name}: not looked at, because of what it depends on"]
                return check.lines(name)
            def submit(name):
                for other in package.needs(name, platform):
                    # A program is looked at where tests need it: iOS has no processes.
                    if package.targets[other]["type"] != "system": submit(other)
                if name not in futures: futures[name] = pool.submit(run, name)
            for name in names: submit(name)
            return futures
        started = {platform: start(platform) for platform in platforms}
        total = 0
        for platform, futures in started.items():
            problems = [line for future in futures.values() for line in future.result()]
            print(f"{platform}: {len(futures)} targets, {len(problems)} problems", flush=True)
            for line in problems:
                print("   " + line)
            total += len(problems)
    sys.exit(1 if total else 0)


main()
