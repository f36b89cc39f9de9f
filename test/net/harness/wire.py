"""A bad line between two network namespaces: delay, jitter, loss, doubles and overtaking, from a seed (test-plan A3).

    wire.py NAMESPACE NAMESPACE SEED LOSS DELAY_S JITTER_S DOUBLES OVERTAKING

Each namespace gets an interface `wire` whose packets come out of the other's. Says "ready" once both are there, and runs
until it is ended; the interfaces go with it.
"""
import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def enter(descriptor):
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns')


def open_end(namespace):
    own = os.open('/proc/self/ns/net', os.O_RDONLY)
    enter(os.open('/var/run/netns/' + namespace, os.O_RDONLY))
    end = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(end, TUNSETIFF, struct.pack('16sH', b'wire', IFF_TUN_NO_PI))
    enter(own)
    return end


one, other = open_end(sys.argv[1]), open_end(sys.argv[2])
loss, delay, jitter, doubles, overtaking = (float(word) for word in sys.argv[4:9])
dice = random.Random(int(sys.argv[3]))
print('ready', flush=True)
waiting = []
count = 0
while True:
    pause = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    for end in select.select([one, other], [], [], pause)[0]:
        packet = os.read(end, 2048)
        if dice.random() < loss:
            continue
        for _ in range(2 if dice.random() < doubles else 1):
            late = delay + dice.uniform(-jitter, jitter) + (delay * 3 if dice.random() < overtaking else 0)
            heapq.heappush(waiting, (time.monotonic() + late, count, other if end == one else one, packet))
            count += 1
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, end, packet = heapq.heappop(waiting)
        os.write(end, packet)
