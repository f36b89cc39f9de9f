import { assert, waitUntil } from '@open-wc/testing';
import { all, focused, named, one, press, says, settled, show } from '../../../test/support/screen.js';
import type { MenuItem } from './beep-menu.js';
import './beep-menu.js';

async function mount() {
  const done: string[] = [];
  const items: readonly MenuItem[] = [
    { words: 'Details', icon: 'info', href: '#/details' },
    { words: 'Block', icon: 'ban', isDanger: true, run: () => done.push('block') },
  ];
  const menu = await show('beep-menu', { label: 'More', items }, { width: 600 });
  menu.style.marginInlineStart = 'auto'; // at the end of the line, where menus stand
  await settled(menu);
  const sheet = one(menu, '.sheet')!;
  const open = async () => {
    named(menu, 'More').click();
    await waitUntil(() => focused() === all(sheet, 'a, button')[0], 'the first thing has the focus');
  };
  return { done, menu, sheet, open };
}

describe('<beep-menu>', () => {
  it('opens below its button, with the focus on the first thing to choose', async () => {
    const { menu, sheet, open } = await mount();
    assert.isFalse(sheet.matches(':popover-open'));
    await open();
    assert.isTrue(sheet.matches(':popover-open'));
    assert.equal(says(focused()), 'Details');
    const [at, box] = [named(menu, 'More').getBoundingClientRect(), sheet.getBoundingClientRect()];
    assert.closeTo(box.right, at.right, 1);
    assert.closeTo(box.top, at.bottom, 1);
    await assert.isAccessible(menu);
  });

  it('opens towards the other side where the page runs the other way', async () => {
    const { menu, sheet, open } = await mount();
    document.documentElement.dir = 'rtl';
    await open();
    const [at, box] = [named(menu, 'More').getBoundingClientRect(), sheet.getBoundingClientRect()];
    document.documentElement.dir = 'ltr';
    assert.closeTo(box.left, at.left, 1);
  });

  it('is walked by arrow keys, round and round', async () => {
    const { open } = await mount();
    await open();
    press(focused()!, 'ArrowDown');
    assert.equal(says(focused()), 'Block');
    press(focused()!, 'ArrowDown');
    assert.equal(says(focused()), 'Details');
    press(focused()!, 'End');
    assert.equal(says(focused()), 'Block');
  });

  it('does what was chosen, closes, and gives the focus back', async () => {
    const { done, menu, sheet, open } = await mount();
    await open();
    named(menu, 'Block').click();
    assert.deepEqual(done, ['block']);
    assert.isFalse(sheet.matches(':popover-open'));
    assert.equal(says(focused()), 'More');
  });
});
