import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createCa, issueLeaf } from './certificates.js';
import { constraintsFor } from './name-constraints.js';
import { noNats, TestNats } from './test-nats.js';
import { launch } from './test-process.js';
import { aDist, until } from './test-server.js';

const SHIPPED = new URL('../deploy/nats-server.conf', import.meta.url);
const PASSWORD = 'b7a3c1';

/** A server with the file as it is shipped, but for where it listens and where its certificate lies. */
async function aShipped(t: TestContext): Promise<{ nats: TestNats; ca: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'beep-nats-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const authority = await createCa('test', constraintsFor(['127.0.0.1', 'localhost']), Date.now());
  const leaf = await issueLeaf(authority, ['127.0.0.1', 'localhost'], Date.now());
  const [ca, cert, key, conf] = ['ca.pem', 'cert.pem', 'key.pem', 'nats.conf'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(ca, authority.cert);
  writeFileSync(cert, leaf.cert);
  writeFileSync(key, leaf.key);
  const text = readFileSync(SHIPPED, 'utf8')
    .replace(/^listen: .*$/m, '')
    .replace('/etc/nats/tls.crt', cert)
    .replace('/etc/nats/tls.key', key);
  writeFileSync(conf, text);
  return { nats: await TestNats.start(t, ['-c', conf], '127.0.0.1', { BUS_PASSWORD: PASSWORD }), ca };
}

describe('the configuration of NATS that is shipped', { skip: noNats }, () => {
  it('lets nodes in over TLS with the password, and nobody without', async (t) => {
    const { nats, ca } = await aShipped(t);
    const node = (url: string) =>
      launch(t, { PORT: '0', DIST: aDist(t), BUS_URL: url, NODE_EXTRA_CA_CERTS: ca });
    const at = `127.0.0.1:${nats.port}`;
    const [welcome, stranger] = [
      await node(`tls://beep:${PASSWORD}@${at}`).ready(),
      await node(`tls://beep:another@${at}`).ready(),
    ];
    const health = async (url: string) => (await fetch(`${url}/healthz`)).text();
    await until(async () => (await health(welcome)) === 'ok', 10_000);
    assert.equal(await health(stranger), 'ok, bus down');
    await assert.rejects(connect({ servers: at, user: 'beep', pass: PASSWORD, tls: null, reconnect: false }));
  });

  it('bounds what a node may send, and lets it speak and hear of introductions only', async (t) => {
    const { nats, ca } = await aShipped(t);
    const connection = await connect({
      servers: `localhost:${nats.port}`,
      user: 'beep',
      pass: PASSWORD,
      tls: { caFile: ca },
      reconnect: false,
    });
    t.after(() => connection.close());
    assert.equal(connection.info?.max_payload, 64 * 1024);
    assert.equal(connection.info.jetstream ?? false, false);
    const errors = errorsOf(connection);
    connection.publish('beep.1', 'x');
    connection.subscribe('beep.1', { callback: () => undefined });
    await connection.flush();
    assert.deepEqual(errors, []);
    connection.publish('other.1', 'x');
    for (const subject of ['>', '$SYS.>', '_INBOX.1'])
      connection.subscribe(subject, { callback: () => undefined });
    await connection.flush();
    await until(() => errors.length === 4);
    for (const text of errors) assert.match(text, /permissions violation/i);
  });
});

function errorsOf(connection: NatsConnection): string[] {
  const errors: string[] = [];
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error') errors.push(status.error.message);
  })();
  return errors;
}
