import { NO_DRAFT } from '../../src/app/draft.js';
import { keptOf, type Repo, type StoredEntry } from '../../src/app/ports.js';
import { KIND } from '../../src/protocol/body.js';
import type { ConversationId, EntryId } from '../../src/protocol/ids.js';
import type { MessageBody } from '../../src/protocol/message-body.js';
import { itemId } from '../../src/protocol/roster-item.js';
import { plainText } from '../../src/protocol/text-body.js';
import { faultCode, hex, type Harness } from './harness.js';
import {
  aContact,
  aConversation,
  aConversationId,
  aDevice,
  aDraft,
  aLog,
  anEntry,
  aPerson,
  aSelf,
  headOf,
  someRosterItems,
} from './samples.js';

/** One store, which outlives the repos over it. */
export interface RepoSubject {
  /** A repo over the store. The one before must be closed. */
  repo(): Repo;
  dispose(): Promise<void>;
}

const ids = (entries: readonly StoredEntry[]) => entries.map(({ entry }) => entry.id);

const conversation = aConversationId(20);

/** Three texts of one log, and another log that says things about them. */
async function aTalk() {
  const log = await aLog(conversation, 2, 3);
  const [first, second] = log.map(({ entry }) => entry.id) as [EntryId, EntryId];
  const about = (seq: number, says: MessageBody) => anEntry({ conversation, author: 3, seq, says });
  return {
    log,
    edit: await about(0, { kind: KIND.edit, target: first, text: 'better', mentions: [] }),
    note: await about(1, { kind: KIND.note, target: first }),
    bodiless: await about(2, { kind: KIND.react, target: second, emoji: '👍', isOn: true }),
  };
}

/** What every `Repo` promises. */
export function repoContract({ describe, it, assert }: Harness, name: string, make: () => RepoSubject): void {
  const story = (title: string, body: (repo: Repo, reopen: () => Promise<Repo>) => Promise<void>): void =>
    it(title, async () => {
      const subject = make();
      let current = subject.repo();
      const reopen = async () => {
        await current.close();
        current = subject.repo();
        return current;
      };
      try {
        await body(current, reopen);
      } finally {
        await current.close();
        await subject.dispose();
      }
    });

  describe(`${name} keeps the contract of Repo`, () => {
    story('starts as new, and still is when nothing was written', async (repo, reopen) => {
      const first = await repo.open();
      assert.deepEqual(
        [first.health, first.self, first.contacts, first.conversations],
        ['new', null, [], []],
      );
      assert.equal((await (await reopen()).open()).health, 'new');
    });

    story('gives back everything that was committed', async (repo, reopen) => {
      await repo.open();
      const contact = aContact(2, {
        manifest: Uint8Array.of(1, 2),
        prekeys: Uint8Array.of(3),
        intro: null,
        refused: 'intro-used',
      });
      const log = await aLog(conversation, 2, 2);
      const held = aConversation(20, {
        heads: [headOf(log)],
        receipts: [{ by: aDevice(1), author: aDevice(2), deliveredSeq: 1, readSeq: -1 }],
        unread: 2,
        isMentioned: true,
        latest: {
          id: log[1]!.entry.id,
          kind: 'poll',
          text: 'سلام',
          sentAtMs: 5,
          orderMs: 6,
          own: false,
          person: aPerson(2),
        },
      });
      const edit = { message: log[0]!.entry.id, text: 'half a tex' };
      const draft = aDraft('half a wo', { reply: log[1]!.entry.id, isUrgent: true, asksForNote: true, edit });
      await repo.commit({
        self: aSelf(),
        contacts: [contact, aContact(3)],
        conversations: [held],
        entries: log,
        drafts: [{ conversation, draft }],
      });
      const opened = await (await reopen()).open();
      assert.equal(opened.health, 'whole');
      assert.deepEqual(plain(opened.self), plain(aSelf()));
      assert.deepEqual(byName(opened.contacts), byName([contact, aContact(3)]));
      assert.deepEqual(plain(opened.conversations), plain([held]));
      assert.deepEqual([...opened.drafts], [[conversation, draft]]);
    });

    story('gives back the items of rosters, each once, by the group they are of', async (repo, reopen) => {
      await repo.open();
      const items = await someRosterItems(aConversation(20).id);
      const [first, second] = [aConversation(20).id, aConversation(21).id];
      const rows = items.map((item) => ({ conversation: first, item }));
      await repo.commit({ self: aSelf(), roster: [...rows, { conversation: second, item: items[0]! }] });
      await repo.commit({ roster: rows.slice(0, 3) });
      const { roster, health } = await (await reopen()).open();
      assert.equal(health, 'whole');
      const idsOf = (group: ConversationId) => roster.get(group)?.map(itemId).sort();
      assert.deepEqual(idsOf(first), items.map(itemId).sort());
      assert.deepEqual(idsOf(second), [itemId(items[0]!)]);
    });

    story('writes a record over the one before it', async (repo, reopen) => {
      await repo.open();
      await repo.commit({ self: aSelf(), contacts: [aContact(2)] });
      await repo.commit({ self: aSelf({ name: 'A. Yusuf' }), contacts: [aContact(2, { name: 'Bilal' })] });
      const { self, contacts } = await (await reopen()).open();
      assert.deepEqual([self?.name, contacts.map((contact) => contact.name)], ['A. Yusuf', ['Bilal']]);
    });

    story('gives back an entry with its body, and one without', async (repo) => {
      await repo.open();
      const [first, second] = await aLog(conversation, 2, 2);
      await repo.commit({ self: aSelf(), entries: [first!, { ...second!, body: null }] });
      const page = await repo.page(conversation, null, 10);
      assert.deepEqual(plain(page), plain([first, { ...second, body: null }]));
    });

    story('takes the same entry again as if nothing had happened', async (repo, reopen) => {
      await repo.open();
      const log = await aLog(conversation, 2, 3);
      await repo.commit({ self: aSelf(), entries: log });
      await repo.commit({ entries: [log[1]!, log[1]!, log[0]!] });
      assert.deepEqual(ids(await repo.page(conversation, null, 10)), ids(log));
      assert.equal((await (await reopen()).open()).health, 'whole');
    });

    story('adds the body that an entry lacked', async (repo, reopen) => {
      await repo.open();
      const first = await anEntry({ conversation, author: 2, seq: 0 });
      await repo.commit({ self: aSelf(), entries: [{ ...first, body: null }] });
      await repo.commit({ entries: [first] });
      await repo.commit({ entries: [{ ...first, body: null }] });
      assert.deepEqual(plain(await repo.page(conversation, null, 10)), plain([first]));
      assert.equal((await (await reopen()).open()).health, 'whole');
    });

    story(
      'writes nothing of a batch that would put another entry in the place of one',
      async (repo, reopen) => {
        await repo.open();
        const first = await anEntry({ conversation, author: 2, seq: 0 });
        const other = await anEntry({ conversation, author: 2, seq: 0, text: 'another' });
        await repo.commit({ self: aSelf(), entries: [first] });
        assert.equal(
          await faultCode(repo.commit({ self: aSelf({ name: 'Half' }), entries: [other] })),
          'storage-failed',
        );
        assert.deepEqual(ids(await repo.page(conversation, null, 10)), ids([first]));
        assert.equal((await (await reopen()).open()).self?.name, 'Amina Yusuf');
      },
    );

    story('pages backwards in reading order: by order, then by id, whoever wrote', async (repo) => {
      await repo.open();
      const entries: StoredEntry[] = [];
      for (let seq = 0; seq < 6; seq++) {
        for (const author of [2, 3])
          entries.push(await anEntry({ conversation, author, seq, orderMs: 1000 + (seq >> 1) }));
      }
      const elsewhere = await anEntry({
        conversation: aConversationId(21),
        author: 2,
        seq: 0,
        orderMs: 1001,
      });
      await repo.commit({ self: aSelf(), entries: [...entries, elsewhere] });
      const sorted = [...entries].sort(
        (a, b) => a.entry.orderMs - b.entry.orderMs || (a.entry.id < b.entry.id ? -1 : 1),
      );
      const read: StoredEntry[] = [];
      for (;;) {
        const oldest = read[0]?.entry;
        const page = await repo.page(
          conversation,
          oldest ? { orderMs: oldest.orderMs, id: oldest.id } : null,
          5,
        );
        read.unshift(...page);
        if (page.length < 5) break;
      }
      assert.deepEqual(ids(read), ids(sorted));
      assert.deepEqual(await repo.page(conversation, null, 0), []);
      assert.deepEqual(await repo.page(aConversationId(99), null, 5), []);
    });

    story('gives no place among the messages to what is said about them', async (repo, reopen) => {
      await repo.open();
      const { log, edit, note, bodiless } = await aTalk();
      await repo.commit({ self: aSelf(), entries: [...log, edit, note, bodiless] });
      assert.deepEqual(ids(await repo.page(conversation, null, 10)), ids(log));
      assert.deepEqual(ids(await repo.page(conversation, null, 2)), ids(log.slice(1)));
      const run = await repo.run(conversation, aDevice(3), 0, 10);
      assert.deepEqual(ids(run), ids([edit, note, bodiless]));
      assert.equal((await (await reopen()).open()).health, 'whole');
    });

    story('finds what is said about a message, whenever it was said', async (repo, reopen) => {
      await repo.open();
      const { log, edit, note, bodiless } = await aTalk();
      await repo.commit({ self: aSelf(), entries: [note] }); // before the message it is about
      await repo.commit({ entries: [...log, edit, { ...bodiless, body: null }] });
      const about = async (...targets: readonly StoredEntry[]) =>
        ids(await repo.about(conversation, ids(targets))).toSorted();
      assert.deepEqual(await about(log[0]!), ids([edit, note]).toSorted());
      assert.deepEqual(await about(log[1]!, log[2]!, edit), []);
      assert.deepEqual(await about(), []);
      assert.deepEqual(await repo.about(aConversationId(21), ids(log)), []);
      await repo.commit({ entries: [bodiless] }); // now with its body
      assert.deepEqual(await about(log[1]!, log[0]!), ids([edit, note, bodiless]).toSorted());
      assert.equal((await (await reopen()).open()).health, 'whole');
    });

    story('finds what says something again by every id under which it was said', async (repo, reopen) => {
      await repo.open();
      const { log, edit } = await aTalk();
      const [first, second, third] = ids(log) as [EntryId, EntryId, EntryId];
      const again = [first, second];
      const copy = await anEntry({
        conversation,
        author: 4,
        seq: 0,
        says: { kind: KIND.text, ...plainText('message 0'), again },
      });
      const noted = await anEntry({
        conversation,
        author: 4,
        seq: 1,
        says: { kind: KIND.note, target: third, again },
      });
      await repo.commit({ self: aSelf(), entries: [...log, edit, copy, noted] });
      const sorted = (entries: readonly StoredEntry[]) => ids(entries).toSorted();
      const look = async (by: Repo) => {
        assert.deepEqual(sorted(await by.about(conversation, [first])), sorted([copy, edit, noted]));
        assert.deepEqual(sorted(await by.about(conversation, [second, first])), sorted([copy, edit, noted]));
        assert.deepEqual(sorted(await by.about(conversation, [second])), sorted([copy, noted]));
        assert.deepEqual(sorted(await by.about(conversation, [third])), sorted([noted]));
        assert.deepEqual(sorted(await by.page(conversation, null, 10)), sorted([...log, copy]));
      };
      await look(repo);
      const reopened = await reopen();
      assert.equal((await reopened.open()).health, 'whole');
      await look(reopened);
    });

    story('drops annotations with the end of their log', async (repo) => {
      await repo.open();
      const { log, edit, note } = await aTalk();
      await repo.commit({ self: aSelf(), entries: [...log, edit, note] });
      await repo.commit({ drop: [{ conversation, author: aDevice(3), fromSeq: 1 }] });
      assert.deepEqual(ids(await repo.about(conversation, ids(log))), ids([edit]));
    });

    story('finds an entry by its id, in its own conversation', async (repo) => {
      await repo.open();
      const { log, edit } = await aTalk();
      await repo.commit({ self: aSelf(), entries: [...log, edit] });
      assert.deepEqual(plain(await repo.entry(conversation, log[1]!.entry.id)), plain(log[1]));
      assert.deepEqual(plain(await repo.entry(conversation, edit.entry.id)), plain(edit));
      assert.equal(await repo.entry(aConversationId(21), log[1]!.entry.id), null);
      assert.equal(await repo.entry(conversation, aPerson(9) as never), null);
    });

    story('keeps what is starred until it is not', async (repo, reopen) => {
      await repo.open();
      const { log } = await aTalk();
      const [first, second, third] = log as [StoredEntry, StoredEntry, StoredEntry];
      await repo.commit({ self: aSelf(), entries: [first, { ...second, body: null }] });
      const star = ({ entry }: StoredEntry, isStarred: boolean) => ({ entry, isStarred });
      await repo.commit({ stars: [star(first, true), star(second, true), star(third, true)] });
      await repo.commit({ entries: [second] }); // the body comes, and the star stays
      const starred = async () => ids(await repo.stars()).toSorted();
      assert.deepEqual(await starred(), ids([first, second]).toSorted());
      const page = await repo.page(conversation, null, 10);
      assert.deepEqual(plain(page), plain([first, second].map((stored) => ({ ...stored, isStarred: true }))));
      await repo.commit({ stars: [star(first, false), star(first, false)] });
      repo = await reopen();
      assert.equal((await repo.open()).health, 'whole');
      assert.deepEqual(await starred(), ids([second]));
      await repo.commit({
        drop: [{ conversation, author: aDevice(2), fromSeq: 0 }],
        entries: [{ ...third, isStarred: true }],
      });
      assert.deepEqual(await starred(), ids([third]));
    });

    story('runs along one log and stops before a gap', async (repo) => {
      await repo.open();
      const log = await aLog(conversation, 2, 6);
      const other = await aLog(conversation, 3, 6);
      await repo.commit({ self: aSelf(), entries: [...log.filter((_, seq) => seq !== 4), ...other] });
      const run = async (fromSeq: number, limit: number) =>
        ids(await repo.run(conversation, aDevice(2), fromSeq, limit));
      assert.deepEqual(await run(0, 2), ids(log.slice(0, 2)));
      assert.deepEqual(await run(1, 100), ids(log.slice(1, 4)));
      assert.deepEqual(await run(4, 100), []);
      assert.deepEqual(await run(5, Number.MAX_SAFE_INTEGER), ids(log.slice(5)));
      assert.deepEqual(await run(0, 0), []);
    });

    story('drops the end of a log and takes another in the same commit', async (repo, reopen) => {
      await repo.open();
      const log = await aLog(conversation, 2, 4);
      await repo.commit({ self: aSelf(), entries: log });
      const other = await anEntry({ conversation, author: 2, seq: 2, text: 'the other branch' });
      await repo.commit({ drop: [{ conversation, author: aDevice(2), fromSeq: 2 }], entries: [other] });
      assert.deepEqual(ids(await repo.run(conversation, aDevice(2), 0, 10)), ids([log[0]!, log[1]!, other]));
      assert.equal((await (await reopen()).open()).health, 'whole');
    });

    story('keeps a long log as it keeps a short one, however it was committed', async (repo, reopen) => {
      await repo.open();
      const length = 700;
      const log = await aLog(conversation, 2, length);
      const others = await aLog(conversation, 3, 40);
      const heads = [headOf(log), headOf(others)];
      await repo.commit({ self: aSelf(), contacts: [aContact(20)] });
      await repo.commit({ entries: [...log.slice(0, 300), ...others.slice(0, 20)] });
      for (const stored of log.slice(300, 320)) await repo.commit({ entries: [stored] });
      await repo.commit({ entries: log.slice(310, 330) }); // some of it is there
      await repo.commit({ entries: [...others.slice(20), ...log.slice(330)] });
      await repo.commit({ conversations: [aConversation(20, { heads })] });
      const run = async (from: number, limit: number) =>
        ids(await repo.run(conversation, aDevice(2), from, limit));
      const isLike = async () => {
        for (const [from, limit] of [
          [0, 10],
          [299, 2],
          [127, 2],
          [128, 500],
          [315, 1],
          [600, 1000],
          [699, 1],
          [700, 1],
        ] as const)
          assert.deepEqual(
            await run(from, limit),
            ids(log.slice(from, from + limit)),
            `${limit} from ${from}`,
          );
        for (const [from, limit] of [
          [0, 10],
          [127, 2],
          [315, 300],
          [699, 1],
          [700, 1],
        ] as const) {
          const kept = await repo.kept(conversation, aDevice(2), from, limit);
          assert.deepEqual(kept, log.slice(from, from + kept.length).map(keptOf));
          assert.ok(kept.length >= Math.min(limit, length - from), `${limit} kept from ${from}`);
        }
        assert.deepEqual(plain(await repo.run(conversation, aDevice(2), 0, 1000)), plain(log));
        const sorted = [...log, ...others].sort(
          (a, b) => a.entry.orderMs - b.entry.orderMs || (a.entry.id < b.entry.id ? -1 : 1),
        );
        const read: StoredEntry[] = [];
        for (;;) {
          const page = await repo.page(conversation, read[0]?.entry ?? null, 90);
          read.unshift(...page);
          if (page.length < 90) break;
        }
        assert.deepEqual(ids(read), ids(sorted));
        for (const seq of [0, 127, 128, 311, 699])
          assert.deepEqual(plain(await repo.entry(conversation, log[seq]!.entry.id)), plain(log[seq]));
      };
      await isLike();
      repo = await reopen();
      assert.equal((await repo.open()).health, 'whole');
      await isLike();
    });

    story(
      'finds in a long log what is starred, what is said about others, and what came without a body',
      async (repo, reopen) => {
        await repo.open();
        const [target, other] = (await aLog(conversation, 2, 2)) as [StoredEntry, StoredEntry];
        const says = (seq: number): MessageBody => ({
          kind: KIND.note,
          target: seq % 2 ? target.entry.id : other.entry.id,
        });
        const log = await Promise.all(
          Array.from({ length: 200 }, (_, seq) =>
            seq % 3 === 0
              ? anEntry({ conversation, author: 3, seq, says: says(seq) })
              : anEntry({ conversation, author: 3, seq }),
          ),
        );
        const bodiless = log.map((stored, seq) =>
          seq === 33 || seq === 34 ? { ...stored, body: null } : stored,
        );
        const vouched = bodiless.map((stored, seq) =>
          seq % 5 === 0 ? { ...stored, isVouched: true as const } : stored,
        );
        await repo.commit({ self: aSelf(), entries: [target, other, ...vouched] });
        const about = async (stored: StoredEntry) =>
          ids(await repo.about(conversation, [stored.entry.id])).toSorted();
        const isAbout = (stored: StoredEntry, seq: number) =>
          seq % 3 === 0 && (seq % 2 === 1) === (stored === target);
        const expected = (stored: StoredEntry, ...missing: number[]) =>
          ids(log.filter((_, seq) => isAbout(stored, seq) && !missing.includes(seq))).toSorted();
        assert.deepEqual(await about(target), expected(target, 33));
        assert.deepEqual(await about(other), expected(other));
        await repo.commit({ entries: [log[33]!, log[34]!] });
        assert.deepEqual(await about(target), expected(target));
        const star = (seq: number, isStarred: boolean) => ({ entry: log[seq]!.entry, isStarred });
        await repo.commit({ stars: [star(1, true), star(2, true), star(150, true), star(2, false)] });
        assert.deepEqual(ids(await repo.stars()).toSorted(), ids([log[1]!, log[150]!]).toSorted());
        const [first] = await repo.run(conversation, aDevice(3), 1, 1);
        assert.equal(first?.isStarred, true);
        await repo.commit({ drop: [{ conversation, author: aDevice(3), fromSeq: 101 }] });
        assert.deepEqual(ids(await repo.stars()), ids([log[1]!]));
        const left = await repo.run(conversation, aDevice(3), 0, 1000);
        assert.deepEqual(ids(left), ids(log.slice(0, 101)));
        assert.deepEqual(
          left.map(({ isVouched }) => isVouched === true),
          left.map((_, seq) => seq % 5 === 0),
        );
        assert.deepEqual(plain(left[34]!.body), plain(log[34]!.body));
        assert.equal((await (await reopen()).open()).health, 'whole');
      },
    );

    story('keeps the last of many drafts, and a long one whole', async (repo, reopen) => {
      await repo.open();
      await repo.commit({ self: aSelf() });
      const long = 'پاکستان '.repeat(40_000);
      await Promise.all([
        repo.saveDraft(conversation, aDraft('a')),
        repo.saveDraft(aConversationId(21), aDraft(long)),
        repo.saveDraft(conversation, aDraft('ab')),
        repo.saveDraft(conversation, aDraft('abc')),
      ]);
      const { drafts } = await (await reopen()).open();
      assert.equal(drafts.get(conversation)?.text, 'abc');
      assert.ok(drafts.get(aConversationId(21))?.text === long);
    });

    story(
      'keeps what goes with a draft without a text, and nothing where there is neither',
      async (repo, reopen) => {
        await repo.open();
        await repo.commit({ self: aSelf() });
        const [log] = await aLog(conversation, 2, 1);
        await repo.saveDraft(conversation, aDraft('', { reply: log!.entry.id }));
        await repo.saveDraft(aConversationId(21), aDraft('', { isUrgent: true }));
        await repo.saveDraft(aConversationId(21), NO_DRAFT);
        const { drafts } = await (await reopen()).open();
        assert.deepEqual([...drafts], [[conversation, aDraft('', { reply: log!.entry.id })]]);
      },
    );

    story('keeps drafts and commits in the order they were asked for', async (repo, reopen) => {
      await repo.open();
      await repo.commit({ self: aSelf() });
      void repo.saveDraft(conversation, aDraft('old'));
      void repo.commit({ drafts: [{ conversation, draft: NO_DRAFT }] });
      void repo.saveDraft(conversation, aDraft('new'));
      void repo.saveDraft(aConversationId(21), aDraft('sent'));
      void repo.commit({ drafts: [{ conversation: aConversationId(21), draft: NO_DRAFT }] });
      assert.deepEqual([...(await (await reopen()).open()).drafts], [[conversation, aDraft('new')]]);
    });

    story('finishes what is being written before it closes', async (repo, reopen) => {
      await repo.open();
      void repo.commit({ self: aSelf({ name: 'first' }) });
      void repo.commit({ self: aSelf({ name: 'second' }) });
      assert.equal((await (await reopen()).open()).self?.name, 'second');
    });

    story('forgets everything when it is erased, and that it was there', async (repo, reopen) => {
      await repo.open();
      await repo.commit({ self: aSelf(), contacts: [aContact(2)], entries: await aLog(conversation, 2, 1) });
      await repo.erase();
      const { health, self, contacts } = await repo.open();
      assert.deepEqual([health, self, contacts], ['new', null, []]);
      assert.deepEqual(await repo.page(conversation, null, 10), []);
      await repo.commit({ self: aSelf({ name: 'Anew' }) });
      const again = await (await reopen()).open();
      assert.deepEqual([again.health, again.self?.name], ['whole', 'Anew']);
    });
  });
}

/** The same value without classes, so that bytes compare by their content. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => (item instanceof Uint8Array ? `hex ${hex(item)}` : item)),
  );

const byName = (contacts: readonly { readonly name: string }[]) =>
  plain([...contacts].sort((a, b) => (a.name < b.name ? -1 : 1)));
