/** Vectors of official identity (docs/protocol.md §12): what an authority and its registrars sign. */
import { openAuthority, sealAuthority } from '../../src/protocol/authority.js';
import { openBadge, sealBadge } from '../../src/protocol/badge.js';
import { carriedText } from '../../src/protocol/carried-text.js';
import { openCharge } from '../../src/protocol/charge.js';
import { decodeCanonical, encode, type Wire } from '../../src/protocol/codec.js';
import {
  encodePage,
  openDirectory,
  pageHash,
  readPage,
  type DirectoryPage,
} from '../../src/protocol/directory.js';
import {
  badgeFileName,
  encodeReply,
  openReply,
  openRequest,
  requestLink,
} from '../../src/protocol/enrolment.js';
import { idBytes } from '../../src/protocol/ids.js';
import { openPass, sealPass } from '../../src/protocol/pass.js';
import { openRevocations } from '../../src/protocol/revocations.js';
import { sealSigned, type Sign, type SignedType } from '../../src/protocol/sign1.js';
import { AUTHORITY, OTHER_AUTHORITY, REGISTRAR, type AnIssuer } from '../support/proof-files.js';
import { ALICE, BOB, cardOf, EVE, manifestOf } from './cast.js';
import type { Vectors } from './json.js';
import { flipped, withItem } from './mutations.js';
import {
  A_BADGE,
  A_PAGE,
  aReply,
  badgeWith,
  byRegistrar,
  chargeWith,
  directoryWith,
  handoverWith,
  HOLLOW_KEYS,
  idOfKey,
  listWith,
  passWith,
  requestWith,
  signHollow,
  theAuthority,
  theRegistrar,
} from './office-cast.js';
import { payloadOf } from './signed-suite.js';

type Open = (bytes: Uint8Array) => object | null;

/** A row of what is accepted, with the fields as they read. */
function accepted(open: Open, seed: Uint8Array, bytes: Uint8Array) {
  const opened = open(bytes);
  if (!opened) throw new Error('refused');
  return { seed, ...opened };
}

/** Rows of what is refused. @throws if one is not */
async function refusals(
  open: Open,
  rows: readonly (readonly [why: string, bytes: Promise<Uint8Array> | Uint8Array])[],
) {
  return Promise.all(
    rows.map(async ([why, made]) => {
      const bytes = await made;
      if (open(bytes)) throw new Error(`not refused: ${why}`);
      return { why, bytes };
    }),
  );
}

const resealed = (
  type: SignedType,
  bytes: Uint8Array,
  index: number,
  item: Wire,
  sign: Sign = AUTHORITY.sign,
) => sealSigned(type, withItem(payloadOf(type, bytes), index, item), sign);

/** One row for each key that nobody may have. */
const hollowRows = (why: string, make: (key: Uint8Array) => Promise<Uint8Array>) =>
  HOLLOW_KEYS.map((key, i) => [`${why}: hollow key ${i + 1}`, make(key)] as const);

const damaged = (bytes: Uint8Array) =>
  [
    ['the last byte damaged', flipped(bytes, bytes.length - 1)],
    ['cut by one byte', bytes.slice(0, -1)],
    ['a byte behind it', Uint8Array.of(...bytes, 0)],
  ] as const;

export async function makeAuthority(): Promise<Vectors> {
  const authority = await theAuthority();
  const { bytes } = authority;
  return {
    about: 'What an authority says of itself (docs/protocol.md §12.1).',
    accept: [accepted(openAuthority, AUTHORITY.seed, bytes)],
    refuse: await refusals(openAuthority, [
      ...damaged(bytes),
      ['a version of the future', resealed('authority', bytes, 0, 2)],
      ['another key than who signed', resealed('authority', bytes, 1, idBytes(OTHER_AUTHORITY.key))],
      ['a field more', resealed('authority', bytes, 5, null)],
      ...hollowRows('the key', async (key) => (await sealAuthority({ ...authority, key: idOfKey(key) }, signHollow)).bytes), // prettier-ignore
    ]),
  };
}

export async function makeBadge(): Promise<Vectors> {
  const badge = await badgeWith();
  const plain = await badgeWith({ urdu: null, grade: '', post: null, replaces: null }, REGISTRAR);
  const claiming = (claim: number, value: Wire) => {
    const claims = decodeCanonical(payloadOf('badge', badge.bytes)) as Map<number, Wire>;
    return sealSigned('badge', encode(claims.set(claim, value)), AUTHORITY.sign);
  };
  return {
    about: 'Badges: all that may be on one, the least there is, and a registrar’s (docs/protocol.md §12.2).',
    accept: [
      accepted(openBadge, AUTHORITY.seed, badge.bytes),
      accepted(openBadge, REGISTRAR.seed, plain.bytes),
      accepted(openBadge, AUTHORITY.seed, (await theRegistrar()).bytes),
    ],
    refuse: await refusals(openBadge, [
      ...damaged(badge.bytes),
      ['under the key of somebody else', sealBadge(A_BADGE, OTHER_AUTHORITY.sign).then(({ bytes }) => bytes)],
      ['a claim more: an audience', claiming(3, 'everybody')],
      ['a claim of the future', claiming(-70_007, 1)],
      ['an id of 7 bytes', claiming(7, new Uint8Array(7))],
      ['an Urdu department of fewer levels', claiming(-70_003, ['ایلس', '', ['فنانس ڈویژن']])],
      ['a post that is null', claiming(-70_005, null)],
      ['its own holder as the key before', claiming(-70_006, idBytes(ALICE.person))],
      ['a right to something else', claiming(-70_002, ['revoke', []])],
      ...hollowRows('the holder', async (key) => (await badgeWith({ holder: idOfKey(key) })).bytes),
      ...hollowRows('the issuer', async (key) => (await sealBadge({ ...A_BADGE, issuer: idOfKey(key) }, signHollow)).bytes), // prettier-ignore
    ]),
  };
}

export async function makePass(): Promise<Vectors> {
  const { bytes } = await passWith(A_BADGE);
  return {
    about: 'Passes (docs/protocol.md §12.3).',
    accept: [accepted(openPass, AUTHORITY.seed, bytes)],
    refuse: await refusals(openPass, [
      ...damaged(bytes),
      ['a version of the future', resealed('pass', bytes, 0, 2)],
      ['another issuer than who signed', resealed('pass', bytes, 1, idBytes(OTHER_AUTHORITY.key))],
      ['an id of 9 bytes', resealed('pass', bytes, 3, new Uint8Array(9))],
      ['a field more', resealed('pass', bytes, 6, null)],
      ...hollowRows('the holder', (key) => resealed('pass', bytes, 2, key)),
      ...hollowRows('the issuer', async (key) => (await sealPass({ ...A_BADGE, issuer: idOfKey(key) }, signHollow)).bytes), // prettier-ignore
    ]),
  };
}

/** What is refused of every document that names its authority in field 1 and its registrar in field 2. */
const strangers = async (type: SignedType, bytes: Uint8Array) =>
  [
    ...damaged(bytes),
    ['a version of the future', resealed(type, bytes, 0, 2)],
    ['another authority than who signed', resealed(type, bytes, 1, idBytes(OTHER_AUTHORITY.key))],
    ['the badge of somebody who may not issue', resealed(type, bytes, 2, (await badgeWith({ holder: REGISTRAR.person })).bytes, REGISTRAR.sign)], // prettier-ignore
    ['a registrar of another authority', resealed(type, bytes, 2, (await badgeWith({ holder: REGISTRAR.person, mayIssueFor: [] }, OTHER_AUTHORITY)).bytes, REGISTRAR.sign)], // prettier-ignore
    ['a registrar’s badge under the authority’s own signature', resealed(type, bytes, 2, (await theRegistrar()).bytes)], // prettier-ignore
    ...hollowRows('the authority', (key) => resealed(type, bytes, 1, key, signHollow)),
  ] as const;

/** One by the authority, one by its registrar. */
const bothIssuers = async (
  open: Open,
  make: (changes: object, by: AnIssuer) => Promise<{ readonly bytes: Uint8Array }>,
) => [
  accepted(open, AUTHORITY.seed, (await make({}, AUTHORITY)).bytes),
  accepted(open, REGISTRAR.seed, (await make(await byRegistrar(), REGISTRAR)).bytes),
];

export async function makeRevocations(): Promise<Vectors> {
  const { bytes } = await listWith();
  return {
    about: 'Lists of revocations (docs/protocol.md §12.4).',
    accept: await bothIssuers(openRevocations, listWith),
    refuse: await refusals(openRevocations, [
      ...(await strangers('revocations', bytes)),
      ['a badge of 7 bytes', resealed('revocations', bytes, 6, [[new Uint8Array(7), 0]])],
      ['a person without a day', resealed('revocations', bytes, 7, [[idBytes(EVE.person)]])],
      ['a device lost before all time', resealed('revocations', bytes, 8, [[idBytes(EVE.device), -1]])],
    ]),
  };
}

export async function makeCharge(): Promise<Vectors> {
  const { bytes } = await chargeWith();
  const handedOver = async (changes: object) =>
    resealed('charge', bytes, 9, (await handoverWith(changes)).bytes);
  return {
    about: 'Charges of posts, and handovers in them (docs/protocol.md §12.5).',
    accept: [
      ...(await bothIssuers(openCharge, chargeWith)),
      accepted(openCharge, AUTHORITY.seed, (await chargeWith({ number: 1, holder: null, urduName: null, handover: null })).bytes), // prettier-ignore
    ],
    refuse: await refusals(openCharge, [
      ...(await strangers('charge', bytes)),
      ['number 0', resealed('charge', (await chargeWith({ handover: null })).bytes, 6, 0)],
      ['a handover of another post', handedOver({ post: idOfKey(new Uint8Array(32)) })],
      ['a handover from another number', handedOver({ number: 2 })],
      ['a handover to somebody else', handedOver({ to: EVE.person })],
      ['a handover by somebody else’s device', handedOver({ device: BOB.device })],
      ...hollowRows('the holder', async (key) => resealed('charge', (await chargeWith({ handover: null })).bytes, 7, key)), // prettier-ignore
    ]),
  };
}

export async function makeDirectory(): Promise<Vectors> {
  const index = await directoryWith();
  const pages: readonly DirectoryPage[] = [
    A_PAGE,
    { kind: 'people', department: ['Finance Division'], urduDepartment: null, rows: [] },
    { kind: 'charges', charges: [(await chargeWith({ handover: null })).bytes] },
  ];
  const page = encodePage(A_PAGE);
  return {
    about: 'Indexes of directories, and their pages (docs/protocol.md §12.7).',
    accept: await bothIssuers(openDirectory, directoryWith),
    refuse: await refusals(openDirectory, [
      ...(await strangers('directory', index.bytes)),
      ['a page of 31 bytes', resealed('directory', index.bytes, 6, [new Uint8Array(31)])],
    ]),
    pages: pages.map((one) => ({
      page: readPage(encodePage(one)),
      bytes: encodePage(one),
      hash: pageHash(encodePage(one)),
    })),
    refusePages: await refusals(readPage, [
      ['a version of the future', withItem(page, 0, 2)],
      ['a kind of the future', withItem(page, 1, 3)],
      ['no department', withItem(page, 2, [])],
      ['an Urdu department of fewer levels', withItem(page, 3, ['فنانس ڈویژن'])],
      ['a row without fields', withItem(page, 4, [[]])],
      ['a field more', withItem(page, 5, null)],
    ]),
  };
}

export async function makeEnrolment(): Promise<Vectors> {
  const request = await requestWith();
  const uninvited = await requestWith({ invitation: null, title: '', department: '' });
  const origin = 'https://beep.example.gov.pk';
  const row = (made: typeof request) => ({
    ...accepted(openRequest, ALICE.deviceSeed, made.bytes),
    origin,
    link: requestLink(origin, made),
    text: carriedText({ kind: 'request', bytes: made.bytes }),
  });
  const reply = await aReply();
  const [badge, registrar] = [reply.badges[0]!, reply.badges[1]!];
  const own = await badgeWith();
  const ofAuthority = { authority: reply.authority, badges: [own], passes: [await passWith(own)] };
  const resigned = (index: number, item: Wire) =>
    resealed('request', request.bytes, index, item, ALICE.signAsDevice);
  return {
    about: 'Requests for badges, and replies (docs/protocol.md §12.8).',
    accept: [row(request), row(uninvited)],
    refuse: await refusals(openRequest, [
      ...damaged(request.bytes),
      ['a version of the future', resigned(0, 2)],
      ['the manifest of somebody else', resigned(1, (await manifestOf(BOB)).bytes)],
      ['the card of somebody else', resigned(2, (await cardOf(BOB)).bytes)],
      [
        'a card that lets strangers in',
        resigned(2, (await cardOf(ALICE, { intro: new Uint8Array(16) })).bytes),
      ],
      ['an invitation of 9 bytes', resigned(5, new Uint8Array(9))],
      ['a field more', resigned(7, null)],
    ]),
    replies: [reply, ofAuthority].map((one) => ({
      bytes: encodeReply(one),
      ...openReply(encodeReply(one)),
      file: badgeFileName(one.badges[0]!.holder).slice(0, 64),
      text: carriedText({ kind: 'badge', bytes: encodeReply(one) }),
    })),
    refuseReplies: await refusals(openReply, [
      ...damaged(encodeReply(reply)),
      ['a version of the future', withItem(encodeReply(reply), 0, 2)],
      ['nothing in it', encodeReply({ ...reply, badges: [], passes: [] })],
      ['no badge of the registrar', encodeReply({ ...reply, badges: [badge], passes: [reply.passes[0]!] })],
      ['the registrar’s badge first', encodeReply({ ...reply, badges: [registrar, badge] })],
      ['a pass of somebody else', encodeReply({ ...reply, passes: [await passWith(badge, REGISTRAR, { holder: BOB.person }), reply.passes[1]!] })], // prettier-ignore
      ['a pass of another badge', encodeReply({ ...reply, passes: [await passWith(badge, REGISTRAR, { id: new Uint8Array(8) }), reply.passes[1]!] })], // prettier-ignore
    ]),
  };
}
