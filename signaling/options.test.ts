import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createCa, issueLeaf } from './certificates.js';
import { constraintsFor } from './name-constraints.js';
import { readOptions } from './options.js';
import { startServer } from './server.js';
import { aKey, issuerOfKey } from '../test/support/pass-holder.js';
import { StartFault } from './start-fault.js';
import { aDist } from './test-server.js';

const defaults = { host: '127.0.0.1', port: 8080, dist: '/srv/dist' };

const SECRET = 'a secret that nobody else has';
const RELAY = { TURN_URL: 'turn:10.0.0.5:3478', TURN_SECRET: SECRET };

describe('the settings', () => {
  it('are loopback, 8080 and 3478 when nothing is set, an empty text being nothing', () => {
    for (const env of [{}, { PORT: '', HOST: '', STUN_PORT: '', DIST: '', ORIGINS: '' }]) {
      assert.deepEqual(readOptions(env, defaults), {
        host: '127.0.0.1',
        port: 8080,
        stunPort: 3478,
        anyStunPort: true,
        dist: '/srv/dist',
        origins: [],
        allowMissingOrigin: false,
        limits: {},
      });
    }
  });

  it('are taken from the environment', () => {
    const env = {
      HOST: '[::]',
      PORT: '0',
      STUN_PORT: '13478',
      DIST: '/other/dist',
      ORIGINS: 'https://beep.example.gov, http://10.0.0.1:81',
      ALLOW_MISSING_ORIGIN: '1',
      CONNECTIONS_PER_ADDRESS: '500',
      MAX_CONNECTIONS: '50000',
    };
    const { origins, ...rest } = readOptions(env, defaults);
    assert.deepEqual(
      origins?.map(({ origin }) => origin),
      ['https://beep.example.gov', 'http://10.0.0.1:81'],
    );
    assert.deepEqual(rest, {
      host: '::',
      port: 0,
      stunPort: 13478,
      anyStunPort: false,
      dist: '/other/dist',
      allowMissingOrigin: true,
      limits: { connectionsPerAddress: 500, connections: 50_000 },
    });
  });

  it('read HOST=localhost as IPv4 loopback', () => {
    assert.equal(readOptions({ HOST: 'localhost' }, defaults).host, '127.0.0.1');
  });

  for (const [env, sentence] of [
    [{ PORT: 'eighty' }, /^PORT=eighty is not a port\./],
    [{ PORT: '65536' }, /^PORT=65536 is not a port\./],
    [{ STUN_PORT: '-1' }, /^STUN_PORT=-1 is not a port\./],
    [{ HOST: 'example.org' }, /^HOST=example\.org is not an IP address\./],
    [{ ORIGINS: 'beep.example.gov' }, /^ORIGINS names beep\.example\.gov, which is not an origin/],
    [
      { ORIGINS: 'https://a.example/path' },
      /^ORIGINS names https:\/\/a\.example\/path, which is not an origin/,
    ],
    [{ CONNECTIONS_PER_ADDRESS: '-1' }, /^CONNECTIONS_PER_ADDRESS=-1 is not a count\./],
    [{ TURN_URL: 'turn:10.0.0.5:3478' }, /^TURN_URL and TURN_SECRET \(or TURN_SECRET_FILE\) go together/],
    [{ TURN_SECRET: SECRET }, /^TURN_URL and TURN_SECRET \(or TURN_SECRET_FILE\) go together/],
    [{ ...RELAY, TURN_URL: 'stun:10.0.0.5:3478' }, /^TURN_URL names stun:10\.0\.0\.5:3478, which is not/],
    [{ ...RELAY, TURN_URL: 'turn:10.0.0.5' }, /^TURN_URL names turn:10\.0\.0\.5, which is not/],
    [{ ...RELAY, TURN_URL: 'turn:a:1,'.repeat(7) }, /^TURN_URL names 7 URLs; 6 are the most\./],
    [{ ...RELAY, TURN_SECRET: 'short' }, /^TURN_SECRET holds fewer than 16 characters\./],
    [{ ...RELAY, TURN_SECRET_FILE: '/a' }, /^TURN_SECRET and TURN_SECRET_FILE are both set/],
    [{ TURN_URL: 'turn:a:1', TURN_SECRET_FILE: '/nowhere' }, /^TURN_SECRET_FILE=\/nowhere cannot be read\./],
    [{ TLS_CERT: '/nowhere.pem' }, /^TLS_CERT and TLS_KEY go together/],
    [{ TLS_CERT: '/nowhere.pem', TLS_KEY: '/nowhere.key' }, /^TLS_CERT=\/nowhere\.pem cannot be read\./],
  ] as const) {
    it(`say what is wrong with ${Object.entries(env)
      .map((pair) => pair.join('='))
      .join(' and ')}`, () => {
      assert.throws(
        () => readOptions(env, defaults),
        (error) =>
          error instanceof StartFault && sentence.test(error.message) && !error.message.includes(SECRET),
      );
    });
  }

  it('take the relay’s URLs, and its secret from a file as well', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'beep-turn-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const urls = ['turn:10.0.0.5:3478', 'turn:10.0.0.5:3478?transport=tcp', 'turns:relay.example.gov:443'];
    const turn = { urls, secret: SECRET };
    assert.deepEqual(readOptions({ TURN_URL: urls.join(', '), TURN_SECRET: SECRET }, defaults).turn, turn);
    const TURN_SECRET_FILE = join(folder, 'secret');
    writeFileSync(TURN_SECRET_FILE, `${SECRET}\n`);
    assert.deepEqual(readOptions({ TURN_URL: urls.join(','), TURN_SECRET_FILE }, defaults).turn, turn);
  });

  it('take a certificate with its key, and no other key', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'beep-tls-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const names = ['beep.example.gov', '10.0.0.1', '*.wild.example'];
    const ca = await createCa('test', constraintsFor(names), Date.now());
    const [leaf, other] = [await issueLeaf(ca, names, Date.now()), await issueLeaf(ca, names, Date.now())];
    const paths = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') };
    writeFileSync(paths.TLS_CERT, leaf.cert);
    writeFileSync(paths.TLS_KEY, leaf.key);
    assert.deepEqual(readOptions(paths, defaults).names, ['beep.example.gov', '10.0.0.1']);
    writeFileSync(paths.TLS_KEY, other.key);
    assert.throws(() => readOptions(paths, defaults), /is not the key of/);
    writeFileSync(paths.TLS_CERT, 'no certificate');
    assert.throws(() => readOptions(paths, defaults), /is not a certificate/);
  });
});

describe('startServer', () => {
  it('says that an address is not one of this machine', async (t) => {
    const starting = startServer({ host: '192.0.2.77', port: 0, stunPort: 0, dist: aDist(t) });
    await assert.rejects(
      starting,
      (error) => error instanceof StartFault && /^192\.0\.2\.77 is not an address/.test(error.message),
    );
  });
});

describe('the settings of a closed introducer', () => {
  const DEFAULTS = { host: '127.0.0.1', port: 8080, dist: 'dist' };
  const [one, two] = [aKey(), aKey()];
  const hex = Buffer.from(one.publicKey).toString('hex');
  const text = Buffer.from(two.publicKey).toString('base64url');

  it('are keys in either way of writing them, and none where nothing is set', () => {
    assert.equal(readOptions({}, DEFAULTS).authorities, undefined);
    const { authorities } = readOptions(
      { AUTHORITY_KEY: ` ${hex.toUpperCase()}, ${text},`, REGISTRY_DIR: tmpdir() },
      DEFAULTS,
    );
    assert.deepEqual(authorities, new Set([issuerOfKey(one), issuerOfKey(two)]));
  });

  for (const [what, env, sentence] of [
    ['a key without a folder', { AUTHORITY_KEY: hex }, /wants REGISTRY_DIR/],
    ['a folder that is none', { REGISTRY_DIR: '/nowhere' }, /REGISTRY_DIR=\/nowhere is not a folder/],
    ['no key', { AUTHORITY_KEY: 'secret', REGISTRY_DIR: tmpdir() }, /not the key of an authority/],
    [
      'a hollow key',
      { AUTHORITY_KEY: '0'.repeat(64), REGISTRY_DIR: tmpdir() },
      /not the key of an authority/,
    ],
    [
      'five',
      { AUTHORITY_KEY: Array(5).fill(hex).join(), REGISTRY_DIR: tmpdir() },
      /names 5 keys; 4 are the most/,
    ],
  ] as const) {
    it(`say what is wrong with ${what}`, () => {
      assert.throws(
        () => readOptions(env, DEFAULTS),
        (error) => error instanceof StartFault && sentence.test(error.message),
      );
    });
  }
});
