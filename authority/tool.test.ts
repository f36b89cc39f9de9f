import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { badgesOf, standingOf } from '../src/domain/badges.js';
import { openAuthority } from '../src/protocol/authority.js';
import { carriedText } from '../src/protocol/carried-text.js';
import { openCharge } from '../src/protocol/charge.js';
import { sealCard } from '../src/protocol/card.js';
import { ed25519PublicKey, ed25519Sign } from '../src/protocol/ed25519.js';
import { openDirectory, pageHash, readPage } from '../src/protocol/directory.js';
import { openReply, requestLink, sealRequest } from '../src/protocol/enrolment.js';
import { hexText, readDeviceId, readPersonId } from '../src/protocol/ids.js';
import { sealManifest } from '../src/protocol/manifest.js';
import { openRevocations } from '../src/protocol/revocations.js';
import { refusedCsv, tableOf } from './csv.js';
import { ToolFault } from './fault.js';
import { keyOf, newSeed, openKey, sealKey } from './key-file.js';
import { Log } from './log.js';

const run = promisify(execFile);
const MAIN = new URL('./main.ts', import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), 'beep-authority-'));
const at = (name: string) => join(folder, name);
const secret = at('passphrase');

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function tool(...args: string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', MAIN, ...args]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const withKey = (office: string) => ['--office', at(office), '--passphrase-file', secret] as const;
const value = <T>({ out, code, err }: Ran): T => {
  assert.equal(code, 0, err || out);
  return JSON.parse(out) as T;
};

async function aRequest(name: string) {
  const [person, device] = [keyOf(newSeed()), keyOf(newSeed())];
  const personId = readPersonId(person.publicKey)!;
  const deviceId = readDeviceId(device.publicKey)!;
  const manifest = await sealManifest(
    { person: personId, number: 1, devices: [{ device: deviceId, label: '', fromMs: 1 }], revoked: [] },
    person.sign,
  );
  const card = await sealCard(
    { person: personId, device: deviceId, rendezvous: new Uint8Array(16), name, intro: null, hints: [] },
    device.sign,
  );
  return sealRequest({ manifest, card, title: '', department: '', invitation: null, madeMs: 1 }, device.sign);
}

before(async () => {
  writeFileSync(secret, 'a passphrase of some length\n');
  value(
    await tool(
      'init',
      ...withKey('root'),
      '--name',
      'Establishment Division',
      '--urdu-name',
      'اسٹیبلشمنٹ',
      '--json',
    ),
  );
  value(
    await tool(
      'new-registrar',
      ...withKey('finance'),
      '--name',
      'Registrar, Finance',
      '--out',
      at('asks.json'),
      '--json',
    ),
  );
  value(
    await tool(
      'appoint',
      at('asks.json'),
      ...withKey('root'),
      '--department',
      'Finance Division',
      '--out',
      at('appointed.json'),
      '--json',
    ),
  );
  value(await tool('accept', at('appointed.json'), ...withKey('finance'), '--json'));
});

describe('a key file', () => {
  it('opens by its passphrase and by no other', async () => {
    const seed = newSeed();
    const sealed = await sealKey(seed, 'a passphrase of some length');
    assert.deepEqual((await openKey(sealed, 'a passphrase of some length')).publicKey, keyOf(seed).publicKey);
    await assert.rejects(openKey(sealed, 'a passphrase of some lengtH'), /does not open/);
    await assert.rejects(openKey({ ...sealed, memoryKib: 1 << 30 }, 'x'), /does not do/);
    await assert.rejects(sealKey(seed, 'short'), /12 characters/);
  });
});

describe('a key', () => {
  it('signs what the protocol says that it signs', async () => {
    for (let n = 0; n < 20; n++) {
      const [seed, bytes] = [newSeed(), newSeed().subarray(0, n)];
      const { publicKey, sign } = keyOf(seed);
      assert.deepEqual(publicKey, ed25519PublicKey(seed));
      assert.deepEqual(await sign(bytes), ed25519Sign(seed, bytes));
    }
  });
});

describe('the log', () => {
  it('notices a line that was changed, or is missing, and forgets one that was never finished', () => {
    const path = at('a-log');
    const log = Log.open(path);
    for (const target of ['01', '02', '03'])
      log.append({ what: 'revoke', kind: 'badge', target, fromMs: 1, reason: '' }, 1);
    appendFileSync(path, '{"n":4,"atMs":1,"wha');
    assert.equal(Log.open(path).entries.length, 3);
    const whole = readFileSync(path, 'utf8');
    assert.ok(whole.endsWith('\n'));
    const lines = whole.trimEnd().split('\n');
    for (const spoiled of [
      [lines[0]!.replace('01', '09'), lines[1], lines[2]],
      [lines[0], lines[2]],
      [lines[1], lines[2]],
      [lines[0], lines[0], lines[1]],
    ]) {
      writeFileSync(path, `${spoiled.join('\n')}\n`);
      assert.throws(() => Log.open(path), /was changed, or one before it is missing/);
    }
  });
});

describe('a table of people', () => {
  const read = (table: string) => tableOf(new TextEncoder().encode(table), 'people.csv');

  it('is refused as a whole, in words, where it is none or its columns mean two things', () => {
    for (const [table, why] of [
      ['name,department\nA,"B', /no table: Quote Not Closed/],
      ['name,department,Name\nA,B,C', /more than one column name/],
      ['name,department,secret\nA,B,C', /columns that mean nothing here: secret/],
      ['', /no column name, department/],
    ] as const)
      assert.throws(
        () => read(table),
        (error) => error instanceof ToolFault && why.test(error.message),
        table,
      );
  });

  it('tells what it refuses in a table that no spreadsheet runs', () => {
    const reasons = [
      '=HYPERLINK("//evil"): it is no request',
      '@x',
      '+1',
      '-1',
      'a "quoted" name',
      ' =1',
      'a\nb',
    ];
    const told = refusedCsv(reasons.map((reason, i) => ({ number: i, reason })));
    const { rows, refused } = read(told.replace('row,reason', 'name,department'));
    assert.equal(refused.length, 0);
    assert.deepEqual(
      rows.map(({ cells }) => cells['department']),
      ['\'=HYPERLINK("//evil"): it is no request', "'@x", "'+1", "'-1", 'a "quoted" name', "'=1", 'a\nb'],
    );
  });
});

describe('the registrar’s tool', () => {
  it('makes no office where there is one, and asks for nothing it does not know', async () => {
    assert.equal((await tool('init', ...withKey('root'), '--name', 'x')).code, 1);
    assert.equal((await tool('init', ...withKey('other'), '--nam', 'x')).code, 2);
    assert.equal((await tool('nonsense')).code, 2);
    assert.match((await tool('--help')).err, /publish/);
  });

  it('issues a badge for a text, a link or a file, and none for another department', async () => {
    const request = await aRequest('Ayesha');
    writeFileSync(at('ayesha.beep-request'), request.bytes);
    const wish = [
      '--department',
      'Finance Division/Budget Wing',
      '--title',
      'Section Officer',
      '--out',
      at('out'),
      '--json',
    ];
    const given = [
      carriedText({ kind: 'request', bytes: request.bytes }),
      requestLink('https://beep.test', request),
      at('ayesha.beep-request'),
    ];
    for (const one of given) {
      const { file } = value<{ file: string }>(
        await tool('issue', ...withKey('finance'), '--request', one, ...wish),
      );
      const reply = openReply(new Uint8Array(readFileSync(file)));
      assert.ok(reply);
      const [issued] = badgesOf(request.manifest.person, reply.badges, new Set([reply.authority.key]));
      assert.equal(issued?.badge.names.title, 'Section Officer');
      assert.equal(issued?.registrar?.names.name, 'Registrar, Finance');
    }
    const foreign = await tool(
      'issue',
      ...withKey('finance'),
      '--request',
      given[0]!,
      '--department',
      'Interior',
      '--out',
      at('out'),
    );
    assert.equal(foreign.code, 1);
    assert.match(foreign.err, /Finance Division only/);
    const damaged = await tool('issue', ...withKey('finance'), '--request', given[0]!.slice(0, -3), ...wish);
    assert.equal(damaged.code, 1);
  });

  it('issues for a table, refuses its bad rows one by one, and issues nothing twice', async () => {
    const people = await Promise.all(['Bilal', 'Zara', 'Hamza'].map(aRequest));
    for (const [i, { bytes }] of people.entries()) writeFileSync(at(`p${i}.beep-request`), bytes);
    const rows = [
      'name,title,department,grade,days,request',
      `Bilal,Assistant,Finance Division,BS-16,90,${at('p0.beep-request')}`,
      `=cmd(),Assistant,Finance Division,BS-16,90,${at('p1.beep-request')}`,
      `Zara,Assistant,Interior Division,BS-16,90,${at('p1.beep-request')}`,
      `"Hamza",Assistant,Finance Division,BS-16,9999,${at('p2.beep-request')}`,
      'Nobody,Assistant,Finance Division,BS-16,90,',
      'too,few',
      `${'x'.repeat(200)},Assistant,Finance Division,BS-16,90,${at('p2.beep-request')}`,
    ];
    writeFileSync(at('people.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
    const args = ['issue', ...withKey('finance'), '--csv', at('people.csv'), '--out', at('table'), '--json'];
    const first = await tool(...args);
    assert.equal(first.code, 1);
    const { issued, refused } = JSON.parse(first.out) as {
      issued: unknown[];
      refused: { number: number; reason: string }[];
    };
    assert.equal(issued.length, 1);
    assert.deepEqual(refused.map(({ number }) => number).sort(), [2, 3, 4, 5, 6, 7]);
    assert.match(readFileSync(join(at('table'), 'refused.csv'), 'utf8'), /^row,reason\n/);
    const again = JSON.parse((await tool(...args)).out) as { issued: unknown[] };
    assert.equal(again.issued.length, 0);
  });

  it('publishes what devices and introducers can check, and what is revoked', async () => {
    const { badges } = value<{ badges: { id: string; person: string; name: string }[] }>(
      await tool('list', '--office', at('finance'), '--json'),
    );
    const ayesha = badges.find(({ name }) => name === 'Ayesha')!;
    value(
      await tool('revoke', '--office', at('finance'), '--badge', ayesha.id, '--from', '2020-01-01', '--json'),
    );
    value(await tool('publish', ...withKey('finance'), '--out', at('registry'), '--json'));
    const read = (...path: string[]) => new Uint8Array(readFileSync(join(at('registry'), ...path)));
    const authority = openAuthority(read('authority.cbor'))!;
    const index = JSON.parse(readFileSync(join(at('registry'), 'index.json'), 'utf8')) as {
      revocations: string[];
      directories: string[];
    };
    const list = openRevocations(read('revocations', index.revocations[0]!))!;
    const directory = openDirectory(read('directories', index.directories[0]!))!;
    assert.equal(list.badges.length, 3, 'with the two that it took the place of');
    assert.ok(list.badges.some(({ id }) => hexText(id) === ayesha.id));
    const rows = directory.pages.flatMap((hash) => {
      const bytes = read('pages', `${hexText(hash)}.cbor`);
      assert.deepEqual(pageHash(bytes), hash);
      const page = readPage(bytes);
      return page?.kind === 'people' ? page.rows : [];
    });
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Bilal'],
    );
    const [file] = readdirSync(at('out')).filter((name) => name.startsWith(ayesha.person.slice(0, 16)));
    const reply = openReply(new Uint8Array(readFileSync(join(at('out'), file!))))!;
    const [issued] = badgesOf(reply.badges[0]!.holder, reply.badges, new Set([authority.key]));
    const trust = { authorities: new Set([authority.key]), revocations: [list] };
    assert.equal(standingOf(issued!, trust, Date.now()).kind, 'revoked');
    assert.equal(
      readdirSync(join(at('registry'), 'badges')).length,
      1,
      'only of whoever has one that is good',
    );
  });

  it('says who holds a post, one number after the other', async () => {
    const person = hexText(keyOf(newSeed()).publicKey);
    const args = [
      'charge',
      ...withKey('finance'),
      '--post',
      'SO Budget-II',
      '--department',
      'Finance Division/Budget Wing',
      '--out',
      at('charges'),
      '--json',
    ];
    const first = value<{ number: number; file: string }>(await tool(...args, '--to', person));
    const second = value<{ number: number }>(await tool(...args, '--vacant'));
    assert.deepEqual([first.number, second.number], [1, 2]);
    assert.equal(openCharge(new Uint8Array(readFileSync(first.file)))?.holder, person);
    assert.equal((await tool(...args)).code, 2);
    const foreign = await tool(
      'charge',
      ...withKey('finance'),
      '--post',
      'SO',
      '--department',
      'Interior',
      '--to',
      person,
      '--out',
      at('charges'),
    );
    assert.equal(foreign.code, 1);
  });

  it('invites a section by a sheet, and matches what they send', async () => {
    writeFileSync(at('section.csv'), 'name,title,department\nMaryam <b>,Assistant,Finance Division\n');
    value(
      await tool(
        'invite',
        ...withKey('finance'),
        '--csv',
        at('section.csv'),
        '--origin',
        'https://beep.test',
        '--out',
        at('sheet.html'),
        '--json',
      ),
    );
    const sheet = readFileSync(at('sheet.html'), 'utf8');
    assert.match(sheet, /Maryam &lt;b&gt;/);
    assert.match(sheet, /https:\/\/beep\.test\/#\/enrol\/[\w-]{14}</);
  });
});
