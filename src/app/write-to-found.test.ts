import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aRow, someone } from '../../test/support/held-directories.js';
import { alonePorts } from '../../test/support/lone-ports.js';
import type { ContactRecord } from './records.js';
import { Messenger } from './messenger.js';

async function begun() {
  const ports = await alonePorts();
  const silent = () => {};
  const created = await Messenger.make('Amina', undefined, ports, {
    onSelf: silent,
    onPreferences: silent,
    onOfficial: silent,
    onConversations: silent,
    onPeople: silent,
    onConnection: silent,
    onAlert: silent,
    onEnded: silent,
  });
  assert.ok(created.ok);
  return { messenger: created.value, ports };
}

const ROW = aRow(7, { name: 'Ayesha Siddiqui' });

describe('writing to somebody whom a directory names', () => {
  it('makes a contact of them and a conversation, on disk, by the keys of the row', async () => {
    const { messenger, ports } = await begun();
    const written = await messenger.writeToFound(ROW);
    assert.ok(written.ok);
    assert.equal(written.value, messenger.conversations.directId(ROW.person));
    assert.equal(messenger.conversation(written.value)?.view.value.name, 'Ayesha Siddiqui');
    const { contacts, conversations } = await ports.repo.open();
    const [contact] = contacts;
    assert.equal(contact?.person, ROW.person);
    assert.equal(contact.device, ROW.device);
    assert.deepEqual(contact.rendezvous, ROW.rendezvous);
    assert.equal(contact.tie, 'contact');
    assert.equal(contact.intro, null);
    assert.deepEqual(
      conversations.map(({ id, shelf }) => [id, shelf]),
      [[written.value, 'chats']],
    );
  });

  it('takes a newer row for one that led nowhere, and leaves the conversation as it is', async () => {
    const { messenger, ports } = await begun();
    await messenger.writeToFound(ROW);
    const newer = { ...aRow(8, { name: 'A. Siddiqui' }), person: ROW.person };
    const written = await messenger.writeToFound(newer);
    assert.ok(written.ok);
    const { contacts, conversations } = await ports.repo.open();
    assert.deepEqual(
      contacts.map(({ device, name }) => [device, name]),
      [[newer.device, 'A. Siddiqui']],
    );
    assert.equal(conversations.length, 1);
  });

  it('leaves alone what is known of somebody who was met, and only opens the conversation', async () => {
    const { messenger, ports } = await begun();
    await messenger.writeToFound(ROW);
    const { contacts } = await ports.repo.open();
    const met: ContactRecord = { ...contacts[0]!, name: 'Ayesha', manifest: new Uint8Array([1]) };
    messenger.office.contacts.put([met]);
    const written = await messenger.writeToFound(aRow(7, { name: 'Somebody Else' }));
    assert.ok(written.ok);
    assert.equal(messenger.office.contacts.all.value.get(ROW.person)?.name, 'Ayesha');
  });

  it('is not done with oneself', async () => {
    const { messenger } = await begun();
    const own = { ...ROW, person: messenger.identity.person };
    assert.deepEqual(await messenger.writeToFound(own), { ok: false, error: 'not-in-directory' });
    assert.equal(messenger.office.contacts.all.value.get(someone(7)), undefined);
  });
});
