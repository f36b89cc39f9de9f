import { assert, waitUntil } from '@open-wc/testing';
import { aBadge, AUTHORITY, FakeEnrolment } from '../../../test/support/fake-official.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import type { AuthorityView } from '../../app/official-views.js';
import { readIssuerId } from '../../protocol/ids.js';
import './beep-authorities.js';

const PLANNING: AuthorityView = {
  key: readIssuerId(new Uint8Array(32).fill(78))!,
  name: 'Planning Division',
  urduName: null,
};

async function trusting(...authorities: AuthorityView[]) {
  const enrolment = new FakeEnrolment();
  const badges = authorities.map((authority) => aBadge({ authority }));
  enrolment.have({ authorities, badges });
  const element = await show('beep-authorities', { enrolment });
  await settled(element);
  const answers = async (name: string, answer: string) => {
    named(element, `Stop trusting \u2068${name}\u2069`).click();
    await settled(element);
    const asked = says(one(element, 'beep-confirm'));
    named(one(element, 'beep-confirm')!, answer).click();
    await waitUntil(() => one(element, 'beep-confirm') === null, 'the answer');
    await settled(element);
    return asked;
  };
  return { element, enrolment, answers };
}

describe('whom one trusts', () => {
  it('is nobody at first, and then each by name and digits', async () => {
    const { element } = await trusting();
    assert.include(says(element), 'This device trusts no authority.');
    assert.isEmpty(all(element, 'li'));
    const two = await trusting(AUTHORITY, PLANNING);
    const [first, second] = all(two.element, 'li').map(says);
    assert.include(first, 'Establishment Division');
    assert.include(first, AUTHORITY.key.slice(0, 40).match(/.{5}/gu)!.join(' '));
    assert.include(second, 'Planning Division');
    await assert.isAccessible(two.element);
  });

  it('ends for one of them, after a warning of what changes', async () => {
    const { element, enrolment, answers } = await trusting(AUTHORITY, PLANNING);
    const asked = await answers('Planning Division', 'Stop trusting');
    assert.match(asked, /Stop trusting \u2068Planning Division\u2069\?/u);
    for (const words of [
      /shown as unverified/,
      /directory and posts go/,
      /may reach you again/,
      /Your own badge of it stays/,
    ])
      assert.match(asked, words);
    const { authorities, untrusted } = enrolment.view.value;
    assert.deepEqual(authorities, [AUTHORITY]);
    assert.deepEqual(
      untrusted.map(({ authority }) => authority),
      [PLANNING],
    );
    assert.include(says(one(element, '[role=status]')), 'is not trusted on this device any more');
    assert.isTrue(focused() === one(element, 'h2'), 'the focus is on the heading');
  });

  it('goes on if one thinks better of it', async () => {
    const { enrolment, answers } = await trusting(AUTHORITY);
    await answers('Establishment Division', 'Cancel');
    assert.deepEqual(enrolment.view.value.authorities, [AUTHORITY]);
  });

  it('goes on where that cannot be kept, and says so', async () => {
    const { element, enrolment, answers } = await trusting(AUTHORITY);
    enrolment.fault = 'storage-full';
    await answers('Establishment Division', 'Stop trusting');
    assert.equal(one(element, '[role=alert]')?.dataset['kind'], 'storage-full');
    assert.equal(all(element, 'li').length, 1);
  });
});
