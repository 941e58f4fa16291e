#!/usr/bin/env python3
"""Records what the real lua5.4 prints for each snippet of the conformance corpus.

    record_conformance.py            writes the answers into the snippets
    record_conformance.py --check    only says which ones differ

A snippet in tests/lua/conformance is Lua code and, behind it, these lines:

    --> a line that lua5.4 printed; an uncaught error is `error: message`
    --! why our answer is another one
    --ours> a line of our answer, where it is another one

Only the first kind is written here. `src/policy/corpus.rs` compares.
"""

import pathlib
import subprocess
import sys

CORPUS = pathlib.Path(__file__).parent.parent / "tests/lua/conformance"
LUA, VERSION = "lua5.4", "Lua 5.4"
ANSWER, WHY, OURS = "-->", "--!", "--ours>"

# Runs a chunk as a policy's VM does: it is called `test`, and the time stands
# still. os.time and os.date stay Lua's own, with the words of their errors.
DRIVER = r"""
local now, time, date = 1764000000, os.time, os.date
local function call(name, native, ...)
  local ok, result = pcall(native, ...)
  if ok then return result end
  error((result:gsub("'%?'", "'" .. name .. "'")), 3)
end
function os.time(fields)
  if fields == nil then return now end
  return (call("time", time, fields))
end
function os.date(format, at)
  return (call("date", date, format or "%c", at or now))
end
function os.clock() return 0.0 end
local chunk, fault = load(io.read("a"), "=test", "t")
local ok = chunk ~= nil
if ok then ok, fault = pcall(chunk) end
if not ok then
  local plain = type(fault) == "string" or type(fault) == "number"
  local text = plain and fault or "(error object is a " .. type(fault) .. " value)"
  print("error: " .. text)
end
"""


def answers(code):
    """Lines that lua5.4 prints for a snippet."""
    run = subprocess.run(
        [LUA, "-e", DRIVER],
        input=code.encode(),
        capture_output=True,
        env={"TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        timeout=60,
        check=False,
    )
    if run.returncode or run.stderr:
        raise RuntimeError(run.stderr.decode(errors="replace"))
    return run.stdout.decode().split("\n")[:-1]


def split(text):
    """The code of a snippet, and the lines behind it that are no answers."""
    lines = text.rstrip("\n").split("\n")
    marks = [i for i, line in enumerate(lines) if line.startswith((ANSWER, WHY, OURS))]
    end = marks[0] if marks else len(lines)
    own = [line for line in lines[end:] if line.startswith((WHY, OURS))]
    return "\n".join(lines[:end]) + "\n", own


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    version = subprocess.run([LUA, "-v"], capture_output=True, text=True, check=True)
    if not version.stdout.startswith(VERSION):
        sys.exit(f"{LUA} is {version.stdout.strip()}, not {VERSION}")
    different = []
    snippets = sorted(CORPUS.rglob("*.lua"))
    for path in snippets:
        text = path.read_text()
        code, own = split(text)
        try:
            printed = answers(code)
        except (RuntimeError, UnicodeDecodeError, subprocess.TimeoutExpired) as fault:
            sys.exit(f"{path.relative_to(CORPUS)}: {fault}")
        recorded = [f"{ANSWER} {line}".rstrip() for line in printed]
        recorded = code + "".join(f"{line}\n" for line in recorded + own)
        if recorded != text:
            different.append(path)
            if not check:
                path.write_text(recorded)
    for path in different:
        print(path.relative_to(CORPUS))
    print(f"{len(snippets)} snippets, {len(different)} {'differ' if check else 'written'}")
    sys.exit(bool(check and different))


if __name__ == "__main__":
    main()
