/** The composition root: builds the adapters, hands them to the app, and shows it. The only file that knows all layers. */
import { Beep } from './app/beep.js';
import { Fault } from './domain/fault.js';
import { createClock } from './platform/clock.js';
import { createDraftDocs } from './platform/co-drafting/draft-docs.js';
import { createLiveDrafts } from './platform/co-drafting/live-drafts.js';
import { loadEditor } from './platform/co-drafting/load-editor.js';
import { createKeys } from './platform/crypto/keys.js';
import { createIdbRepo } from './platform/idb/idb-repo.js';
import { isProbablyNew } from './platform/idb/sentinels.js';
import { createMachine } from './platform/machine.js';
import { createBrowserFacts } from './platform/pwa/browser-facts.js';
import { createRandom } from './platform/random.js';
import { requireFeatures } from './platform/requirements.js';
import { createIntroducer, introducerUrl } from './platform/signaling/web-socket-introducer.js';
import { createTabs } from './platform/tabs/web-lock-tabs.js';
import { createPeers } from './platform/webrtc/peers.js';
import type { PlatformFacts } from './ui/app/platform-facts.js';
import { startPreferences } from './ui/app/preferences.js';
import './ui/app/beep-app.js';

function buildBeep(): Beep {
  const random = createRandom();
  const repo = createIdbRepo({ random });
  return new Beep({
    clock: createClock(),
    random,
    keys: createKeys(() => repo.vault(), random),
    repo,
    drafts: repo.drafts,
    loadRegistry: repo.loadRegistry,
    registryFiles: {
      read: (...file) =>
        import('./platform/registry-files.js').then(
          ({ createRegistryFiles }) => createRegistryFiles().read(...file),
          () => null,
        ),
    },
    draftDocs: createDraftDocs(),
    liveDrafts: createLiveDrafts(),
    introducer: createIntroducer(introducerUrl(location)),
    peers: createPeers(),
    loadWords: () => import('./protocol/recovery-words.js'),
    loadProbe: () => import('./platform/webrtc/probe.js'),
    tabs: createTabs(),
    machine: createMachine(),
    origin: location.origin,
    build: __BUILD__,
  });
}

async function main(): Promise<void> {
  const root = document.documentElement;
  if (root.dataset.barrier) return; // boot.js has said why
  // A newcomer's screen is on its way while the store is still being opened. Should it not come, the app asks again.
  if (isProbablyNew()) void import('./ui/start/start-screens.js').catch(() => null);
  const beep = buildBeep();
  const browser = createBrowserFacts(__BUILD__, reportError);
  const facts: PlatformFacts = {
    ...browser,
    loadEditor,
    applyUpdate: () => beep.settled().then(browser.applyUpdate),
  };
  await startPreferences();
  const app = Object.assign(document.createElement('beep-app'), { beep, facts });
  document.getElementById('app')!.replaceChildren(app);
  try {
    requireFeatures();
    await beep.start();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    beep.halt(error.code);
  }
}

void main();
