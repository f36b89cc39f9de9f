/**
 * Makes the picture of the README from the running app: a group, on a desk in English and on a phone in Urdu and dark. Run by `npm run picture`, in a private network.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { newGroup } from './in-groups.js';
import { ask, reply, vote, waitForVotes } from './in-messages.js';
import type { Person } from './person.js';
import { Stage } from './stage.js';
import { until } from './until.js';

const OUT = resolve(import.meta.dirname, '../../../docs/screens/beep.png');
const DESK = { width: 1120, height: 760 };
const PHONE = { width: 380, height: 760 };
const GROUP = 'Budget Section';

await using stage = await Stage.open();
const ayesha = await stage.person('Ayesha Khan', { ownProcess: true, viewport: DESK, colorScheme: 'light' });
const bilal = await stage.person('بلال احمد', { viewport: PHONE, colorScheme: 'dark' });
const farah = await stage.person('Farah Siddiqui');
await stage.meet(ayesha, farah);
await ayesha.say('The minutes are with the wing.');
await farah.say('Thank you, I have them.');
await stage.meet(ayesha, bilal);
await bilal.say('السلام علیکم! اجلاس کی کارروائی تیار ہے، آج ہی بھیج دوں؟');
await ayesha.waitForMessage('السلام علیکم! اجلاس کی کارروائی تیار ہے، آج ہی بھیج دوں؟');

await newGroup(ayesha, { name: GROUP, members: ['بلال احمد', 'Farah Siddiqui'] });
for (const person of [bilal, farah]) {
  await person.page.goto(`${stage.url}/#/`); // on a phone a chat has the screen to itself
  await until(`${person.name} has the group`, () => person.knows(GROUP));
  await person.open(GROUP);
}
const everybody = [ayesha, bilal, farah];
const say = async (person: Person, text: string) => {
  await person.say(text);
  for (const other of everybody) await other.waitForMessage(text);
};
await say(farah, 'The revised estimates are here. The internet is down again, so keep Beep open.');
await say(bilal, 'جی ضرور۔ یہ پیغام بھی صرف ہمارے اپنے نیٹ ورک پر چل رہا ہے۔');
await reply(
  ayesha,
  'جی ضرور۔ یہ پیغام بھی صرف ہمارے اپنے نیٹ ورک پر چل رہا ہے۔',
  'That is the point. Shukriya!',
);
const QUESTION = 'When do we meet?';
await ask(ayesha, { question: QUESTION, answers: ['Monday at ten', 'منگل، بعد نماز ظہر'] });
await bilal.waitForMessage(QUESTION);
await farah.waitForMessage(QUESTION);
await vote(ayesha, QUESTION, 'Monday at ten');
await vote(bilal, QUESTION, 'منگل، بعد نماز ظہر');
await vote(farah, QUESTION, 'Monday at ten');
await waitForVotes(ayesha, QUESTION, [2, 1]);
await waitForVotes(bilal, QUESTION, [2, 1]);
await ayesha.waitForState(QUESTION, 'read');
for (const person of [ayesha, bilal]) {
  const notice = person.page.locator('[data-kind="not-persistent"]');
  if (await notice.count()) await person.page.getByRole('button', { name: 'Dismiss' }).first().click();
}
const chat = bilal.page.url();
await bilal.switchLanguage('ur');
await bilal.page.goto(chat);
await bilal.page.getByRole('article').last().waitFor();

const shots = [await ayesha.page.screenshot(), await bilal.page.screenshot()];
const frame = await stage.browserOf(ayesha).context.newPage();
await frame.setViewportSize({ width: DESK.width + PHONE.width + 96, height: DESK.height + 64 });
const [desk, phone] = shots.map((png) => `data:image/png;base64,${png.toString('base64')}`);
await frame.setContent(
  `<body style="margin:0;display:flex;gap:32px;padding:32px;background:#dfe6e4;box-sizing:border-box">
  <img src="${desk}" style="border-radius:12px;box-shadow:0 8px 32px #0003">
  <img src="${phone}" style="border-radius:28px;box-shadow:0 8px 32px #0005">`,
);
await writeFile(OUT, await frame.screenshot());
console.log(`Wrote ${OUT}`);
