/** Vectors of shared drafts, and of memos with the trail of their approval. */
import { proveMemo } from '../../src/domain/memo-proof.js';
import { hashBody, KIND } from '../../src/protocol/body.js';
import { encode, type Wire } from '../../src/protocol/codec.js';
import { encodePieceBody, encodeUpdateBody } from '../../src/protocol/draft-body.js';
import { draftClient } from '../../src/protocol/draft-client.js';
import { sealEntry } from '../../src/protocol/entry.js';
import type { ConversationId, EntryId } from '../../src/protocol/ids.js';
import { encodeMemoBundle, encodeMemoFile, hashMemo, type MemoFile } from '../../src/protocol/memo-bundle.js';
import { encodeMemoContent } from '../../src/protocol/memo-content.js';
import { encodeMessageBody, type MessageBody } from '../../src/protocol/message-body.js';
import type { GivenEntry } from '../../src/protocol/record.js';
import { A_MEMO } from '../support/memo-contents.js';
import { ALICE, anActor, BOB, bytesOf, EVE, idOf, manifestOf, NOW_MS, type Actor } from './cast.js';
import type { Vectors } from './json.js';
import { strictly } from './strictly.js';

const salt = bytesOf('salt', 16);
const session = bytesOf('session', 16);
const CAROL = anActor('carol', 'Carol');

/** An entry of somebody's own, with its body. */
async function say(author: Actor, said: MessageBody): Promise<{ id: EntryId; given: GivenEntry }> {
  const body = encodeMessageBody(salt, said);
  const entry = await sealEntry(
    {
      conversation: idOf<ConversationId>('conversation'),
      author: author.device,
      seq: 0,
      prev: null,
      after: [],
      sentAtMs: NOW_MS,
      orderMs: NOW_MS,
      kind: said.kind,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
    },
    author.signAsDevice,
  );
  return { id: entry.id, given: [entry.bytes, body] };
}

const manifestBytes = async (actor: Actor): Promise<Uint8Array> =>
  (await manifestOf(actor, { devices: [{ device: actor.device, label: '', fromMs: 0 }] })).bytes;

const CONTENT = encodeMemoContent(A_MEMO);

/** Put up by Alice, to be approved by Bob and then Carol, who sends it. */
async function aTrail() {
  const submission = await say(ALICE, {
    kind: KIND.submit,
    hash: hashMemo(CONTENT),
    pieces: 1,
    approvers: [BOB.person, CAROL.person],
    remarks: 'براہِ منظوری',
    person: ALICE.person,
    name: 'Alice',
  });
  const cosign = async (actor: Actor, isApproval = true) =>
    (
      await say(actor, {
        kind: KIND.cosign,
        target: submission.id,
        hash: hashMemo(CONTENT),
        isApproval,
        remarks: '',
        person: actor.person,
        name: actor.name,
      })
    ).given;
  const manifests = await Promise.all([ALICE, BOB, CAROL].map(manifestBytes));
  return { submission, cosign, manifests };
}

async function post(actor: Actor, bundle: Uint8Array, subject = A_MEMO.subject): Promise<MemoFile> {
  const { given } = await say(actor, {
    kind: KIND.memo,
    hash: hashMemo(bundle),
    pieces: 1,
    subject,
    person: actor.person,
    name: actor.name,
  });
  return { post: given, bundle, manifest: await manifestBytes(actor) };
}

async function files() {
  const { submission, cosign, manifests } = await aTrail();
  const [byBob, byCarol] = [await cosign(BOB), await cosign(CAROL)];
  const trail = [submission.given, byBob, byCarol];
  const bundle = encodeMemoBundle({ content: CONTENT, trail, manifests });
  const bare = encodeMemoBundle({ content: CONTENT, trail: [], manifests: [] });
  const accept: readonly (readonly [what: string, file: MemoFile])[] = [
    ['approved by two, and sent by the second', await post(CAROL, bundle)],
    ['approved by two, not sent yet', { post: null, bundle, manifest: null }],
    ['sent under one name alone', await post(BOB, bare)],
  ];
  const with_ = (changes: Partial<Parameters<typeof encodeMemoBundle>[0]>) =>
    encodeMemoBundle({ content: CONTENT, trail, manifests, ...changes });
  const other = encodeMemoContent({ ...A_MEMO, subject: 'Another' });
  const returned = [submission.given, byBob, await cosign(CAROL, false)];
  const spoilt = (bytes: Uint8Array): Uint8Array => bytes.with(-1, bytes.at(-1)! ^ 1);
  const alone = (bundle: Uint8Array): MemoFile => ({ post: null, bundle, manifest: null });
  const refuse: readonly (readonly [why: string, file: MemoFile])[] = [
    ['other words than those that were approved', alone(with_({ content: other }))],
    ['one approval is missing', alone(with_({ trail: trail.slice(0, 2) }))],
    ['one approver has returned it', alone(with_({ trail: returned }))],
    ['an approval by somebody else', alone(with_({ trail: [submission.given, byBob, await cosign(EVE)], manifests: [...manifests, await manifestBytes(EVE)] }))], // prettier-ignore
    ['a device that is in no manifest', alone(with_({ manifests: manifests.slice(0, 2) }))],
    ['a signature that is none', alone(with_({ trail: [submission.given, byBob, [spoilt(byCarol[0]), byCarol[1]]] }))], // prettier-ignore
    ['an approval without what was put up', alone(with_({ trail: trail.slice(1) }))],
    ['sent by somebody who was not last in line', await post(BOB, bundle)],
    ['sent with another bundle', { ...(await post(CAROL, bare)), bundle }],
    ['sent under another subject', await post(CAROL, bundle, 'Another')],
    ['somebody who lists the sender’s device as theirs', { ...(await post(BOB, bare)), manifest: (await manifestOf(EVE, { devices: [{ device: BOB.device, label: '', fromMs: 0 }] })).bytes }], // prettier-ignore
    ['content that is none', alone(with_({ content: encode([1, 'a\nb', []]) }))],
  ];
  return { accept, refuse };
}

export async function makeDrafts(): Promise<Vectors> {
  const { accept, refuse } = await files();
  const conversation = idOf<ConversationId>('conversation');
  return {
    about: 'Shared drafts (docs/protocol.md §8.8), and memos with the trail of their approval (§8.9).',
    clients: [ALICE, BOB].map(({ device }) => ({
      device,
      conversation,
      session,
      client: draftClient(device, conversation, session),
    })),
    bodies: {
      salt,
      update: {
        session,
        part: 1,
        parts: 2,
        bytes: bytesOf('update'),
        body: encodeUpdateBody(salt, { session, part: 1, parts: 2, bytes: bytesOf('update') }),
      },
      piece: { bytes: bytesOf('piece'), body: encodePieceBody(salt, bytesOf('piece')) },
    },
    refuseBodies: (
      [
        ['a session of 15 bytes', KIND.update, [salt, session.slice(1), 0, 1, bytesOf('update')]],
        ['a part behind the last', KIND.update, [salt, session, 1, 1, bytesOf('update')]],
        ['no parts', KIND.update, [salt, session, 0, 0, bytesOf('update')]],
        ['257 parts', KIND.update, [salt, session, 0, 257, bytesOf('update')]],
        ['an update of no bytes', KIND.update, [salt, session, 0, 1, new Uint8Array()]],
        ['a piece of no bytes', KIND.piece, [salt, new Uint8Array()]],
        ['a piece with something behind it', KIND.piece, [salt, bytesOf('piece'), null]],
      ] as readonly (readonly [string, number, readonly Wire[]])[]
    ).map(([why, kind, wire]) => ({ why, kind, bytes: encode(wire) })),
    accept: await Promise.all(
      accept.map(async ([what, file]) => {
        const proof = await proveMemo(file, strictly);
        if (!proof.ok) throw new Error(`${what}: ${proof.error}`);
        return { what, bytes: encodeMemoFile(file), proof: proof.value };
      }),
    ),
    refuse: await Promise.all(
      refuse.map(async ([why, file]) => {
        const proof = await proveMemo(file, strictly);
        if (proof.ok) throw new Error(`not refused: ${why}`);
        return { why, bytes: encodeMemoFile(file), error: proof.error };
      }),
    ),
  };
}
