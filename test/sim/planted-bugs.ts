import type { Mutation } from './bundle.js';
import type { RunOptions } from './run-schedule.js';
import type { Play } from './worker.js';

/** A bug that the simulator has to find, or it is not looking. */
export interface PlantedBug {
  readonly name: string;
  /** Of which schedules; of conversations of two, if nothing is said. */
  readonly play?: Play;
  readonly mutations?: readonly Mutation[];
  readonly options?: RunOptions;
  /** A seed that showed it when it was planted: tried first, since most of the way to it is without event. */
  readonly firstSeed: number;
}

const CONVERSATION = 'src/app/conversation.ts';
const CONVERSATION_DRAFT = 'src/app/conversation-draft.ts';
const FOLD = 'src/domain/fold.ts';
const LOG = 'src/app/conversation-log.ts';
const PEERS = 'src/app/conversation-peers.ts';
const RECEIPTS = 'src/app/conversation-receipts.ts';
const SYNC = 'src/app/conversation-sync.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a receipt goes out before the commit',
    mutations: [
      {
        file: LOG,
        find: 'await this.#deps.ports.repo.commit({\n        ...batch,',
        replace: 'void this.#deps.ports.repo.commit({\n        ...batch,',
      },
    ],
    firstSeed: 20,
  },
  { name: 'a commit is not strict', options: { relaxedCommits: true }, firstSeed: 20 },
  {
    name: 'what is held already is taken again',
    mutations: [
      {
        file: 'src/domain/accept.ts',
        find: "if (refusal === 'held') continue;",
        replace: "if (refusal === 'held') { claimed.push([entry, body]); continue; }",
      },
    ],
    firstSeed: 737,
  },
  {
    name: 'what was sent once is not sent again',
    mutations: [
      {
        file: SYNC,
        find: 'next.set(row.author, row.seq + 1);',
        replace: 'next.set(row.author, head.seq + 1);',
      },
    ],
    firstSeed: 21,
  },
  {
    name: 'a device goes on with its key after its disk has forgotten',
    mutations: [
      {
        file: 'src/app/messenger.ts',
        find: "if (opened.health === 'older' && !messenger.identity.endedBy) {",
        replace: 'if (Math.abs(0) > 0) {',
      },
    ],
    firstSeed: 439,
  },
  {
    name: 'a half-open link is not noticed',
    mutations: [
      {
        file: 'src/app/link-session.ts',
        find: "if (this.#clock.monotonicMs() - this.#heardMs > SILENT_AFTER_MS) return this.#end('silent');",
        replace: '',
      },
    ],
    firstSeed: 14,
  },
  {
    name: 'a draft is gone when sending fails',
    mutations: [
      {
        file: CONVERSATION_DRAFT,
        find: 'if (!sent?.ok) this.#giveBack(draft);',
        replace: '',
      },
    ],
    firstSeed: 166,
  },
  {
    name: 'a sent message and its emptied draft are two commits',
    mutations: [
      {
        file: CONVERSATION,
        find: '{ drafts: [{ conversation: this.id, draft: this.written }] }',
        replace: '(setTimeout(() => void this.setDraft(this.draft.value), 0), {})',
      },
    ],
    firstSeed: 22,
  },
  {
    name: 'the order is by the clock',
    mutations: [
      {
        file: 'src/domain/order.ts',
        find: 'const followed = [...seenMs.filter(isFollowed), ownMs];',
        replace: 'const followed = (void seenMs, void ownMs, void isFollowed, [-1]);',
      },
    ],
    firstSeed: 169,
  },
  {
    name: 'whatever has come is read',
    mutations: [
      {
        file: LOG,
        find: 'of this.isShown ? lasts.values() : []',
        replace: 'of lasts.values()',
      },
    ],
    firstSeed: 20,
  },
  {
    name: 'a device is not told what it has forgotten',
    mutations: [
      {
        file: SYNC,
        find: 'if (differs && this.#source.onDisagreement(row.author, row.seq)) refused.add(row.author);',
        replace:
          'if (differs && (this.#source.onDisagreement(row.author, row.seq) || true)) refused.add(row.author);',
      },
    ],
    firstSeed: 41,
  },
  {
    name: 'a receipt that found no room is not asked for again',
    mutations: [
      {
        file: RECEIPTS,
        find: 'const committed = await this.#log.commit({ receipts, signedReceipts });\n    if (!committed.ok) for (const sync of from) this.#deps.onNotStored(committed.error, sync);',
        replace: 'await this.#log.commit({ receipts, signedReceipts });',
      },
    ],
    firstSeed: 411,
  },
  {
    name: 'what found no room is never asked for again',
    mutations: [
      {
        file: PEERS,
        find: 'if (this.#links.has(from)) from.begin();',
        replace: '',
      },
    ],
    firstSeed: 159,
  },
  {
    name: 'half a handshake uses a contact link up',
    mutations: [
      {
        file: 'src/app/contacts.ts',
        find: 'reunion: [reunion, ...before.reunion].slice(0, MAX_REUNIONS),',
        replace: 'intro: null, reunion: [reunion, ...before.reunion].slice(0, MAX_REUNIONS),',
      },
    ],
    firstSeed: 4406,
  },
  {
    name: 'a link that has ended is taken for a live one',
    mutations: [
      // On a disk that takes its time, or it hardly ever ends just then.
      {
        file: 'src/app/links.ts',
        find: 'const isStored = await this.#listener.meet(established, coming);',
        replace:
          'const isStored = await this.#listener.meet(established, coming); await new Promise<void>((resolve) => void this.#ports.clock.after(400, resolve));',
      },
      { file: 'src/app/links.ts', find: 'if (attempt.isOver) return;', replace: '' },
      {
        file: 'src/app/links.ts',
        find: 'if (this.#live.get(person) === link) this.#listener.onLinked(link);',
        replace: 'this.#listener.onLinked(link);',
      },
    ],
    firstSeed: 960,
  },
  {
    name: 'a new name is told to nobody who is linked',
    mutations: [
      {
        file: 'src/app/messenger.ts',
        find: 'conversation.refresh();\n      await this.#network?.tellName();',
        replace: 'conversation.refresh();',
      },
    ],
    firstSeed: 28,
  },
  {
    name: 'a name that found no room is not stored later',
    mutations: [
      {
        file: 'src/app/network.ts',
        find: 'if (saved || isWaiting) return;',
        replace: 'return void isWaiting;',
      },
    ],
    firstSeed: 2276,
  },
  {
    name: 'who was removed is given what is said from then on',
    play: 'groups',
    mutations: [
      {
        file: 'src/app/conversation-link.ts',
        find: 'return !group || (group.self !== undefined && group.isMember(this.link.person));',
        replace: 'return !group || group.self !== undefined;',
      },
    ],
    firstSeed: 46,
  },
  {
    name: 'a change of who is in a group is not passed on',
    play: 'groups',
    mutations: [
      { file: PEERS, find: 'for (const { roster } of this.#links) void roster?.tell();', replace: '' },
    ],
    firstSeed: 137,
  },
  {
    name: 'who lacks a part of a roster does not say so',
    play: 'groups',
    mutations: [
      {
        file: 'src/app/roster-sync.ts',
        find: 'if (!this.#hasSaidNames && ',
        replace: 'if (Math.abs(0) > 0 && !this.#hasSaidNames && ',
      },
    ],
    firstSeed: 140,
  },
  {
    name: 'a receipt of a member that found no room is not stored later',
    play: 'groups',
    mutations: [
      {
        file: RECEIPTS,
        find: 'if (group && this.#receipts.take(receipt, bytes, this.#nowMs, isKnown)) {',
        replace:
          'if (group && !this.#receipts.take(receipt, bytes, this.#nowMs, isKnown)) return; if (group) {',
      },
    ],
    firstSeed: 32,
  },
  {
    name: 'who comes back waits for what they are not to be given',
    play: 'groups',
    mutations: [
      {
        file: LOG,
        find: 'if (ahead.length === 0) return record;',
        replace: 'if (ahead.length === 0 || record.heads.length > 0) return record;',
      },
    ],
    firstSeed: 13,
  },
  {
    name: 'an edit by somebody else counts',
    play: 'groups',
    mutations: [
      {
        file: FOLD,
        find: '.filter(isEdit).filter(({ person }) => person === message.person)',
        replace: '.filter(isEdit)',
      },
    ],
    firstSeed: 6,
  },
  {
    name: 'a later vote does not replace an earlier one',
    play: 'groups',
    mutations: [
      {
        file: FOLD,
        find: 'const votes = lastOfEach(ordered.filter(isVote).filter(isAllowed), ({ person }) => person);',
        replace:
          'const votes = lastOfEach(ordered.filter(isVote).filter(isAllowed).reverse(), ({ person }) => person);',
      },
    ],
    firstSeed: 4,
  },
  {
    name: 'what was said about a message before it came is lost',
    play: 'groups',
    mutations: [
      {
        file: LOG,
        find: 'const { about, named } = await readAround(repo, this.id, here, ids);',
        replace: 'const { about, named } = { ...(await readAround(repo, this.id, here, ids)), about: [] };',
      },
    ],
    firstSeed: 37,
  },
  {
    name: 'a star is not stored',
    play: 'groups',
    mutations: [
      {
        file: LOG,
        find: 'await this.#deps.ports.repo.commit({ stars: changed.map(({ entry }) => ({ entry, isStarred })) });',
        replace: '',
      },
    ],
    firstSeed: 10,
  },
  {
    name: 'a device that forgot a name is not introduced under its new key',
    play: 'groups',
    mutations: [{ file: 'src/app/conversations.ts', find: 'await this.#recallForgotten();', replace: '' }],
    firstSeed: 66,
  },
  {
    name: 'a copy is shown beside its original',
    play: 'groups',
    mutations: [
      {
        file: 'src/domain/copies.ts',
        find: 'firstIdOf(a) === firstIdOf(b) &&',
        replace: 'firstIdOf(a) === `${firstIdOf(b)}!` &&',
      },
    ],
    firstSeed: 481,
  },
  {
    name: 'what stands behind a fork is not said again',
    play: 'groups',
    mutations: [
      {
        file: 'src/app/own-repeats.ts',
        find: 'if (this.#ends === this.#looked) return;\n    void',
        replace: 'if (Math.abs(0) === 0) return;\n    void',
      },
    ],
    firstSeed: 2268,
  },
];
