import { assert } from '@open-wc/testing';
import { aConversation, aGroup, FakeBeep } from '../../../test/support/fake-beep.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-contacts.js';
import './beep-opened-link.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { linkOf } from '../../../test/support/fake-beep.js';

describe('<beep-contacts>', () => {
  it('lists everybody by name, and says in words who can be reached', async () => {
    const beep = new FakeBeep();
    beep.have(aConversation(1, { name: 'Zainab', standing: 'away' }));
    beep.have(aConversation(2, { name: 'Ayesha', standing: 'linked' }));
    const page = await show('beep-contacts', { beep });
    const rows = all(one(page, 'ul[aria-label=Contacts]')!, 'a').map(says);
    assert.match(rows[0]!, /Ayesha : Linked now$/);
    assert.match(rows[1]!, /Zainab : Away: messages wait until you are both online$/);
    await assert.isAccessible(page);
  });

  it('lists people alone, and leads to the blocked ones if there are any', async () => {
    const beep = new FakeBeep();
    beep.have(aConversation(1, { name: 'Ayesha' }));
    beep.have(aConversation(2, { group: aGroup() }));
    beep.have(aConversation(3, { name: 'Stranger', isRequest: true }));
    const page = await show('beep-contacts', { beep });
    assert.lengthOf(all(one(page, 'ul[aria-label=Contacts]')!, 'a'), 1);
    assert.notInclude(says(page), 'Blocked');
    beep.have(aConversation(4, { name: 'Nuisance', isBlocked: true }));
    await settled(page);
    assert.lengthOf(all(one(page, 'ul[aria-label=Contacts]')!, 'a'), 1);
    assert.equal(named(page, 'Blocked (1)', 'a').getAttribute('href'), '#/blocked');
  });

  it('sets every name from the side where the page begins', async () => {
    const beep = new FakeBeep();
    beep.have(aConversation(1, { name: 'محمد عثمان' }));
    const page = await show('beep-contacts', { beep });
    const edges = () => {
      const [name, line] = ['.name bdi', '.name'].map((each) => one(page, each)!.getBoundingClientRect());
      return { left: name!.left - line!.left, right: line!.right - name!.right };
    };
    assert.closeTo(edges().left, 0, 1);
    assert.isAbove(edges().right, 100);
    document.documentElement.dir = 'rtl';
    assert.closeTo(edges().right, 0, 1);
    document.documentElement.dir = 'ltr';
  });

  it('teaches the next step when there is nobody, and asks for it', async () => {
    const page = await show('beep-contacts', { beep: new FakeBeep() });
    let asked = 0;
    page.addEventListener('new-chat', () => asked++);
    assert.include(says(page), 'No contacts yet');
    named(page, 'Add a contact').click();
    assert.equal(asked, 1);
    await assert.isAccessible(page);
  });
});

describe('<beep-opened-link>', () => {
  it('shows whose card was opened, with the way to add it and the way out', async () => {
    const page = await show('beep-opened-link', {
      beep: new FakeBeep(),
      facts: new FakeFacts(),
      link: linkOf('Zainab'),
    });
    await settled(page);
    assert.equal(says(one(page, 'h1')), 'Add a contact');
    assert.include(says(page), 'This is the card of Zainab');
    assert.equal(named(page, 'Not now', 'a').getAttribute('href'), '#/');
    await assert.isAccessible(page);
  });

  it('says at once what is wrong with a mangled one', async () => {
    const link = 'https://beep.test/#/add/';
    const page = await show('beep-opened-link', { beep: new FakeBeep(), facts: new FakeFacts(), link });
    await settled(page);
    assert.isNotNull(one(page, '[role=alert][data-kind=link-damaged]'));
  });
});
