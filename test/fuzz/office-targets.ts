/** What authorities and registrars sign, what people carry to them and back, and what reads it: table F, rows 6 and 11. */
import { RegistryDocs } from '../../src/app/registry-docs.js';
import { RegistryFetch } from '../../src/app/registry-fetch.js';
import { RegistrySync } from '../../src/app/registry-sync.js';
import { Registry } from '../../src/app/registry.js';
import { proveFile } from '../../src/domain/prove-file.js';
import { openAuthority, sealAuthority, type VerifiedAuthority } from '../../src/protocol/authority.js';
import { openBadge, sealBadge } from '../../src/protocol/badge.js';
import { carriedText, readCarriedText, type CarriedKind } from '../../src/protocol/carried-text.js';
import { openCharge, openHandover, sealCharge, sealHandover } from '../../src/protocol/charge.js';
import { decodeArray, encode } from '../../src/protocol/codec.js';
import {
  encodePage,
  openDirectory,
  pageHash,
  readPage,
  sealDirectory,
} from '../../src/protocol/directory.js';
import { openDoorProof, sealDoorProof } from '../../src/protocol/door.js';
import {
  encodeReply,
  invitationLink,
  openReply,
  openRequest,
  readInvitation,
  readRequestLink,
  requestLink,
  sealRequest,
} from '../../src/protocol/enrolment.js';
import { idBytes } from '../../src/protocol/ids.js';
import { openPass, sealPass } from '../../src/protocol/pass.js';
import { encodeRecord, parseRecord } from '../../src/protocol/record.js';
import {
  isRegistryRecord,
  readRegistryRecord,
  wireRegistryRecord,
  type RegistryKind,
  type RegistryRecord,
} from '../../src/protocol/registry-records.js';
import { openRevocations, sealRevocations } from '../../src/protocol/revocations.js';
import { encodeVerifyCode, readVerifyCode } from '../../src/protocol/safety-number.js';
import { sealSigned, takeApart, type Sign, type SignedType } from '../../src/protocol/sign1.js';
import { registryPath } from '../../signaling/registry-files.js';
import { refusedCsv, tableOf } from '../../authority/csv.js';
import { ToolFault } from '../../authority/fault.js';
import { prove } from '../../verify/proof.mjs';
import { createMemoryClock } from '../support/memory-ports.js';
import { createMemoryRegistry, createMemoryRegistryStore } from '../support/memory-registry.js';
import { AUTHORITY, REGISTRAR } from '../support/proof-files.js';
import { ALICE, BOB, bytesOf, manifestOf, NOW_MS } from '../vectors/cast.js';
import { makeDrafts } from '../vectors/make-drafts.js';
import * as vectors from '../vectors/make-office.js';
import { makeProof } from '../vectors/make-proof.js';
import * as office from '../vectors/office-cast.js';
import { TRUST } from '../vectors/proof-row.js';
import { strictly } from '../vectors/strictly.js';
import { bytes, seedsIn, signedTargets, text, type Target } from './target.js';

/** @throws if what was read, said again, is not what was read: something of it was not looked at */
function expectSame(type: SignedType, input: Uint8Array, again: Uint8Array): void {
  const [payload, said] = [takeApart(type, input)!.payload, takeApart(type, again)!.payload];
  if (Buffer.compare(payload, said) !== 0) throw new Error('it says something else than what was signed');
}

const expectForm = (input: Uint8Array, again: Uint8Array): void => {
  if (Buffer.compare(input, again) !== 0) throw new Error('a second form');
};

/** Opens a document, says it again, and gives it to a device that trusts the authority of the vectors. */
function documents(authority: VerifiedAuthority) {
  const keep = (kind: RegistryKind, input: Uint8Array): void => {
    const docs = new RegistryDocs();
    docs.trustAuthority(authority);
    const taking = docs.take(kind, input);
    if (docs.authorities.size !== 1) throw new Error('somebody is trusted whom nobody chose');
    if (taking !== 'kept') return;
    if (kind !== 'authority' && docs.take(kind, input) !== 'held') throw new Error('it is not held');
    for (const row of docs.rows()) if (docs.wants(row)) throw new Error('it is wanted, and held');
    const after = new RegistryDocs();
    after.trustAuthority(authority);
    after.load(docs.takeUnstored().put);
    if (after.rows().length !== docs.rows().length) throw new Error('it does not come back from disk');
    after.histories.forEach(({ charges, disputed }) => charges.concat(disputed));
  };
  const reader =
    <T extends { readonly bytes: Uint8Array }>(
      type: SignedType & RegistryKind,
      open: (input: unknown) => T | null,
      seal: (doc: T, sign: Sign) => Promise<{ readonly bytes: Uint8Array }>,
    ) =>
    async (input: Uint8Array): Promise<void> => {
      const doc = open(input);
      keep(type, input);
      if (doc) expectSame(type, input, (await seal(doc, AUTHORITY.sign)).bytes);
    };
  return {
    authority: reader('authority', openAuthority, sealAuthority),
    revocations: reader('revocations', openRevocations, sealRevocations),
    directory: reader('directory', openDirectory, sealDirectory),
    charge: reader('charge', openCharge, sealCharge),
  };
}

/** The items of an array of byte strings. */
const itemsOf = (array: Uint8Array) => decodeArray(array) as readonly Uint8Array[];

/** What a device of the office holds. */
const heldDocuments = async () =>
  [
    ['revocations', (await office.listWith()).bytes],
    ['directory', (await office.directoryWith()).bytes],
    ['charge', (await office.chargeWith()).bytes],
  ] as const;

/** A device that holds `held`, with one link: what it may do however the link behaves. */
async function aDeviceUnderFire(
  authority: VerifiedAuthority,
  held: Awaited<ReturnType<typeof heldDocuments>>,
) {
  const clock = createMemoryClock(NOW_MS);
  const disk = createMemoryRegistry();
  const registry = await Registry.load(
    { clock, loadRegistry: () => Promise.resolve(createMemoryRegistryStore(disk)) },
    (fault) => {
      throw new Error(fault);
    },
  );
  await registry.trustAuthority(authority);
  for (const [kind, doc] of held) await registry.take(kind, doc);
  const sync = new RegistrySync(registry, clock);
  const told: RegistryRecord[] = [];
  const link = { send: (record: RegistryRecord) => Promise.resolve(void told.push(record)) };
  sync.meet(link, new Set([AUTHORITY.key]));
  return { clock, registry, sync, link, told };
}

/** Lets everything happen that waits for promises only. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function registryRecords(): Promise<readonly RegistryRecord[]> {
  const list = (await office.listWith({ number: 9 })).bytes;
  const row = (kind: RegistryKind, key: Uint8Array, number: number) => ({ kind, key, authority: AUTHORITY.key, number }); // prettier-ignore
  const page = encodePage(office.A_PAGE);
  return [
    { type: 'docs-have', rows: [row('revocations', idBytes(AUTHORITY.key), 9), row('charge', bytesOf('a charge'), 3)] }, // prettier-ignore
    { type: 'docs-have', rows: [row('directory', idBytes(AUTHORITY.key), 2)] },
    { type: 'docs-want', name: { kind: 'charge', key: (await office.chargeWith()).id } },
    { type: 'docs-want', name: { kind: 'revocations', key: idBytes(AUTHORITY.key) } },
    { type: 'pages-want', hashes: [pageHash(page), bytesOf('no page')] },
    { type: 'docs-part', left: 0, bytes: list },
    { type: 'docs-part', left: 1, bytes: list.slice(0, 100) },
    { type: 'page', bytes: page },
    { type: 'page', bytes: null },
  ];
}

/** All that one device says to another of documents, which asks for one of them first. */
async function linkTargets(): Promise<Target[]> {
  const records = await registryRecords();
  const [have, pages] = records;
  const [authority, held] = [await office.theAuthority(), await heldDocuments()];
  return [
    {
      name: 'registry record',
      seeds: records.map((record) => encode(wireRegistryRecord(record))),
      run: (input) => {
        const parsed = parseRecord(input);
        if (!parsed.ok || !isRegistryRecord(parsed.value)) return;
        expectForm(input, encodeRecord(parsed.value));
        if (!readRegistryRecord(wireRegistryRecord(parsed.value) as readonly unknown[]))
          throw new Error('what is written is not read');
      },
    },
    {
      name: 'registry record, heard',
      seeds: records.map((record) => encode(wireRegistryRecord(record))),
      run: async (input) => {
        const parsed = parseRecord(input);
        if (!parsed.ok || !isRegistryRecord(parsed.value)) return;
        const { clock, registry, sync, link, told } = await aDeviceUnderFire(authority, held);
        for (const record of [have!, parsed.value, pages!, parsed.value]) {
          sync.onRecord(link, record);
          await settle();
        }
        clock.advance(600_000);
        await settle();
        // Four answers, what is held, and what is asked for: none of it grows with what is said.
        if (told.length > 40) throw new Error(`${told.length} records for four`);
        if (registry.authorities.size !== 1) throw new Error('somebody is trusted whom nobody chose');
        sync.leave(link);
      },
    },
  ];
}

const KINDS: readonly CarriedKind[] = ['request', 'badge', 'charge', 'handover', 'verify', 'offer', 'answer'];

/** Texts and links as people paste them, and addresses as browsers send them. */
async function textTargets(): Promise<Target[]> {
  const [request, authority] = [await office.requestWith(), await office.theAuthority()];
  const carried = [
    { kind: 'badge', bytes: encodeReply(await office.aReply()) },
    { kind: 'charge', bytes: (await office.chargeWith()).bytes },
    { kind: 'handover', bytes: (await office.handoverWith()).bytes },
    { kind: 'request', bytes: request.bytes },
    { kind: 'verify', bytes: encodeVerifyCode({ own: ALICE.person, other: BOB.person }) },
  ] as const;
  const link = requestLink('https://beep.example', request);
  return [
    {
      name: 'text carried to an office',
      seeds: carried.map((one) => bytes(carriedText(one))),
      run: (input) => {
        const read = readCarriedText(text(input), KINDS, 4096);
        if (!read.ok) return;
        const again = readCarriedText(carriedText(read.value), [read.value.kind], 4096);
        if (!again.ok) throw new Error('it does not come back');
        expectForm(read.value.bytes, again.value.bytes);
      },
    },
    {
      name: 'link of a request',
      seeds: [
        link,
        ` ${link}\n`,
        link.replace('https://', 'https://beep.example@evil.example:99\\'),
        link.replace('https:', 'beep:'),
        link.replace('beep', 'xn--bp-1ia\u202e'),
        invitationLink('https://beep.example', bytesOf('invitation', 10)),
      ].map(bytes),
      run: (input) => {
        const read = readRequestLink(text(input));
        if (read && !readRequestLink(requestLink('https://other.example', read)))
          throw new Error('it does not come back');
        const invitation = readInvitation(text(input));
        if (invitation && !invitationLink('', invitation).endsWith(`/${text(input)}`))
          throw new Error('a second form');
      },
    },
    {
      name: 'address below /registry/',
      seeds: [
        '/registry/index.json',
        '/registry/authority.cbor',
        ...['revocations', 'directories', 'pages', 'badges'].map((folder) => `/registry/${folder}/${'0a'.repeat(32)}.cbor`), // prettier-ignore
        '/registry/../office.json',
        '/registry/pages/%2e%2e/%2e%2e/office.json',
      ].map(bytes),
      run: (input) => {
        const file = registryPath(text(input));
        if (!file) return;
        if (new URL(file.path, 'https://x').pathname !== file.path) throw new Error('it is another path');
        if (!/^\/[a-z]+(\/[0-9a-f]{64})?\.[a-z]+$/u.test(file.path)) throw new Error('it leads elsewhere');
        if (file.isForAll !== /^\/(authority|badges)/u.test(file.path)) throw new Error('it is for all');
      },
    },
    {
      name: 'index of a registry',
      seeds: [
        JSON.stringify({ revocations: [`${AUTHORITY.key}.cbor`], directories: [`${REGISTRAR.key}.cbor`] }),
        '{"revocations":["../office.json","x.cbor"],"directories":{"length":9}}',
      ].map(bytes),
      run: async (input) => {
        const registry = await Registry.load(
          {
            clock: createMemoryClock(NOW_MS),
            loadRegistry: () => Promise.resolve(createMemoryRegistryStore()),
          },
          () => {},
        );
        await registry.trustAuthority(authority);
        const asked: string[] = [];
        const read = (path: string) => {
          asked.push(path);
          return Promise.resolve(path === 'index.json' ? input : null);
        };
        const fetching = new RegistryFetch(registry, { read }, createMemoryClock(), () => null);
        await fetching.refresh();
        fetching.stop();
        const [, , ...files] = asked;
        if (files.length > 512) throw new Error('it asks without end');
        if (!files.every((path) => /^(revocations|directories)\/[0-9a-f]{64}\.cbor$/u.test(path)))
          throw new Error('it asks for something else');
      },
    },
  ];
}

/** What the second implementation says of a file of a proof is what the first says. */
async function verifyTarget(): Promise<Target> {
  const trusted = [...TRUST.authorities];
  return {
    name: 'file read by beep-verify',
    seeds: [...seedsIn(await makeProof()), ...seedsIn(await makeDrafts())],
    run: async (input) => {
      const theirs = prove(input, trusted, null);
      const ours = await proveFile(input, strictly, TRUST);
      const [a, b] = [ours.ok ? 'proved' : ours.error, theirs.ok ? 'proved' : theirs.error];
      if (a !== b) throw new Error(`the app says ${a}, beep-verify ${b}`);
    },
  };
}

const FORMULA = /^[=+@\t\r-]/u;

/** The tables that registrars make in a spreadsheet. */
const csvTarget: Target = {
  name: 'table of people',
  seeds: [
    'name,title,department,grade,days,request\r\nBilal,Assistant,Finance Division,BS-16,90,BEEP\r\n',
    '\ufeffName,Department,Urdu-Name\n"Zara ""Z"" Khan","Finance\nDivision",زارا\n\n',
    'name;department\nA;B\n',
    'name,department\n=cmd(),x\n"open,y\n',
    'name,department,name\nA,B,C\n',
  ].map(bytes),
  run: (input) => {
    try {
      const { rows, refused } = tableOf(input, 'people.csv');
      for (const { number, cells } of rows) {
        if (!Number.isSafeInteger(number) || number < 1) throw new Error('it has no number');
        if (Object.getPrototypeOf(cells) !== Object.prototype || typeof cells['name'] !== 'string')
          throw new Error('it is no row');
        if (Object.values(cells).some((cell) => /^[=+@\t\r]/u.test(cell))) throw new Error('it is a formula');
      }
      const named = [{ number: 1, reason: text(input).slice(0, 99) }, ...refused, ...rows.map(({ number, cells }) => ({ number, reason: cells['department']! }))]; // prettier-ignore
      const again = tableOf(bytes(refusedCsv(named).replace('row,reason', 'name,department')), 'refused.csv');
      const read = [...again.rows, ...again.refused].length;
      if (read !== named.length) throw new Error(`${named.length} refused, ${read} told`);
      if (again.rows.some(({ cells }) => FORMULA.test(cells['department']!)))
        throw new Error('what is told is a formula');
    } catch (error) {
      if (!(error instanceof ToolFault)) throw error;
    }
  },
};

/** See `makeTargets`. */
export async function officeTargets(anyKey: Sign | null): Promise<Target[]> {
  const signed = (
    type: SignedType,
    open: (input: Uint8Array) => unknown,
    sign: Sign,
    seeds: readonly Uint8Array[],
  ) => signedTargets(type, open, anyKey ?? sign, seeds);
  const registrar = await office.theRegistrar();
  const pass = await office.passWith(office.A_BADGE);
  const [nonce, origin] = [bytesOf('fuzz nonce'), 'https://beep.example'];
  const manifest = await manifestOf(ALICE);
  const shown = { device: ALICE.device, manifest, pass, registrar };
  const door = await sealDoorProof(shown, nonce, origin, ALICE.signAsDevice);
  const enter = (input: Uint8Array) => openDoorProof(input, nonce, [origin]);
  const handover = await office.handoverWith();
  const read = documents(await office.theAuthority());
  const byDevice = anyKey ?? ALICE.signAsDevice;
  return [
    ...signed('authority', read.authority, AUTHORITY.sign, seedsIn(await vectors.makeAuthority())),
    ...signed('badge', async (input) => {
      const badge = openBadge(input);
      if (badge) expectSame('badge', input, (await sealBadge(badge, AUTHORITY.sign)).bytes);
    }, AUTHORITY.sign, seedsIn(await vectors.makeBadge())), // prettier-ignore
    ...signed('pass', async (input) => {
      const opened = openPass(input);
      if (opened) expectSame('pass', input, (await sealPass(opened, AUTHORITY.sign)).bytes);
    }, AUTHORITY.sign, seedsIn(await vectors.makePass())), // prettier-ignore
    ...signed('revocations', read.revocations, AUTHORITY.sign, seedsIn(await vectors.makeRevocations())),
    ...signed('charge', read.charge, AUTHORITY.sign, seedsIn(await vectors.makeCharge())),
    ...signed('directory', read.directory, AUTHORITY.sign, seedsIn(await vectors.makeDirectory())),
    ...signed('request', async (input) => {
      const request = openRequest(input);
      if (request) expectSame('request', input, (await sealRequest(request, ALICE.signAsDevice)).bytes);
    }, ALICE.signAsDevice, seedsIn(await vectors.makeEnrolment())), // prettier-ignore
    { name: 'handover', seeds: [handover.bytes], run: openHandover },
    {
      name: 'handover, signed',
      seeds: [takeApart('handover', itemsOf(handover.bytes)[0])!.payload],
      run: async (payload) => {
        const pair = encode([await sealSigned('handover', payload, byDevice), manifest.bytes]);
        const opened = openHandover(pair);
        if (!opened) return;
        const again = await sealHandover(opened, opened.manifest, byDevice);
        expectForm(itemsOf(pair)[0]!, itemsOf(again.bytes)[0]!);
      },
      isBehindSeal: true,
    },
    {
      name: 'page of a directory',
      seeds: [
        ...seedsIn(await vectors.makeDirectory()),
        encodePage(office.A_PAGE),
        encodePage({ kind: 'charges', charges: [(await office.chargeWith()).bytes] }),
      ],
      run: (input) => {
        const page = readPage(input);
        if (page) expectForm(input, encodePage(page));
      },
    },
    {
      name: 'reply with a badge',
      seeds: [encodeReply(await office.aReply())],
      run: (input) => {
        const reply = openReply(input);
        if (reply) expectForm(input, encodeReply(reply));
      },
    },
    { name: 'proof at the door', seeds: [door], run: enter },
    {
      name: 'proof at the door, signed',
      seeds: [takeApart('door', itemsOf(door)[1])!.payload],
      run: async (payload) =>
        enter(encode([1, await sealSigned('door', payload, byDevice), manifest.bytes, pass.bytes, registrar.bytes])), // prettier-ignore
      isBehindSeal: true,
    },
    {
      name: 'code for comparing keys',
      seeds: [encodeVerifyCode({ own: ALICE.person, other: BOB.person })],
      run: (input) => {
        const code = readVerifyCode(input);
        if (code) expectForm(input, encodeVerifyCode(code));
      },
    },
    ...(await linkTargets()),
    ...(await textTargets()),
    await verifyTarget(),
    csvTarget,
  ];
}
