import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { Stage } from './harness/stage.js';
import { lacks } from './harness/tools.js';
import { until } from './harness/until.js';

const MESSAGES = 100;

describe('on this device', { skip: lacks('strace'), timeout: 400_000 }, () => {
  it(`means flushed to the disk: ${MESSAGES} messages, at least as many flushes`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'beep-flush-'));
    await using stage = await Stage.open();
    try {
      const traced = join(folder, 'traced-browser');
      const { path } = await findBrowser({ install: false });
      const trace = `strace -f -ff -qq --seccomp-bpf -e trace=fsync,fdatasync -o ${folder}/calls`;
      await writeFile(traced, `#!/bin/sh\nexec ${trace} ${path} "$@"\n`);
      await chmod(traced, 0o755);
      const flushes = async (): Promise<number> => {
        const files = (await readdir(folder)).filter((name) => name.startsWith('calls'));
        const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
        return texts.join('').match(/^f(data)?sync\(\d+\)\s+= 0$/gm)?.length ?? 0;
      };

      const bilal = await stage.person('Bilal', { ownProcess: true, executablePath: traced });
      const ayesha = await stage.person('Ayesha');
      // Nobody answers: what is flushed is what he sends, not what comes back.
      const link = await ayesha.myLink();
      await stage.leave(ayesha);
      await bilal.addContact(link);
      await bilal.waitForStanding('waiting');

      const before = await until('it is quiet', quiet(flushes));
      for (let i = 0; i < MESSAGES; i++) await bilal.say(`message ${i}`);
      const count = (await flushes()) - before;
      const saved = (await bilal.messages()).filter(({ state }) => state === 'saved').length;
      assert.ok(saved > 0);
      assert.ok(count >= MESSAGES, `${count} flushes for ${MESSAGES} messages`);
      await stage.assertClean();
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

/** Gives the number once it has stayed the same between two looks a second apart. */
function quiet(count: () => Promise<number>): () => Promise<number | null> {
  let last = -1;
  let sinceMs = 0;
  return async () => {
    const now = await count();
    if (now !== last) [last, sinceMs] = [now, performance.now()];
    return performance.now() - sinceMs > 1_000 ? now : null;
  };
}
