import { assert } from '@open-wc/testing';
import { openDB } from 'idb';
import { withStore } from '../../../test/contract/idb-store.js';
import {
  aContact,
  aConversation,
  aConversationId,
  aDraft,
  anEntry,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import { idBytes } from '../../protocol/ids.js';
import type { BeepSchema } from './database.js';

const CANARY = 'canary کبوتر 7f3a';

describe('what lies on disk', () => {
  it('holds no word, name, person or conversation in clear, in values or in keys', () =>
    withStore(async ({ name, repo }) => {
      const conversation = aConversationId(20);
      const contact = aContact(20, { name: CANARY });
      const entry = await anEntry({ conversation, author: 20, seq: 0, text: CANARY });
      await repo.open();
      await repo.commit({
        self: aSelf({ name: CANARY }),
        contacts: [contact],
        conversations: [
          aConversation(20, {
            heads: [headOf([entry])],
            latest: {
              id: entry.entry.id,
              kind: 'text',
              text: CANARY,
              sentAtMs: 1,
              orderMs: 1,
              own: false,
              person: contact.person,
            },
          }),
        ],
        entries: [entry],
        drafts: [
          { conversation, draft: aDraft(CANARY, { edit: { message: entry.entry.id, text: CANARY } }) },
        ],
      });
      await repo.saveDraft(aConversationId(21), aDraft(CANARY));

      const db = await openDB<BeepSchema>(name);
      const found: unknown[] = [localStorage.getItem(`${name}.sentinel`)];
      for (const store of db.objectStoreNames) found.push(await db.getAllKeys(store), await db.getAll(store));
      db.close();
      const disk = bytesOf(found);
      assert.isAbove(disk.length, 1000, 'there is something to search');

      const utf8 = new TextEncoder().encode(CANARY);
      const utf16 = new Uint8Array(Uint16Array.from(CANARY, (char) => char.charCodeAt(0)).buffer);
      for (const [what, secret] of [
        ['a word in UTF-8', utf8],
        ['a word in UTF-16', utf16],
        ['a person', idBytes(contact.person)],
        ['a device', idBytes(entry.entry.author)],
        ['a conversation', idBytes(conversation)],
        ['a person in hex', new TextEncoder().encode(contact.person)],
        ['a signed entry', entry.entry.bytes.slice(0, 40)],
      ] as const) {
        assert.isFalse(latin1(disk).includes(latin1(secret)), what);
      }
      assert.isTrue(latin1(disk).includes(latin1(idBytes(entry.entry.id))), 'the search finds what is there');
    }));
});

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Every byte and character in a structure, one after the other. */
function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof CryptoKey) {
    assert.isFalse(value.extractable);
    return new Uint8Array();
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).flatMap(([key, item]) => [bytesOf(key), bytesOf(item)]);
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }
  return new TextEncoder().encode(String(value));
}
