/** Makes the vectors in docs/vectors/ from fixed seeds: `node --import tsx test/vectors/make.ts` writes them. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import prettier from 'prettier';
import { withHex, type Vectors } from './json.js';
import * as documents from './make-documents.js';
import * as link from './make-link.js';
import { makeDrafts } from './make-drafts.js';
import { makeHandSignals } from './make-hand.js';
import { makeFold, makeMessageBodies } from './make-messages.js';
import { makeMemo } from './make-memo.js';
import * as office from './make-office.js';
import { makeProof } from './make-proof.js';
import { makeRoster } from './make-roster.js';
import { makeRosterItems } from './make-roster-items.js';
import { makeRuns } from './make-runs.js';
import { makeVault } from './make-vault.js';

export const VECTORS_FOLDER = new URL('../../docs/vectors/', import.meta.url);

const MAKERS: Record<string, () => Promise<Vectors>> = {
  'sign1.json': documents.makeSign1,
  'manifest.json': documents.makeManifest,
  'card.json': documents.makeCard,
  'prekeys.json': documents.makePrekeys,
  'credential.json': documents.makeCredential,
  'entry.json': documents.makeEntry,
  'runs.json': makeRuns,
  'message-bodies.json': makeMessageBodies,
  'fold.json': makeFold,
  'memo.json': makeMemo,
  'drafts.json': makeDrafts,
  'receipt.json': documents.makeReceipt,
  'proof.json': makeProof,
  'authority.json': office.makeAuthority,
  'badge.json': office.makeBadge,
  'pass.json': office.makePass,
  'revocations.json': office.makeRevocations,
  'charge.json': office.makeCharge,
  'directory.json': office.makeDirectory,
  'enrolment.json': office.makeEnrolment,
  'roster.json': makeRoster,
  'roster-items.json': makeRosterItems,
  'addresses.json': link.makeAddresses,
  'recovery.json': link.makeRecovery,
  'sealed-signal.json': link.makeSealedSignals,
  'hand-signal.json': makeHandSignals,
  'handshake.json': link.makeHandshake,
  'records.json': link.makeRecords,
  'vault.json': makeVault,
};

/** The text of a vector file, laid out as the rest of the repository is. What nobody could see in it is escaped. */
const vectorText = (vectors: Vectors): Promise<string> =>
  prettier.format(withVisible(JSON.stringify(withHex(vectors), null, 2)), {
    parser: 'json',
    printWidth: 110,
  });

/** JSON in which joiners, tags and the like stand as escapes: `scripts/check-source.mjs` lets none stand as they are. */
const withVisible = (json: string): string =>
  json.replace(/\p{Cf}/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** The text of every vector file. The same on every run and every machine. */
export async function makeVectors(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [file, make] of Object.entries(MAKERS)) files.set(file, await vectorText(await make()));
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of await makeVectors()) writeFileSync(new URL(file, VECTORS_FOLDER), text);
}
