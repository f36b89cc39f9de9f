import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { TestClient, until } from '../../signaling/test-server.js';
import { lacks } from '../e2e/harness/tools.js';

const ROOT = resolve(import.meta.dirname, '../..');
const MEMORY_BYTES = 256 * 1024 * 1024;
const NOBODY = '65534';
/** Connections from each of how many addresses: each may hold 64. */
const [ADDRESSES, CONNECTIONS_EACH] = [50, 60];

/**
 * What deploy/beep-introducer.service asks of systemd, made by hand: another user without any right, a root that cannot
 * be written to, an empty /tmp that cannot either, and the project where that user can read it.
 */
const CONFINE = `
  mount --make-rprivate /
  mount --bind "$1" /mnt
  mount -o remount,bind,ro /mnt
  mount -o remount,bind,ro /
  for each in /tmp /var/tmp /dev/shm; do [ ! -d $each ] || mount -t tmpfs -o ro none $each; done
  [ -z "$2" ] || echo $$ >"$2"
  shift 2
  cd /mnt
  exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
`;

/** Runs a program of the project under CONFINE, in a group of processes with a limit of memory if there is one. */
const confined = (memory: MemoryGroup | null, command: readonly string[]): readonly string[] => [
  ...['--mount', 'sh', '-ec', CONFINE, 'sh', ROOT, memory?.processes ?? ''],
  ...command,
];

/** A control group of either version. */
class MemoryGroup {
  readonly #folder: string;
  readonly #names: { readonly limit: string; readonly peak: string };

  private constructor(folder: string, names: { limit: string; peak: string }) {
    this.#folder = folder;
    this.#names = names;
  }

  /** Null where this process may not make one. */
  static make(t: TestContext): MemoryGroup | null {
    for (const [root, names] of [
      ['/sys/fs/cgroup/memory', { limit: 'memory.limit_in_bytes', peak: 'memory.max_usage_in_bytes' }],
      ['/sys/fs/cgroup', { limit: 'memory.max', peak: 'memory.peak' }],
    ] as const) {
      const folder = join(root, `beep-test-${process.pid}`);
      try {
        mkdirSync(folder);
        t.after(() => until(() => tryTo(() => rmdirSync(folder))));
        writeFileSync(join(folder, names.limit), String(MEMORY_BYTES));
        return new MemoryGroup(folder, names);
      } catch (error) {
        t.diagnostic(`no memory limit at ${root}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return null;
  }

  get processes(): string {
    return join(this.#folder, 'cgroup.procs');
  }

  get peakBytes(): number {
    const file = join(this.#folder, this.#names.peak);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : NaN;
  }
}

function tryTo(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false; // the last process of the group has not quite gone yet
  }
}

describe(
  'the built server as nobody, on a file system it cannot write to, with 256 MB',
  { skip: lacks('unshare', 'setpriv') },
  () => {
    it('is confined as it should be', () => {
      const tries =
        'for each in /tmp/x /mnt/x /mnt/build/x /var/x /root/x /dev/shm/x; do (echo > $each) 2>/dev/null && echo $each; done; id -u; grep CapBnd /proc/self/status';
      const { stdout, stderr } = spawnSync('unshare', confined(null, ['sh', '-c', tries]), {
        encoding: 'utf8',
      });
      assert.deepEqual([stdout.trim().split(/\s+/), stderr], [[NOBODY, 'CapBnd:', '0000000000000000'], '']);
    });

    it('serves, introduces, answers STUN, throws offenders out, holds its limits, and stops in good order', async (t) => {
      const memory = MemoryGroup.make(t);
      const child = spawn(
        'unshare',
        confined(memory, [process.execPath, '--max-old-space-size=160', 'build/server.js']),
        {
          env: { PATH: process.env['PATH'] ?? '', PORT: '0', STUN_PORT: '0', ALLOW_MISSING_ORIGIN: '1' },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      t.after(() => child.kill('SIGKILL'));
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (said += String(chunk)));
      const ended = once(child, 'close');
      await until(() => /ready at \S+\n/.test(said) || child.exitCode !== null, 30_000);
      const url = /ready at (\S+)/.exec(said)?.[1] ?? assert.fail(said);
      const server = { port: Number(new URL(url).port) };
      assert.match(await (await fetch(url)).text(), /<title>/);

      const witness = new TestClient(server);
      const { stun } = await witness.next();
      witness.send({ type: 'subscribe', topics: ['witness'] });
      let count = 0;
      const isServing = async (): Promise<void> => {
        witness.send({ type: 'publish', topic: 'witness', data: ++count });
        assert.deepEqual(await witness.next(), {
          type: 'publish',
          topic: 'witness',
          data: count,
          clients: 1,
        });
      };
      assert.ok(await answersStun(Number(/:(\d+)$/.exec((stun as string[])[0] ?? '')?.[1])));

      for (const [frame, code] of [
        ['{', 4400],
        ['{"type":"subscribe","topics":"x"}', 4400],
        ['['.repeat(8_000), 4400],
        ['x'.repeat(16 * 1024 + 1), 1009],
        [Buffer.from([1]), 1003],
        [JSON.stringify({ type: 'subscribe', topics: Array.from({ length: 65 }, (_, i) => `t${i}`) }), 4413],
      ] as const) {
        const offender = await TestClient.join(server);
        offender.socket.send(frame);
        assert.equal(await offender.closed, code);
        await isServing();
      }
      const flooder = await TestClient.join(server);
      for (let i = 0; i < 100; i++) flooder.send({ type: 'ping' });
      assert.equal(await flooder.closed, 4429);

      const many: TestClient[] = [];
      for (let address = 1; address <= ADDRESSES; address++) {
        const joining = Array.from({ length: CONNECTIONS_EACH }, () =>
          TestClient.join(server, { localAddress: `127.0.3.${address}` }),
        );
        many.push(...(await Promise.all(joining)));
      }
      await isServing();
      if (memory) {
        const peak = memory.peakBytes;
        t.diagnostic(`peak ${(peak / 2 ** 20).toFixed(0)} MiB with ${many.length} connections`);
        assert.ok(!(peak >= MEMORY_BYTES), `${peak} bytes`);
      } else {
        t.diagnostic('not checked here: the limit of memory');
      }
      child.kill('SIGTERM');
      assert.equal(await witness.closed, 1001);
      assert.deepEqual(await ended, [0, null]);
      for (const { socket } of many) socket.terminate();
      assert.doesNotMatch(said, /127\.0\.3|witness/);
    });
  },
);

async function answersStun(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  const request = Buffer.alloc(20);
  request.writeUInt16BE(1, 0);
  request.writeUInt32BE(0x2112a442, 4);
  let isAnswered = false;
  socket.on('message', () => (isAnswered = true));
  for (let i = 0; i < 50 && !isAnswered; i++) {
    socket.send(request, port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  socket.close();
  return isAnswered;
}
