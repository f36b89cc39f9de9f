import { assert } from '@open-wc/testing';
import { aPerson, conversationId, FakeBeep, personId } from '../../../test/support/fake-beep.js';
import { anEntry, aPost, FakeOfficial } from '../../../test/support/fake-official.js';
import {
  all,
  field,
  focused,
  named,
  one,
  press,
  says,
  settled,
  show,
  type,
} from '../../../test/support/screen.js';
import type { DirectoryEntry } from '../../app/official-views.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { departmentHref, readDepartment } from './department-address.js';
import './beep-directory.js';
import '../people/beep-contacts.js';
import '../people/beep-new-chat.js';

const LABEL = 'Search by name, title, department or post';

function office(entries: readonly DirectoryEntry[] = [anEntry(personId(1))], asOfMs = Date.now()) {
  const [beep, official] = [new FakeBeep(), new FakeOfficial()];
  official.directory.have(entries, asOfMs);
  official.directory.conversation = conversationId(1);
  beep.official.update(() => official);
  return { beep, official, directory: official.directory };
}

const shown = (beep: FakeBeep, address = '', width = 1000) =>
  show('beep-directory', { beep, self: FakeBeep.self(), address }, { width });

const BUDGET = departmentHref(['Finance Division', 'Budget Wing', 'Budget-II']).replace('#/directory/', '');

afterEach(() => void (location.hash = ''));

describe('<beep-directory>', () => {
  it('finds people as one types, says how many, and writes to them', async () => {
    const { beep, directory } = office([
      anEntry(personId(1)),
      anEntry(personId(2), { name: 'Danish Raza', urduName: '' }),
    ]);
    const page = await shown(beep);
    type(field(page, LABEL), 'ayesha');
    await settled(page);
    assert.equal(says(one(page, '[role=status]')), 'Found: 1 person');
    const [row] = all(one(page, 'ul[aria-label="People found"]')!, 'li');
    assert.match(
      says(row!),
      /Ayesha Siddiqui , عائشہ صدیقی Section Officer · BS-17 SO Budget-II Finance Division › , Budget Wing › , Budget-II/,
    );
    await assert.isAccessible(page);
    named(row!, 'Write').click();
    await settled(page);
    assert.deepEqual(directory.written, [personId(1)]);
    assert.equal(location.hash, `#/chat/${conversationId(1)}`);
    type(field(page, LABEL), 'nobody at all');
    await settled(page);
    assert.equal(says(one(page, '[role=status]')), 'Nobody of that name, title, department or post.');
  });

  it('shows fifty, and more when asked', async () => {
    const many = Array.from({ length: 120 }, (_, i) => anEntry(personId(i), { name: `Ali ${i}` }));
    const { beep } = office(many);
    const page = await shown(beep);
    type(field(page, LABEL), 'ali');
    await settled(page);
    assert.lengthOf(all(page, '.list li'), 50);
    assert.include(says(one(page, '[role=status]')), 'The first 50 are shown.');
    named(page, 'Show more').click();
    await settled(page);
    assert.lengthOf(all(page, '.list li'), 100);
    named(page, 'Show more').click();
    await settled(page);
    assert.lengthOf(all(page, '.list li'), 120);
    assert.isFalse(all(page, 'button').some((button) => says(button) === 'Show more'));
    type(field(page, LABEL), 'ali 1');
    await settled(page);
    assert.isAtMost(all(page, '.list li').length, 50);
  });

  it('goes from one to the next by the arrow keys, and to the first by Enter', async () => {
    const { beep } = office([anEntry(personId(1)), anEntry(personId(2), { name: 'Danish Raza' })]);
    const page = await shown(beep);
    const box = field(page, LABEL);
    type(box, 'section');
    await settled(page);
    box.focus();
    assert.isFalse(press(box, 'ArrowDown'));
    assert.equal(says(focused()), 'Write Write to Ayesha Siddiqui');
    press(focused()!, 'ArrowDown');
    assert.equal(says(focused()), 'Write Write to Danish Raza');
    press(focused()!, 'ArrowDown');
    assert.equal(says(focused()), 'Write Write to Danish Raza');
    press(focused()!, 'ArrowUp');
    press(focused()!, 'ArrowUp');
    assert.isTrue(focused() === box);
    press(box, 'Enter');
    assert.equal(says(focused()), 'Write Write to Ayesha Siddiqui');
    assert.isTrue(press(focused()!, 'Enter'), 'the button does what it does at Enter');
  });

  it('leads from department to part, and back up', async () => {
    const { beep } = office([
      anEntry(personId(1)),
      anEntry(personId(2), { department: ['Interior Division'], urduDepartment: ['داخلہ ڈویژن'] }),
    ]);
    const page = await shown(beep);
    const parts = all(page, '.parts a');
    assert.deepEqual(parts.map(says), [
      'Finance Division , فنانس ڈویژن , 1 person',
      'Interior Division , داخلہ ڈویژن , 1 person',
    ]);
    assert.equal(parts[0]!.getAttribute('href'), '#/directory/Finance%20Division');
    await assert.isAccessible(page);
    page.address = BUDGET;
    await settled(page);
    assert.equal(says(one(page, '[aria-current=page]')), 'Budget-II');
    assert.equal(
      named(page, 'Budget Wing', 'a').getAttribute('href'),
      '#/directory/Finance%20Division/Budget%20Wing',
    );
    assert.include(says(one(page, 'ul[aria-label=People]')), 'Ayesha Siddiqui');
    await assert.isAccessible(page);
    page.address = 'Nowhere';
    await settled(page);
    assert.include(says(page), 'There is no such department in the directory.');
  });

  it('reads every department that it writes, and takes what is none for the whole office', () => {
    for (const department of [[], ['Finance'], ['A/B', '100 %', 'ڈویژن #1']])
      assert.deepEqual(
        readDepartment(departmentHref(department).replace(/^#\/directory\/?/, '')),
        department,
      );
    assert.deepEqual(readDepartment('%E0%A4%A'), []);
  });

  it('says in words what is wrong with a badge, and offers no chat by one that was revoked, nor with oneself', async () => {
    const { beep } = office([
      anEntry(personId(1), { standing: { kind: 'expired' }, untilMs: Date.UTC(2026, 8, 30) }),
      anEntry(personId(2), { name: 'Farah', standing: { kind: 'revoked', fromMs: Date.UTC(2026, 9, 20) } }),
      anEntry(personId(9), { name: 'Bilal' }),
    ]);
    const page = await shown(beep, BUDGET);
    const [expired, revoked, own] = all(page, '.list li');
    assert.include(says(expired!), 'Badge ended on 30 September 2026');
    assert.lengthOf(all(expired!, 'button'), 1);
    assert.include(says(revoked!), 'Badge revoked on 20 October 2026');
    assert.lengthOf(all(revoked!, 'button'), 0);
    assert.lengthOf(all(own!, 'button'), 0);
    assert.match(says(own!), /You$/);
    await assert.isAccessible(page);
  });

  it('writes to whoever holds a post, and says why where nobody can be written to', async () => {
    const { beep, directory, official } = office();
    directory.postList = [
      aPost(1, { holder: aPerson(1, 'Ayesha Siddiqui') }),
      aPost(2, { name: 'SO Budget-III' }),
      aPost(3, { name: 'SO Budget-IV', holder: aPerson(2, 'Danish'), isDisputed: true }),
    ];
    const page = await shown(beep);
    type(field(page, LABEL), 'so budget');
    await settled(page);
    const rows = all(one(page, 'ul[aria-label=Posts]')!, 'li');
    assert.include(says(rows[0]!), 'Held by Ayesha Siddiqui');
    assert.include(says(rows[1]!), 'Nobody holds this post now.');
    assert.include(says(rows[2]!), 'Two registrars name different holders.');
    const buttons = rows.map((row) => one(row, 'button') as HTMLButtonElement);
    assert.deepEqual(buttons.map(({ disabled }) => disabled), [false, true, true]); // prettier-ignore
    await assert.isAccessible(page);
    official.posts.conversation = { ok: true, value: conversationId(2) };
    buttons[0]!.click();
    await settled(page);
    assert.deepEqual(official.posts.asked, [['write', directory.postList[0]!.post]]);
    assert.equal(location.hash, `#/chat/${conversationId(2)}`);
  });

  it('says what went wrong', async () => {
    const { beep, directory } = office();
    directory.conversation = null;
    const page = await shown(beep, BUDGET);
    named(page, 'Write').click();
    await settled(page);
    assert.isNotNull(one(page, '[role=alert][data-kind=member-unknown]'));
  });

  it('says how old it is, that a newer one is due, and how far it is read', async () => {
    const day = Date.UTC(2026, 9, 1, 12);
    const { beep, directory } = office([anEntry(personId(1))], day);
    const page = await shown(beep);
    assert.include(says(one(page, '.age')), '1 person. As of 1 October 2026.');
    assert.include(says(one(page, '.due')), 'A newer one was due on 2 October 2026.');
    directory.open = () => {};
    directory.have([anEntry(personId(1))]);
    await settled(page);
    assert.include(says(one(page, '.age')), 'The directory is being read: 1 person so far.');
    assert.isNull(one(page, '.due'));
  });

  it('says that there is none', async () => {
    const page = await shown(new FakeBeep());
    assert.include(says(page), 'No directory on this device');
    await assert.isAccessible(page);
  });

  it('fits a phone from right to left', async () => {
    const { beep } = office([
      anEntry(personId(1), { title: 'Deputy Secretary (Expenditure and Development)' }),
    ]);
    document.documentElement.dir = 'rtl';
    const page = await shown(beep, BUDGET, 320);
    assert.isAtMost(page.scrollWidth, 320);
    document.documentElement.dir = 'ltr';
  });
});

describe('the way to the directory', () => {
  it('is among the contacts and in a new chat, where there is one', async () => {
    for (const shown of [
      (beep: FakeBeep) => show('beep-contacts', { beep }),
      (beep: FakeBeep) => show('beep-new-chat', { beep, facts: new FakeFacts() }),
    ]) {
      const { beep } = office();
      const element = await shown(beep);
      assert.equal(named(element, 'Directory', 'a').getAttribute('href'), '#/directory');
      beep.official.update(() => null);
      await settled(element);
      assert.isFalse(all(element, 'a').some((link) => says(link) === 'Directory'));
    }
  });
});
