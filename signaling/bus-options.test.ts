import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBus } from './bus-options.js';
import { StartFault } from './start-fault.js';

describe('the settings of the bus', () => {
  it('are none where nothing is set', async () => {
    for (const env of [{}, { BUS_URL: '', BUS_CREDS: '' }, { BUS_URL: ' , ' }])
      assert.deepEqual(await readBus(env), {});
  });

  for (const [env, sentence] of [
    [{ BUS_URL: 'http://bus.example' }, /^BUS_URL is not the address of a bus\./],
    [{ BUS_URL: 'nats://' }, /^BUS_URL is not the address of a bus\./],
    [{ BUS_URL: 'nats://a.example,nats://b c' }, /^BUS_URL is not the address of a bus\./],
    [{ BUS_URL: 'nats://beep:100%@a.example' }, /^BUS_URL has a name or a password with a %/],
    [{ BUS_URL: 'nats://a.example,tls://b.example' }, /^BUS_URL has servers with nats:\/\/ and with tls/],
    [{ BUS_URL: 'nats://x:secret@a,nats://x:other@b' }, /^BUS_URL has several names or passwords/],
    [{ BUS_CREDS: '/nowhere.creds' }, /^BUS_CREDS is of no use without BUS_URL/],
  ] as const) {
    it(`say what is wrong with ${JSON.stringify(env)}`, async () => {
      await assert.rejects(
        readBus(env),
        (error) =>
          error instanceof StartFault && sentence.test(error.message) && !error.message.includes('secret'),
      );
    });
  }
});
