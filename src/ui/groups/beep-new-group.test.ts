import { assert, waitUntil } from '@open-wc/testing';
import { fail } from '../../protocol/result.js';
import { aPerson, conversationId, FakeBeep, personId } from '../../../test/support/fake-beep.js';
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
import './beep-new-group.js';

/** The check box of somebody: their letter stands before the name, for eyes alone. */
const box = (page: Element, name: string) => field(page, `${[...name][0]} ${name}`);

const NAMES = [
  'Ayesha Khan',
  'Danish Raza',
  'محمد عثمان',
  'Farah',
  'Ghulam',
  'Hina',
  'Imran',
  'Imran',
  'Javed',
];

async function mount({ names = NAMES, kind = 'group' as 'group' | 'channel' } = {}) {
  const beep = new FakeBeep();
  beep.people.update(() => names.map((name, i) => aPerson(i + 1, name)));
  const page = await show('beep-new-group', { beep, type: kind });
  await settled(page);
  const check = async (name: string) => {
    box(page, name).click();
    await settled(page);
  };
  const create = async () => {
    named(page, kind === 'channel' ? 'Create channel' : 'Create group').click();
    await settled(page);
  };
  return { beep, page, check, create };
}

describe('<beep-new-group>', () => {
  afterEach(() => history.replaceState(null, '', '#'));

  it('makes a group of those who were chosen, and opens it', async () => {
    const { beep, page, check, create } = await mount();
    type(field(page, 'Name of the group'), '  Budget Section ');
    await check('Ayesha Khan');
    await check('محمد عثمان');
    field(page, 'Newcomers see what is written from when they join').click();
    await create();
    await waitUntil(() => location.hash !== '#' && location.hash !== '');
    assert.deepEqual(beep.created, [
      { type: 'group', name: 'Budget Section', history: 'from-joining', members: [personId(1), personId(3)] },
    ]);
    assert.equal(location.hash, `#/chat/${conversationId(60)}`);
  });

  it('makes a channel, or a group after all', async () => {
    const { beep, page, check, create } = await mount({ kind: 'channel' });
    assert.equal(says(one(page, 'h1')), 'New channel');
    assert.isTrue(field(page, 'Channel: admins write, everybody reads').checked);
    type(field(page, 'Name of the channel'), 'Circulars');
    await check('Hina');
    await create();
    assert.equal(beep.created[0]?.type, 'channel');
    field(page, 'Group: everybody writes').click();
    await settled(page);
    assert.equal(says(one(page, 'h1')), 'New group');
  });

  it('says how many are chosen and who, and takes them out again', async () => {
    const { page, check } = await mount();
    assert.include(says(one(page, 'beep-people-picker')), '0 chosen');
    await check('Ayesha Khan');
    await check('Hina');
    assert.include(says(one(page, 'beep-people-picker')), '2 chosen');
    named(page, 'Take out Ayesha Khan').click();
    await settled(page);
    assert.include(says(one(page, 'beep-people-picker')), '1 chosen');
    assert.isFalse(box(page, 'Ayesha Khan').checked);
    assert.equal(says(one(page, 'ul[aria-label=Chosen]')), 'Take out Hina');
  });

  it('finds people by any part of the name, and Enter takes the only one', async () => {
    const { beep, page } = await mount();
    const shown = () => all(one(page, 'ul[aria-label=People]')!, 'input').length;
    const search = field(page, 'Search people');
    type(search, 'IM');
    await settled(page);
    assert.equal(shown(), 2, 'both Imrans');
    assert.isFalse(press(search, 'Enter'));
    await settled(page);
    assert.include(says(page), '0 chosen');
    type(search, 'khan aye');
    await settled(page);
    assert.equal(shown(), 1);
    press(search, 'Enter');
    await settled(page);
    assert.include(says(page), '1 chosen');
    assert.equal(search.value, '');
    type(search, 'nobody at all');
    await settled(page);
    assert.include(says(page), 'Nobody of that name among your contacts.');
    assert.isEmpty(beep.created);
  });

  it('tells two of one name apart', async () => {
    const { page } = await mount();
    const imrans = all(one(page, 'ul[aria-label=People]')!, 'label')
      .map(says)
      .filter((words) => words.includes('Imran'));
    assert.lengthOf(new Set(imrans), 2);
  });

  it('says at the field that there is no name, and goes there', async () => {
    const { beep, page, create } = await mount();
    await create();
    assert.include(says(one(page, '.field [role=alert][data-kind=name-empty]')), 'There is no name yet.');
    assert.isTrue(focused() === field(page, 'Name of the group'));
    assert.equal(field(page, 'Name of the group').getAttribute('aria-invalid'), 'true');
    assert.isEmpty(beep.created);
  });

  it('says that nobody was chosen, and goes there', async () => {
    const { beep, page, create } = await mount();
    type(field(page, 'Name of the group'), 'Budget');
    await create();
    assert.include(
      says(one(page, 'beep-people-picker [role=alert], #nobody')),
      'Choose at least one person.',
    );
    assert.isTrue(focused() === field(page, 'Search people'));
    assert.isEmpty(beep.created);
  });

  it('says what went wrong and keeps what was entered', async () => {
    const { beep, page, check, create } = await mount();
    beep.createGroup = async () => fail('storage-full');
    type(field(page, 'Name of the group'), 'Budget');
    await check('Hina');
    await create();
    assert.isNotNull(one(page, '[role=alert][data-kind=storage-full]'));
    assert.equal(field(page, 'Name of the group').value, 'Budget');
    assert.isTrue(box(page, 'Hina').checked);
  });

  it('tells somebody without contacts what to do first', async () => {
    const { page } = await mount({ names: [] });
    let asked = 0;
    page.addEventListener('new-chat', () => asked++);
    assert.include(says(page), 'First add a contact');
    named(page, 'Add a contact').click();
    assert.equal(asked, 1);
    await assert.isAccessible(page);
  });

  it('is accessible', async () => {
    const { page, check, create } = await mount();
    await check('Hina');
    await create();
    await assert.isAccessible(page);
  });
});
