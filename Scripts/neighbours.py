"""Whether WebhookKit's public names go with those of the packages that stand beside it in a host.

Finds every public type in the symbol graphs of WebhookKit's modules, writes a file that names each
once where a type stands, and builds it in Examples/Integration beside the packages that can be had
here: a name that two modules have is ambiguous and does not compile. The program is then run, since
it also shows headers of HTTPTypes verified. Names at the top level are compared, without regard to
case, with the lists in Scripts/neighbour-names too, of modules that cannot be built here, or not
quickly, and with Swift's own types.

Scripts/integration [--full] [--list] calls it. With --full AsyncHTTPClient is built too, which takes
minutes. With --list the types are printed and nothing is built. It reads the modules of the
suite's build, .build, which has to be there: `swift build` makes it.
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "Examples/Integration"
NAMES = ROOT / "Scripts/neighbour-names"
MODULES = ["WebhookKit", "WebhookKitFileStore", "WebhookKitSQLite", "WebhookKitCurl",
           "WebhookKitURLSession", "WebhookKitTesting"]
TYPES = ("swift.struct", "swift.class", "swift.enum", "swift.protocol", "swift.typealias")

def fail(text):
    sys.exit(f"neighbours: {text}")


def output(*command):
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                            stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        fail(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def public_types(module, products, target, folder):
    """The types of a module: for the path of its names its kind, and whether it is generic."""
    sdk = []
    if platform.system() == "Darwin":
        sdk = ["-sdk", output("xcrun", "--show-sdk-path").strip()]
    output("swift", "symbolgraph-extract", "-module-name", module, "-target", target, *sdk,
           "-I", f"{products}/Modules", "-I", "Sources/WebhookKitCSQLite",
           "-I", "Sources/WebhookKitCCurl", "-minimum-access-level", "public",
           "-skip-synthesized-members", "-output-dir", folder)
    found = {}
    # Extensions of another module's types have graphs of their own.
    for path in sorted(pathlib.Path(folder).glob(f"{module}*.symbols.json")):
        for symbol in json.loads(path.read_text())["symbols"]:
            if symbol["kind"]["identifier"] not in TYPES:
                continue
            parameters = symbol.get("swiftGenerics", {}).get("parameters", [])
            found[tuple(symbol["pathComponents"])] = (
                symbol["kind"]["identifier"],
                any(parameter["name"] != "Self" for parameter in parameters))
    return found


def declaration(index, path, kind, isGeneric):
    """A line that names a type where only a type can stand, without its module's name."""
    name = ".".join(path)
    if kind == "swift.protocol":
        return f"typealias Type{index} = any {name}"
    if isGeneric and kind == "swift.typealias":
        # Can neither be extended nor written without arguments; inside a type of ours it meets no other.
        return f"// {name}"
    # Whatever its parameters have to be.
    return f"extension {name} {{}}" if isGeneric else f"typealias Type{index} = {name}"


def write_example(types):
    lines = ["// Written by Scripts/integration: every public type of WebhookKit beside its neighbours.",
             "#if canImport(FoundationNetworking)", "    import FoundationNetworking", "#endif",
             "#if FULL", "    import AsyncHTTPClient", "#endif"]
    imports = ["Dispatch", "Foundation", "GRDB", "HTTPTypes", "Hummingbird", "Logging", "Metrics",
               "NIOCore", "NIOHTTP1", "NIOPosix", "Observation", "ServiceLifecycle", "Synchronization", "Tracing"] + MODULES
    lines += [f"import {module}" for module in sorted(imports)]
    for module, found in types.items():
        lines += ["", f"// {module}"]
        for index, (path, (kind, is_generic)) in enumerate(sorted(found.items())):
            lines.append(declaration(f"{module}{index}", path, kind, is_generic))
    (EXAMPLE / "Sources/Neighbours/PublicTypes.swift").write_text("\n".join(lines) + "\n")


def check_lists(types):
    """What a module has in common with the neighbours that only have lists."""
    trouble = []
    for path in sorted(NAMES.iterdir()):
        words = [word for line in path.read_text().splitlines() if not line.startswith("#")
                 for word in line.split()]
        # The module's name too: a type of that name hides it.
        neighbours = {word.lower() for word in words + [path.name]}
        for module, found in types.items():
            for name in sorted({path[0] for path in found}):
                if name.lower() in neighbours:
                    trouble.append(f"{module}'s {name} is a name of {path.name}'s too")
    return trouble


def check_standard_library(types):
    """What hides a type of Swift's own: no error says so, the host's `Actor` is just another one."""
    names = sorted({path[0] for found in types.values() for path in found})
    lines = [(module, name) for module in ("Swift", "_Concurrency", "_StringProcessing")
             for name in names]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "names.swift")
        source.write_text("".join(f"typealias Type{index} = {module}.{name}\n"
                                  for index, (module, name) in enumerate(lines)))
        result = subprocess.run(["swiftc", "-typecheck", str(source)], capture_output=True,
                                text=True, stdin=subprocess.DEVNULL)
    missing = {int(number) for number in re.findall(
        r"names\.swift:(\d+):\d+: error: no type named", result.stderr)}
    return [f"{name} hides {module}'s" for number, (module, name) in enumerate(lines, start=1)
            if number not in missing]


def main():
    arguments = set(sys.argv[1:])
    if arguments - {"--full", "--list", "--lists-only"}:
        fail("use: Scripts/integration [--full] [--list]")
    os.environ["WEBHOOKKIT_STRICT"] = "1"
    if "--full" in arguments:
        os.environ["WEBHOOKKIT_NEIGHBOURS"] = "full"
    products = output("swift", "build", "--show-bin-path").strip()
    information = json.loads(output("swift", "-print-target-info"))
    target = information["target"]["triple"]
    types = {}
    for module in MODULES:
        if not pathlib.Path(products, f"Modules/{module}.swiftmodule").exists():
            fail(f"{module} is not built; run `swift build` first")
        with tempfile.TemporaryDirectory() as folder:
            types[module] = public_types(module, products, target, folder)
    if "--list" in arguments:
        for module, found in types.items():
            for path in sorted(found):
                print(f"{module} {'.'.join(path)}")
        return
    trouble = check_lists(types) + check_standard_library(types)
    if trouble:
        fail("; ".join(trouble) + ": choose a name that no neighbour has")
    count = sum(len(found) for found in types.values())
    if "--lists-only" in arguments:
        print(f"neighbours: {count} public types go with {len(list(NAMES.iterdir()))} lists of names")
        return
    write_example(types)
    build = ["swift", "build", "--package-path", str(EXAMPLE), "--scratch-path",
             ".build-neighbours", "--disable-build-manifest-caching"]
    text = output(*build)
    program = output(*build, "--show-bin-path").strip() + "/Neighbours"
    print(output(program), end="")
    print(f"neighbours: {count} public types go with {len(list(NAMES.iterdir()))} lists of names"
          f" and the packages of Examples/Integration")


if __name__ == "__main__":
    main()
