import type { Mutation } from './bundle.js';
import type { RunOptions } from './run-schedule.js';

/** A bug that the simulator has to find, or it is not looking. */
export interface PlantedBug {
  readonly name: string;
  readonly mutations?: readonly Mutation[];
  readonly options?: RunOptions;
  /** A seed that showed it when it was planted: tried first, since most of the way to it is without event. */
  readonly firstSeed: number;
}

const CONVERSATION = 'src/app/conversation.ts';
const SYNC = 'src/app/conversation-sync.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a receipt goes out before the commit',
    mutations: [
      {
        file: CONVERSATION,
        find: 'await this.#deps.ports.repo.commit({ ...batch, conversations: [record] });',
        replace: 'void this.#deps.ports.repo.commit({ ...batch, conversations: [record] }).catch(() => {});',
      },
    ],
    firstSeed: 1,
  },
  { name: 'a commit is not strict', options: { relaxedCommits: true }, firstSeed: 1 },
  {
    name: 'what is held already is taken again',
    mutations: [
      {
        file: 'src/domain/accept.ts',
        find: "if (refusal === 'held') continue;",
        replace: "if (refusal === 'held') { fresh.push({ entry, body }); continue; }",
      },
    ],
    firstSeed: 21,
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
    firstSeed: 2,
  },
  {
    name: 'a device goes on with its key after its disk has forgotten',
    mutations: [
      {
        file: 'src/app/beep.ts',
        find: "if (opened.health === 'older') {",
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
    firstSeed: 78,
  },
  {
    name: 'a draft is gone when sending fails',
    mutations: [
      {
        file: CONVERSATION,
        find: 'if (!sent?.ok) this.draft.update(',
        replace: 'if (sent === null) this.draft.update(',
      },
    ],
    firstSeed: 166,
  },
  {
    name: 'a sent message and its emptied draft are two commits',
    mutations: [
      {
        file: CONVERSATION,
        find: 'const drafts = [{ conversation: this.id, text: this.draft.value }];',
        replace: 'const drafts: never[] = []; setTimeout(() => void this.setDraft(this.draft.value), 0);',
      },
    ],
    firstSeed: 22,
  },
  {
    name: 'the order is by the clock',
    mutations: [
      {
        file: 'src/domain/order.ts',
        find: 'Math.min(Math.max(sentAtMs, ...seenMs.map((ms) => ms + 1)), MAX_ORDER_MS);',
        replace: '(void seenMs, sentAtMs);',
      },
    ],
    firstSeed: 169,
  },
  {
    name: 'whatever has come is read',
    mutations: [
      {
        file: CONVERSATION,
        find: 'readSeq: this.#shown ? entry.seq : -1,',
        replace: 'readSeq: entry.seq,',
      },
    ],
    firstSeed: 1,
  },
  {
    name: 'a device is not told what it has forgotten',
    mutations: [
      {
        file: SYNC,
        find: '&& this.#source.onDisagreement(row.author))',
        replace: '&& (this.#source.onDisagreement(row.author) || true))',
      },
    ],
    firstSeed: 41,
  },
  {
    name: 'a receipt that found no room is not asked for again',
    mutations: [
      {
        file: CONVERSATION,
        find: 'if (!committed.ok) this.#askLater(committed.error, sync);',
        replace: '',
      },
    ],
    firstSeed: 68,
  },
  {
    name: 'what found no room is never asked for again',
    mutations: [
      {
        file: CONVERSATION,
        find: 'if (this.#syncs.has(sync)) sync.sayHave();',
        replace: '',
      },
    ],
    firstSeed: 68,
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
    firstSeed: 994,
  },
  {
    name: 'a link that has ended is taken for a live one',
    mutations: [
      { file: 'src/app/links.ts', find: 'if (attempt.isOver) return;', replace: '' },
      {
        file: 'src/app/links.ts',
        find: 'if (this.#live.get(person) === link) this.#listener.onLinked(link);',
        replace: 'this.#listener.onLinked(link);',
      },
    ],
    firstSeed: 4535,
  },
  {
    name: 'a name that changes during a handshake is not told',
    mutations: [
      {
        file: 'src/app/links.ts',
        find: "void attempt.send({ type: 'doc', kind: 'card', bytes: card.bytes });",
        replace: 'void card;',
      },
    ],
    firstSeed: 833,
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
];
