import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { connect, createServer } from 'node:tls';
import { WebSocket } from 'ws';
import { issueLeaf, LEAF_DAYS, readConstraints } from './certificates.js';
import { startLan } from './lan.js';
import { beepHome, openLeaf, openLocalCa, splitNames } from './local-ca.js';
import { isDnsName, machineNames } from './machine-names.js';
import { permits } from './name-constraints.js';
import { StartFault } from './start-fault.js';
import { aDist } from './test-server.js';

const DAY_MS = 86_400_000;
const NAMES = ['desk', 'desk.local', 'localhost', '127.0.0.1', '10.1.2.3', 'fd00::7', '203.0.113.9'];

function aHome(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'beep-home-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'beep');
}

describe('the local CA', () => {
  it('is made once, outside reach of other users, and found again', async (t) => {
    const home = aHome(t);
    const first = await openLocalCa(home, NAMES, Date.now());
    const again = await openLocalCa(home, ['other'], Date.now());
    assert.equal(again.fingerprint, first.fingerprint);
    assert.deepEqual(again.constraints, first.constraints);
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    assert.deepEqual([home, join(home, 'ca'), join(home, 'ca', 'ca.key')].map(modeOf), ['700', '700', '600']);
  });

  it('is the same for two that start at once', async (t) => {
    const home = aHome(t);
    const [a, b] = await Promise.all([1, 2].map(() => openLocalCa(home, NAMES, Date.now())));
    assert.equal(a!.fingerprint, b!.fingerprint);
  });

  it('is constrained to the names it was made for, private ranges, and single public addresses', async (t) => {
    const { issued } = await openLocalCa(aHome(t), NAMES, Date.now());
    const constraints = readConstraints(issued.cert);
    assert.deepEqual(constraints?.dns, ['desk', 'desk.local', 'localhost']);
    assert.deepEqual(constraints?.ranges.slice(0, 4), [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '127.0.0.0/8',
    ]);
    for (const [name, isInside] of [
      ['desk', true],
      ['printer.desk.local', true],
      ['172.31.255.255', true],
      ['172.32.0.0', false],
      ['fd12::1', true],
      ['fe80::1', true],
      ['::1', true],
      ['203.0.113.9', true],
      ['203.0.113.10', false],
      ['8.8.8.8', false],
      ['2001:db8::1', false],
      ['bank.example', false],
      ['notdesk.local', false],
    ] as const) {
      assert.equal(permits(constraints!, name), isInside, name);
    }
  });

  it('refuses to go on with a damaged or expired one, and says the way out', async (t) => {
    const home = aHome(t);
    await openLocalCa(home, NAMES, Date.now());
    await assert.rejects(openLocalCa(home, NAMES, Date.now() + 3651 * DAY_MS), StartFault);
    writeFileSync(join(home, 'ca', 'ca.key'), 'damaged');
    await assert.rejects(
      openLocalCa(home, NAMES, Date.now()),
      /damaged or has expired\. Move that folder away/,
    );
  });

  it('says so when its folder cannot be made', async () => {
    await assert.rejects(openLocalCa('/dev/null/beep', NAMES, Date.now()), StartFault);
  });
});

describe('the server certificate', () => {
  it('holds every name, for at most 397 days, for servers only', async (t) => {
    const home = aHome(t);
    const ca = await openLocalCa(home, NAMES, Date.now());
    const cert = new X509Certificate((await openLeaf(home, ca, NAMES, Date.now())).cert);
    for (const name of NAMES) assert.ok(cert.checkHost(name) ?? cert.checkIP(name), name);
    assert.equal((Date.parse(cert.validTo) - Date.parse(cert.validFrom)) / DAY_MS, LEAF_DAYS);
    assert.deepEqual(cert.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.equal(cert.ca, false);
    assert.equal((statSync(join(home, 'server.key')).mode & 0o777).toString(8), '600');
  });

  it('is kept until a name changes, its end nears, or it is damaged', async (t) => {
    const home = aHome(t);
    const nowMs = Date.now();
    const ca = await openLocalCa(home, NAMES, nowMs);
    const isNew = async (names: string[], atMs: number) => (await openLeaf(home, ca, names, atMs)).isNew;
    assert.equal(await isNew(NAMES, nowMs), true);
    assert.equal(await isNew(NAMES, nowMs), false);
    assert.equal(await isNew([...NAMES, '10.9.9.9'], nowMs), true);
    assert.equal(await isNew(NAMES, nowMs), true, 'a name fewer');
    assert.equal(await isNew(NAMES, nowMs + (LEAF_DAYS - 32) * DAY_MS), false);
    assert.equal(await isNew(NAMES, nowMs + (LEAF_DAYS - 30) * DAY_MS), true);
    writeFileSync(join(home, 'server.crt'), 'damaged');
    assert.equal(await isNew(NAMES, nowMs), true);
    const otherCa = await openLocalCa(aHome(t), NAMES, nowMs);
    assert.equal((await openLeaf(home, otherCa, NAMES, nowMs)).isNew, true);
  });

  it('passes openssl, and one beyond the constraints does not', async (t) => {
    if (spawnSync('openssl', ['version']).error) return t.skip('openssl is not installed');
    const home = aHome(t);
    const ca = await openLocalCa(home, NAMES, Date.now());
    await openLeaf(home, ca, NAMES, Date.now());
    const verify = (path: string) =>
      spawnSync(
        'openssl',
        ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca.certPath, path],
        { encoding: 'utf8' },
      );
    assert.equal(verify(join(home, 'server.crt')).stdout.trim(), `${join(home, 'server.crt')}: OK`);
    for (const name of ['bank.example', '8.8.8.8', '2001:db8::1']) {
      const path = join(home, 'outside.crt');
      writeFileSync(path, (await issueLeaf(ca.issued, ['desk', name], Date.now())).cert);
      assert.match(verify(path).stderr, /permitted subtree violation/, name);
    }
  });

  it('is refused by a TLS client when it goes beyond the constraints', async (t) => {
    const ca = await openLocalCa(aHome(t), NAMES, Date.now());
    const verdict = async (name: string): Promise<string> => {
      const server = createServer(await issueLeaf(ca.issued, [name], Date.now())).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const socket = connect({ port, host: '127.0.0.1', servername: name, ca: ca.issued.cert });
      const result = await Promise.race([
        once(socket, 'secureConnect').then(() => 'accepted'),
        once(socket, 'error').then(([error]) => (error as Error).message),
      ]).catch((error: Error) => error.message);
      socket.destroy();
      server.close();
      return result;
    };
    assert.equal(await verdict('desk.local'), 'accepted');
    assert.equal(await verdict('bank.example'), 'permitted subtree violation');
  });
});

describe('npm run lan', () => {
  it('serves https and wss that the CA vouches for, and the CA itself', async (t) => {
    const said: string[] = [];
    const home = aHome(t);
    const env = {
      BEEP_HOME: home,
      PORT: '0',
      STUN_PORT: '0',
      NAMES: 'beep.example.gov',
      ALLOW_MISSING_ORIGIN: '1',
    };
    const server = await startLan(
      env,
      aDist(t),
      (text) => said.push(text),
      () => undefined,
    );
    t.after(() => server.close());
    const ca = readFileSync(join(home, 'ca', 'ca.crt'), 'utf8');

    const sent = request({ host: '127.0.0.1', port: server.port, path: '/ca.crt', ca, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    assert.equal(response.headers['content-type'], 'application/x-x509-ca-cert');
    assert.equal(response.headers['strict-transport-security'], 'max-age=31536000');
    assert.match(
      String(response.headers['content-security-policy']),
      new RegExp(`connect-src 'self' wss://127\\.0\\.0\\.1:${server.port};`),
    );
    assert.deepEqual(
      new X509Certificate(Buffer.concat(chunks)).fingerprint256,
      new X509Certificate(ca).fingerprint256,
    );

    const socket = new WebSocket(`wss://localhost:${server.port}/signal`, {
      ca,
      origin: `https://localhost:${server.port}`,
    });
    const [welcome] = (await once(socket, 'message')) as [Buffer];
    assert.match(welcome.toString(), new RegExp(`"stun":\\["stun:127\\.0\\.0\\.1:\\d+"\\]`));
    socket.close();

    const text = said.join('\n');
    assert.ok(text.includes(new X509Certificate(ca).fingerprint256));
    assert.ok(text.includes(join(home, 'ca', 'ca.crt')));
    assert.match(text, /https:\/\/beep\.example\.gov:\d+\/\n.*[▀▄█]{10}/);
    for (const platform of ['Windows', 'Linux', 'macOS', 'Android', 'iOS'])
      assert.match(text, new RegExp(platform));
    assert.match(text, /\nBeep is ready at https:\/\/localhost:\d+$/);
  });

  it('takes the certificate of the operator instead, and makes no CA', async (t) => {
    const said: string[] = [];
    const own = aHome(t);
    const foreign = await openLocalCa(own, ['beep.example.gov', '127.0.0.1'], Date.now());
    await openLeaf(own, foreign, ['beep.example.gov', '127.0.0.1'], Date.now());
    const home = aHome(t);
    const env = {
      BEEP_HOME: home,
      PORT: '0',
      STUN_PORT: '0',
      TLS_CERT: join(own, 'server.crt'),
      TLS_KEY: join(own, 'server.key'),
    };
    const server = await startLan(
      env,
      aDist(t),
      (text) => said.push(text),
      () => undefined,
    );
    t.after(() => server.close());
    assert.equal(existsSync(home), false);
    assert.match(said.join('\n'), /Beep is ready at https:\/\/beep\.example\.gov:\d+$/);
    const sent = request({
      host: '127.0.0.1',
      port: server.port,
      headers: { host: `beep.example.gov:${server.port}` },
      servername: 'beep.example.gov',
      ca: foreign.issued.cert,
      agent: false,
    }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    assert.equal(response.statusCode, 200);
  });

  it('leaves out of its certificate what an older CA may not vouch for, and says so', async (t) => {
    const home = aHome(t);
    await openLocalCa(home, machineNames(), Date.now());
    const said: string[] = [];
    const env = { BEEP_HOME: home, PORT: '0', STUN_PORT: '0', NAMES: 'new.example.gov' };
    const server = await startLan(
      env,
      aDist(t),
      (text) => said.push(text),
      () => undefined,
    );
    t.after(() => server.close());
    assert.match(said.join('\n'), /may not vouch for (.*, )?new\.example\.gov/);
    const leaf = new X509Certificate(readFileSync(join(home, 'server.crt')));
    assert.equal(leaf.checkHost('new.example.gov'), undefined);
    assert.ok(leaf.checkHost('localhost'));
  });
});

describe('names', () => {
  it('of a machine', () => {
    assert.deepEqual(machineNames('Desk'), ['desk', 'desk.local', 'desk.internal', 'localhost']);
    assert.deepEqual(machineNames('desk.Example.GOV.'), [
      'desk.example.gov',
      'desk',
      'desk.local',
      'desk.internal',
      'localhost',
    ]);
    for (const odd of ['', '(none)', 'my_desk', 'میز', '-x', '10.0.0.1', 'x'.repeat(64)]) {
      assert.deepEqual(machineNames(odd), ['localhost'], odd);
    }
  });

  it('that are DNS names', () => {
    assert.deepEqual(['a', 'a-b.c', 'a..b', 'a.', '*.a', 'a b', '1.2.3.4', '1a'].filter(isDnsName), [
      'a',
      'a-b.c',
      '1a',
    ]);
  });

  it('are split by what the CA may vouch for', async (t) => {
    const ca = await openLocalCa(aHome(t), NAMES, Date.now());
    assert.deepEqual(splitNames(ca, ['desk', 'desk2', '10.0.0.1', '9.9.9.9']), {
      inside: ['desk', '10.0.0.1'],
      outside: ['desk2', '9.9.9.9'],
    });
  });

  it('of the folder that outlives the checkout', () => {
    assert.equal(beepHome({ BEEP_HOME: '/srv/beep', XDG_DATA_HOME: '/x' }), '/srv/beep');
    assert.equal(beepHome({ XDG_DATA_HOME: '/x' }), join('/x', 'beep'));
  });
});
