import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { askForBadge, button, Registrar, takeBadge } from './harness/registrar.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';

describe('a registrar and two officers', { skip: lacksProc() }, () => {
  const registrar = new Registrar();
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  let link: string;
  let badge: { readonly person: string; readonly id: string };

  before(async () => {
    await registrar.does('init', '--name', 'Establishment Division');
    stage = await Stage.open({ env: { REGISTRY_DIR: registrar.registry } });
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal')];
  });
  after(() => stage[Symbol.asyncDispose]());

  it('ask for badges by a link, which shows the request to whoever opens it', async () => {
    const text = await askForBadge(ayesha);
    link = await ayesha.page.getByRole('textbox', { name: 'Link to my request' }).inputValue();
    await bilal.page.goto(link);
    await bilal.page.getByRole('heading', { name: /Ayesha.* asks for a badge/ }).waitFor();
    assert.equal(await bilal.page.getByRole('textbox', { name: 'The request as a text' }).inputValue(), text);
  });

  it('come by badges, by a link or text that goes to the registrar and what comes back', async () => {
    const reply = await registrar.issue(link, 'Section Officer');
    badge = reply;
    await takeBadge(ayesha, reply.text);
    const request = await askForBadge(bilal);
    await registrar.issue(request, 'Deputy Secretary');
    await registrar.publish();
    await button(bilal, 'Look whether it is ready').click();
    await button(bilal, /^Trust .* and take this badge$/).click();
    await bilal.page.getByText('The badge is yours, and others see it from now on.').waitFor();
  });

  it('chat with their badges showing', async () => {
    await stage.meet(ayesha, bilal);
    await ayesha.open('Bilal');
    await bilal.open('Ayesha');
    await ayesha.page.getByText('Vouched by').first().waitFor();
    await bilal.page.getByText('Vouched by').first().waitFor();
  });

  it('end with the same picture when one is revoked while the other is away', async () => {
    await bilal.page.context().setOffline(true);
    await registrar.does('revoke', '--person', badge.person, '--reason', 'left the service');
    await registrar.publish();
    await bilal.page.context().setOffline(false);
    await bilal.page.reload();
    await bilal.open('Ayesha');
    await bilal.page
      .getByText(/revoked/i)
      .first()
      .waitFor();
    await ayesha.page.reload();
    await ayesha.page.getByRole('link', { name: 'Settings', exact: true }).click();
    await ayesha.page.getByRole('link', { name: 'My badge' }).click();
    await ayesha.page
      .getByText(/revoked/i)
      .first()
      .waitFor();
    assert.ok(badge.id);
  });

  it('may trust the authority no more, and see what that means before', async () => {
    const { page } = bilal;
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: 'My badge' }).click();
    await page.getByRole('button', { name: /^Stop trusting .*Establishment Division/ }).click();
    await page.getByRole('dialog').getByText('shown as unverified').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop trusting' }).click();
    await page.getByText('This device trusts no authority.').waitFor();
    await page.getByText('Not trusted on this device', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('Not trusted on this device', { exact: true }).waitFor();
    await bilal.open('Ayesha');
    await page
      .getByText(/revoked/i)
      .first()
      .waitFor({ state: 'hidden' });
  });
});
