import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { readBus } from './bus-options.js';
import { createCa, issueLeaf } from './certificates.js';
import { constraintsFor } from './name-constraints.js';
import { fileLogin } from './nats-login.js';
import type { RunningServer } from './server.js';
import { StartFault } from './start-fault.js';
import { noNats, TestNats } from './test-nats.js';
import { launch } from './test-process.js';
import { aDist, aServer, until } from './test-server.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function withCrc(bytes: Buffer): Buffer {
  let crc = 0;
  for (const byte of bytes)
    for (let i = 7; i >= 0; i--) {
      const isOdd = ((crc >> 15) ^ (byte >> i)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (isOdd ? 0x1021 : 0);
    }
  return Buffer.concat([bytes, Buffer.from([crc & 0xff, crc >> 8])]);
}

/** A key as NATS writes keys: O is an operator's, A an account's, U a user's. */
function aKey(kind: 'O' | 'A' | 'U') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const publicBytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const privateBytes = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const prefix = { O: 14, A: 0, U: 20 }[kind] << 3;
  return {
    id: base32(withCrc(Buffer.concat([Buffer.from([prefix]), publicBytes]))),
    seed: base32(
      withCrc(Buffer.concat([Buffer.from([(18 << 3) | (prefix >> 5), (prefix & 31) << 3]), privateBytes])),
    ),
    privateKey,
  };
}

type Key = ReturnType<typeof aKey>;

/** What `issuer` says of `subject`, signed. */
function aJwt(issuer: Key, subject: Key, nats: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iat: 1_700_000_000, iss: issuer.id, name: 'beep', sub: subject.id, nats };
  const jti = base32(createHash('sha256').update(JSON.stringify(claims)).digest());
  const text = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode({ jti, ...claims })}`;
  return `${text}.${sign(null, Buffer.from(text), issuer.privateKey).toString('base64url')}`;
}

const credsOf = (jwt: string, seed: string): string =>
  `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n` +
  `************************* IMPORTANT *************************\nNKEY Seed printed below.\n\n` +
  `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'beep-nats-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a credentials file', () => {
  it('is one only with a JWT and the whole seed of a user', () => {
    const { seed } = aKey('U');
    assert.notEqual(fileLogin(credsOf('a.b.c', seed)), null);
    const other = seed.at(-2) === 'A' ? 'B' : 'A';
    for (const text of [
      '',
      'beep:secret',
      credsOf('', seed),
      credsOf('a.b.c', ''),
      credsOf('a.b.c', seed.slice(0, -1)),
      credsOf('a.b.c', `${seed.slice(0, 20)}${seed[20] === 'A' ? 'B' : 'A'}${seed.slice(21)}`),
      credsOf('a.b.c', `${seed.slice(0, -2)}${other}${seed.slice(-1)}`),
      credsOf('a.b.c', aKey('A').seed),
    ])
      assert.equal(fileLogin(text), null, text.slice(0, 40));
  });

  it('that is none stops the server with a sentence, as does one without a bus', async (t) => {
    const path = join(aFolder(t), 'beep.creds');
    const says = (env: Record<string, string>, sentence: RegExp) =>
      assert.rejects(readBus(env), (error) => error instanceof StartFault && sentence.test(error.message));
    writeFileSync(path, 'secret');
    await says({ BUS_URL: 'nats://a', BUS_CREDS: path }, /beep\.creds is not a credentials file/);
    writeFileSync(path, credsOf('a.b.c', aKey('U').seed));
    await says(
      { BUS_URL: 'nats://a', BUS_CREDS: '/nowhere.creds' },
      /^BUS_CREDS=\/nowhere\.creds cannot be read\./,
    );
    await says({ BUS_CREDS: path }, /^BUS_CREDS is of no use without BUS_URL/);
  });

  it(
    'opens a server that asks for a signature, and one of another user does not',
    { skip: noNats },
    async (t) => {
      const [operator, account, user, stranger] = [aKey('O'), aKey('A'), aKey('U'), aKey('U')];
      const none = {
        subs: -1,
        data: -1,
        payload: -1,
        imports: -1,
        exports: -1,
        wildcards: true,
        conn: -1,
        leaf: -1,
      };
      const folder = aFolder(t);
      const config = join(folder, 'nats.conf');
      writeFileSync(
        config,
        `operator: ${aJwt(operator, operator, { type: 'operator', version: 2 })}\nresolver: MEMORY\n` +
          `resolver_preload: { ${account.id}: ${aJwt(operator, account, { type: 'account', version: 2, limits: none })} }\n`,
      );
      const nats = await TestNats.start(t, ['-c', config]);
      const jwt = aJwt(account, user, {
        type: 'user',
        version: 2,
        pub: {},
        sub: {},
        subs: -1,
        data: -1,
        payload: -1,
      });
      const nodes: RunningServer[] = [];
      for (const { seed } of [user, stranger]) {
        const path = join(folder, 'beep.creds');
        writeFileSync(path, credsOf(jwt, seed));
        nodes.push(await aServer(t, await readBus({ BUS_URL: nats.url, BUS_CREDS: path })));
      }
      await until(() => nodes[0]?.figures().bus === 'up');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      assert.equal(nodes[1]?.figures().bus, 'down');
    },
  );
});

describe('a bus over TLS', () => {
  it('is joined by who trusts its certificate, and by nobody else', { skip: noNats }, async (t) => {
    const folder = aFolder(t);
    const names = ['127.0.0.1', 'localhost'];
    const ca = await createCa('test', constraintsFor(names), Date.now());
    const leaf = await issueLeaf(ca, names, Date.now());
    for (const [name, text] of [
      ['ca.pem', ca.cert],
      ['cert.pem', leaf.cert],
      ['key.pem', leaf.key],
    ] as const)
      writeFileSync(join(folder, name), text);
    const tls = ['--tls', '--tlscert', join(folder, 'cert.pem'), '--tlskey', join(folder, 'key.pem')];
    const nats = await TestNats.start(t, tls, '0.0.0.0');
    const health = async (env: Record<string, string>): Promise<string> => {
      const node = launch(t, { PORT: '0', DIST: aDist(t), BUS_URL: `tls://127.0.0.1:${nats.port}`, ...env });
      const url = await node.ready();
      const ask = async () => (await fetch(`${url}/healthz`)).text();
      const endMs = performance.now() + 2_500;
      while ((await ask()) !== 'ok' && performance.now() < endMs)
        await new Promise((resolve) => setTimeout(resolve, 100));
      return ask();
    };
    const NODE_EXTRA_CA_CERTS = join(folder, 'ca.pem');
    const answers = await Promise.all([
      health({ NODE_EXTRA_CA_CERTS }),
      health({ NODE_EXTRA_CA_CERTS, BUS_URL: `nats://localhost:${nats.port}` }), // the server asks for TLS
      health({}),
      health({ NODE_EXTRA_CA_CERTS, BUS_URL: `tls://127.0.0.2:${nats.port}` }), // not in the certificate
    ]);
    assert.deepEqual(answers, ['ok', 'ok', 'ok, bus down', 'ok, bus down']);
  });
});
