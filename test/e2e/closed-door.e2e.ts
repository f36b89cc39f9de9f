import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { askForBadge, button, Registrar, takeBadge } from './harness/registrar.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';

const connection = ({ page }: Person) => page.getByRole('status', { name: 'Connection' });
const isUp = (person: Person) => connection(person).and(person.page.locator('[data-up="true"]')).waitFor();

describe('a server for badge holders only', { skip: lacksProc() }, () => {
  const registrar = new Registrar();
  let stage: Stage;
  let people: readonly [Person, Person];
  let badge: { readonly person: string };

  before(async () => {
    const { authority } = await registrar.does<{ authority: string }>(
      'init',
      '--name',
      'Establishment Division',
    );
    await registrar.publish();
    stage = await Stage.open({ env: { REGISTRY_DIR: registrar.registry, AUTHORITY_KEY: authority } });
    people = [await stage.person('Ayesha'), await stage.person('Bilal')];
  });
  after(() => stage[Symbol.asyncDispose]());

  it('tells who has none what is missing, and leads to My badge', async () => {
    const [{ page }] = people;
    await page.getByText('This server serves only people with a badge of its office').waitFor();
    await connection(people[0]).getByText('Badge needed').waitFor();
    await page.getByRole('button', { name: 'My badge' }).click();
    await page.getByRole('heading', { level: 1, name: 'My badge' }).waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('main').getByRole('link', { name: 'Connection check' }).click();
    await page.locator('li[data-about="introducer"]').getByText('Ask your registrar for a badge').waitFor();
  });

  it('lets them in as soon as they have theirs, and they chat', async () => {
    const [ayesha, bilal] = people;
    await takeBadge(ayesha, (await registrar.issue(await askForBadge(ayesha), 'Section Officer')).text);
    await isUp(ayesha);
    badge = await registrar.issue(await askForBadge(bilal), 'Section Officer');
    await registrar.publish();
    await bilal.goTo('Chats');
    await bilal.page.reload();
    await bilal.page.getByText('Your badge is here.').waitFor();
    await button(bilal, 'My badge').last().click();
    await button(bilal, /^Trust .* and take this badge$/).click();
    await isUp(bilal);
    await stage.meet(ayesha, bilal);
    await ayesha.say('Behind the door.');
    await bilal.open('Ayesha');
    await bilal.page.getByText('Behind the door.').first().waitFor();
  });

  it('puts out whose badge is taken back, and does not say why', async () => {
    const [, bilal] = people;
    await registrar.does('revoke', '--person', badge.person, '--reason', 'left the service');
    await registrar.publish();
    await bilal.page.getByText('The server did not accept this device’s badge.').waitFor();
    await isUp(people[0]);
  });
});
