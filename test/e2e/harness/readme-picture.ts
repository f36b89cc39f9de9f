/**
 * Makes the picture of the README from the running app: two people chat, one on a desk in English, one on a phone in
 * Urdu and dark. Run by `npm run picture`, in a private network.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Stage } from './stage.js';

const OUT = resolve(import.meta.dirname, '../../../docs/screens/beep.png');
const DESK = { width: 1120, height: 760 };
const PHONE = { width: 380, height: 760 };

await using stage = await Stage.open();
const ayesha = await stage.person('Ayesha Khan', { viewport: DESK, colorScheme: 'light' });
const bilal = await stage.person('بلال احمد', { viewport: PHONE, colorScheme: 'dark' });
await stage.meet(ayesha, bilal);

const talk: readonly (readonly [typeof ayesha, string])[] = [
  [bilal, 'السلام علیکم! اجلاس کی کارروائی تیار ہے، آج ہی بھیج دوں؟'],
  [
    ayesha,
    'Wa alaikum as-salaam. Yes please, before 4 pm. The internet is down here again, so keep Beep open.',
  ],
  [bilal, 'جی ضرور۔ یہ پیغام بھی صرف ہمارے اپنے نیٹ ورک پر چل رہا ہے۔'],
  [ayesha, 'That is the point. Shukriya!'],
];
for (const [who, text] of talk) await who.say(text);
await ayesha.waitForState(talk.at(-1)![1], 'read');
await bilal.waitForMessage(talk.at(-1)![1]);
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
