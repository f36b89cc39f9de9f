#!/usr/bin/env node
// Proves the fences of eslint.config.js still bite: a rule that silently stops matching is worse than none.
import { ESLint } from 'eslint';

const MUST_FAIL = [
  // Imports run one way.
  ['src/protocol/ids.ts', `import '../domain/fault.js';`],
  ['src/protocol/link/handshake.ts', `import '../../app/store.js';`],
  ['src/domain/fault.ts', `export * from '../app/store.js';`],
  ['src/app/store.ts', `import '../platform/idb/idb-repo.js';`],
  ['src/app/store.ts', `void import('../platform/idb/idb-repo.js');`],
  ['src/app/store.ts', `import '../ui/app/beep-app.js';`],
  ['src/app/store.ts', `import '../main.js';`],
  ['src/i18n/languages.ts', `import '../ui/app/beep-app.js';`],
  ['src/platform/idb/idb-repo.ts', `import '../../ui/app/beep-app.js';`],
  ['src/ui/conversation/beep-composer.ts', `import '../../platform/idb/idb-repo.js';`],
  ['src/ui/conversation/beep-composer.ts', `import '../../../test/support/fake-beep.js';`],
  ['src/main.ts', `import '../signaling/server.js';`],
  ['src/service-worker.ts', `import './protocol/ids.js';`],
  ['signaling/topics.ts', `import '../src/domain/fault.js';`],
  ['signaling/topics.ts', `void import('../src/app/store.js');`],
  // Packages have owners.
  ['src/app/store.ts', `import '@noble/ed25519';`],
  ['src/domain/fault.ts', `import { encode } from 'cborg';`],
  ['src/platform/crypto/vault.ts', `import { openDB } from 'idb';`],
  ['src/platform/idb/idb-repo.ts', `import Peer from 'simple-peer';`],
  ['src/platform/signaling/introducer.ts', `void import('simple-peer/simplepeer.min.js');`],
  ['src/platform/idb/idb-repo.ts', `import { html } from 'lit';`],
  ['src/ui/parts/beep-icon.ts', `import { Workbox } from 'workbox-window';`],
  ['src/ui/drafts/beep-draft.ts', `import 'prosemirror-view';`],
  ['src/app/drafts.ts', `import 'yjs';`],
  ['src/main.ts', `import Peer from 'simple-peer';`],
  ['src/platform/signaling/introducer.ts', `void import('@nats-io/transport-node');`],
  ['src/main.ts', `import { readFile } from 'node:fs/promises';`],
  ['src/service-worker.ts', `import { openDB } from 'idb';`],
  ['signaling/server.ts', `import { html } from 'lit';`],
  // No effects in what the simulator runs.
  ['src/protocol/ids.ts', `export const now = Date.now();`],
  ['src/domain/fault.ts', `export const now = new Date();`],
  ['src/app/store.ts', `export const dice = Math.random();`],
  ['src/app/store.ts', `setTimeout(() => {}, 1);`],
  ['src/app/store.ts', `export const id = crypto.randomUUID();`],
  ['src/app/store.ts', `export const t = performance.now();`],
  // No text becomes markup or code.
  ['src/ui/parts/beep-icon.ts', `import { unsafeHTML } from 'lit/directives/unsafe-html.js';`],
  ['src/ui/parts/beep-icon.ts', `import { styleMap } from 'lit/directives/style-map.js';`],
  ['src/ui/parts/beep-icon.ts', `declare const e: HTMLElement; e.innerHTML = 'x';`],
  ['src/main.ts', `document.body.insertAdjacentHTML('beforeend', 'x');`],
  ['src/main.ts', `document.write('x');`],
  ['src/main.ts', `eval('1');`],
  ['src/main.ts', `export const f = new Function('return 1');`],
  ['src/ui/parts/beep-icon.ts', 'html`<p style="color:red">x</p>`;'],
  ['src/ui/parts/beep-icon.ts', 'html`<p .innerHTML=${x}></p>`;'],
  ['src/ui/parts/beep-icon.ts', `console.log('x');`],
  // Nothing else is awaited while a transaction is open.
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(db, key) { const tx = db.transaction('a'); await crypto.subtle.digest('SHA-256', key); await tx.done; }`,
  ],
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(db, seal) { const store = db.transaction('a').objectStore('a'); const v = await store.get(1); await seal(v); }`,
  ],
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(tx: WriteTransaction, seal) { await tx.store.get(1); await seal(1); }`,
  ],
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(db, seal) { const tx = db.transaction('a'); await Promise.all([1].map(async (n) => { await seal(n); })); }`,
  ],
];

const MUST_PASS = [
  ['src/platform/co-drafting/editor.ts', `import 'yjs'; import 'y-prosemirror'; import 'prosemirror-view';`],
  [
    'signaling/topics.ts',
    `import '../src/protocol/ids.js'; import { createServer } from 'node:http'; import 'ws';`,
  ],
  [
    'src/ui/conversation/beep-composer.ts',
    `import '../controllers/store-controller.js'; import { html } from 'lit';`,
  ],
  ['src/ui/conversation/beep-composer.ts', `import '../../app/views.js'; import '../../i18n/languages.js';`],
  ['src/platform/webrtc/peers.ts', `void import('simple-peer/simplepeer.min.js');`],
  ['src/platform/idb/idb-repo.ts', `import { openDB } from 'idb'; import '../../app/ports.js';`],
  ['src/platform/pwa/update.ts', `import { Workbox } from 'workbox-window';`],
  [
    'src/protocol/ed25519.ts',
    `import { sign } from '@noble/ed25519'; import { encode } from 'cborg'; import 'hpke';`,
  ],
  ['src/main.ts', `import './platform/clock.js'; import './ui/app/beep-app.js';`],
  ['src/service-worker.ts', `import { precacheAndRoute } from 'workbox-precaching';`],
  ['src/app/store.test.ts', `import { test } from 'node:test'; import '../platform/clock.js';`],
  ['src/domain/order.ts', `export const at = (ms: number) => new Date(ms);`],
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(db, key) { const k = await crypto.subtle.digest('SHA-256', key); const tx = db.transaction('a');
     const s = tx.objectStore('a'); const v = await s.get(k); await Promise.all([s.put(v), s.index('i').get(1), tx.done]);
     await crypto.subtle.digest('SHA-256', key); }`,
  ],
  [
    'src/platform/idb/idb-repo.ts',
    `async function f(db, rows, work) { const tx = db.transaction('a'); await addRows(tx, rows);
     const working = work(tx).catch(() => tx.abort()); await Promise.all([working, tx.done]); }`,
  ],
];

const FENCES = new Set([
  'no-restricted-imports',
  'no-restricted-syntax',
  'no-restricted-globals',
  'no-eval',
  'no-new-func',
  'no-console',
  'beep/no-foreign-await-in-transaction',
]);

// Some of the files do not exist, so rules that need types stay out; the fences need none.
const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { project: null } } },
  ruleFilter: ({ ruleId }) => FENCES.has(ruleId),
});

let failed = 0;
for (const [cases, wanted] of [
  [MUST_FAIL, true],
  [MUST_PASS, false],
]) {
  for (const [filePath, code] of cases) {
    const [result] = await eslint.lintText(`${code}\nexport {};\n`, { filePath });
    const broken = result.messages.find(({ fatal }) => fatal);
    if (broken) throw new Error(`${filePath}: ${code}: ${broken.message}`);
    const hits = result.messages.filter(({ ruleId }) => FENCES.has(ruleId));
    if (hits.length > 0 === wanted) continue;
    failed++;
    console.error(`${wanted ? 'not caught' : `wrongly caught (${hits[0].message})`}: ${filePath}: ${code}`);
  }
}
const total = MUST_FAIL.length + MUST_PASS.length;
console.log(`fences: ${total - failed} of ${total} cases as they should be`);
process.exitCode = failed ? 1 : 0;
