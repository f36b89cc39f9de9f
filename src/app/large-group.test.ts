import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Device } from '../../test/sim/device.js';
import { Town } from '../../test/support/town.js';
import { receiptPaceMs } from '../domain/receipts.js';
import type { ConversationId } from '../protocol/ids.js';
import { MAX_NEIGHBOURS } from '../protocol/limits.js';
import type { MessageView } from './conversation-views.js';

/** Too many for all to be linked with all. */
const MEMBERS = MAX_NEIGHBOURS + 3;
const PACE_MS = receiptPaceMs(MEMBERS);

describe('a group in which not all are linked with all', () => {
  let town: Town;
  let people: Device[];
  let id: ConversationId;

  const view = (device: Device) => device.beep!.conversation(id)!.view.value;
  const own = (device: Device): MessageView => view(device).messages.findLast((message) => message.own)!;
  const says = async (device: Device, text: string): Promise<void> => {
    const conversation = town.conversationBy(device, id);
    void conversation.setDraft(text);
    assert.ok((await town.done(conversation.send())).ok);
  };
  const linksOf = (device: Device): number =>
    view(device).group!.members.filter(({ online }) => online).length;

  before(async () => {
    town = new Town();
    people = [];
    for (let i = 0; i < MEMBERS; i++) people.push(await town.person(`Person ${i}`));
    const [maker, ...others] = people;
    for (const other of others) await town.meet(maker!, other);
    const made = await town.done(
      maker!.beep!.createGroup({
        type: 'group',
        name: 'Budget',
        history: 'all',
        members: others.map(({ person }) => person!),
      }),
    );
    assert.ok(made.ok);
    id = made.value;
    const isIn = (one: Device) => one.beep?.conversation(id)?.view.value.group?.members.length === MEMBERS;
    await town.until('all to be in it', () => others.every(isIn));
  });

  it('says to the writer who holds and who has read a message, though most of them are linked with others', async () => {
    const writer = people.at(-1)!;
    await town.until('links', () => linksOf(writer) > 4);
    assert.ok(linksOf(writer) < MEMBERS); // it is large
    await says(writer, 'to all');
    await town.until('it to be delivered', () => own(writer).state === 'delivered');
    for (const other of people.slice(0, -1)) town.conversationBy(other, id).setShown(true);
    await town.until('it to be read', () => own(writer).state === 'read');
  });

  it('says it of a device that was ended before its turn, once it is back', async () => {
    const writer = people.at(-1)!;
    await town.pass(2 * PACE_MS);
    await says(writer, 'one more');
    const [ended] = people;
    await town.until('it to come', () => view(ended!).messages.at(-1)!.text === 'one more');
    ended!.kill();
    await town.pass(20 * PACE_MS);
    await town.comesBack(ended!);
    await town.until('it to be delivered', () => own(writer).state !== 'saved');
  });

  it('says who knows of a removal to who removed them, and nothing to others', async () => {
    const [maker, other, gone] = people;
    const removal = (device: Device) => {
      const events = view(device).group!.events.flatMap(({ what }) =>
        what.kind === 'removed' ? [what] : [],
      );
      return events[0];
    };
    assert.ok((await town.done(maker!.beep!.conversation(id)!.groupVerbs.remove(gone!.person!))).ok);
    await town.until('all to know', () => removal(maker!)?.knownTo === MEMBERS - 1);
    await town.until('the other to know', () => removal(other!) !== undefined);
    assert.equal(removal(other!)!.knownTo, null);
  });
});
