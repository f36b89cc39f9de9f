// The real interface on a fake Beep: one state of the screen per name, for pictures and for looking at by hand.
// `?state=chat&language=ur&theme=dark` chooses.
import { startPreferences } from '../../src/ui/app/preferences.js';
import { SCENES } from './scenes.js';
import '../../src/ui/app/beep-app.js';

const wish = new URLSearchParams(location.search);
for (const key of ['language', 'theme', 'face']) localStorage.setItem(`beep.${key}`, wish.get(key) ?? '');
await startPreferences();
Object.assign(globalThis, { galleryStates: Object.keys(SCENES) });
const scene = SCENES[wish.get('state') ?? 'chat'];
if (scene === undefined) throw new Error(`no such state; there are ${Object.keys(SCENES).join(', ')}`);
const { beep, facts, hash } = scene();
location.hash = hash;
document.body.append(Object.assign(document.createElement('beep-app'), { beep, facts }));
