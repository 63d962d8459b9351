#!/usr/bin/env python3
"""Write the traces of tests/wire as seeds for wire_fuzz:  wire_seeds.py FOLDER"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
from client import code_packet, message, startup  # noqa: E402
from traces import FAKE, traces  # noqa: E402

WITH_STARTUP, LATE, WITH_PASSWORD = 1, 2, 4


def main(folder):
    os.makedirs(folder, exist_ok=True)
    seeds = [bytes([how]) + b"".join(sent for sent, _ in steps)
             for steps in traces(FAKE).values() for how in (WITH_STARTUP, WITH_STARTUP | LATE)]
    first = b"SCRAM-SHA-256\0\0\0\0\x10n,,n=,r=abcdefghi"
    seeds.append(bytes([WITH_PASSWORD]) + code_packet(80877103) + startup() + message("p", first) +
                 message("p", b"c=biws,r=abcdefghi,p=" + b"A" * 43 + b"="))
    seeds.append(b"\0" + startup(version=0x3270f,
                                **{"_pq_.x": "y", "options": r"-c a=b\ c --d-e=f"}))
    seeds.append(b"\0" + code_packet(80877102, b"\0\0\0\1\0\0\0\2"))
    for number, seed in enumerate(seeds):
        with open(os.path.join(folder, f"seed{number:03}"), "wb") as file:
            file.write(seed)


if __name__ == "__main__":
    main(sys.argv[1])
