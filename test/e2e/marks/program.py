"""nest | many WHO COUNT | log COUNT FILE | names NAME...: marks through the example's helper, and logs its own clock."""

import os
import sys
import time

sys.path.insert(0, os.environ["HELPERS"])
from joulemark_marks import begin, end, phase  # noqa: E402


def now():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


mode, *words = sys.argv[1:]
if mode == "nest":
    with phase("outer"), phase("inner"):
        time.sleep(0.05)
if mode == "many":
    for k in range(int(words[1])):
        begin(f"{words[0]}-{k}")
        end(f"{words[0]}-{k}")
if mode == "log":
    with open(words[1], "w") as log:
        for k in range(int(words[0])):
            a = now()
            begin(f"m{k}")
            b = now()
            end(f"m{k}")
            c = now()
            log.write(f"begin m{k} {a} {b}\nend m{k} {b} {c}\n")
            time.sleep(0.0005)
if mode == "names":
    for name in words:
        begin(name)
        end(name)
