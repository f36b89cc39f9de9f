import type { BadgeStanding } from '../../src/domain/badges.js';
import type { ListedBadge } from '../../src/domain/listed-badges.js';
import type { DirectorySource } from '../../src/app/directory-source.js';
import type { PostView } from '../../src/app/official-views.js';
import type { Clock } from '../../src/app/ports.js';
import type { FaultCode } from '../../src/domain/fault.js';
import { sealBadge } from '../../src/protocol/badge.js';
import type { Department } from '../../src/protocol/department.js';
import {
  encodePage,
  pageHash,
  sealDirectory,
  type DirectoryPage,
  type DirectoryRow,
  type VerifiedDirectory,
} from '../../src/protocol/directory.js';
import {
  idBytes,
  readDeviceId,
  readIssuerId,
  readPersonId,
  type ConversationId,
  type PersonId,
} from '../../src/protocol/ids.js';
import { ok, type Result } from '../../src/protocol/result.js';
import { anActor, NOW_MS } from '../vectors/cast.js';
import { conversationId } from './fake-beep.js';

export const AUTHORITY = anActor('Establishment Division');
const AUTHORITY_KEY = readIssuerId(idBytes(AUTHORITY.person))!;

function idOf(seed: number): Uint8Array {
  const id = new Uint8Array(32);
  new DataView(id.buffer).setUint32(0, seed);
  return id;
}

/** Somebody whose keys are good for nothing but telling them from others. */
export const someone = (seed: number): PersonId => readPersonId(idOf(seed))!;

/** A row of somebody, with what the test is about. */
export const aRow = (seed: number, fields: Partial<DirectoryRow> = {}): DirectoryRow => ({
  person: someone(seed),
  device: readDeviceId(idOf(seed))!,
  rendezvous: new Uint8Array(16).fill(seed),
  badge: new Uint8Array(8).fill(seed),
  untilS: 1_800_000_000,
  name: 'Ayesha Siddiqui',
  title: '',
  grade: '',
  urduName: '',
  urduTitle: '',
  post: null,
  ...fields,
});

export const aPage = (
  department: Department,
  rows: readonly DirectoryRow[],
  urduDepartment: Department | null = null,
): DirectoryPage => ({ kind: 'people', department, urduDepartment, rows });

/** An index of pages by the authority, or by a registrar of its for one department. */
export async function aDirectory(
  pages: readonly Uint8Array[],
  {
    scope = null,
    issuedMs = NOW_MS,
  }: { readonly scope?: Department | null; readonly issuedMs?: number } = {},
): Promise<VerifiedDirectory> {
  const fields = { authority: AUTHORITY_KEY, number: 1, issuedMs, nextUpdateMs: issuedMs + 86_400_000 };
  const hashes = pages.map(pageHash);
  if (!scope)
    return sealDirectory(
      { ...fields, issuer: AUTHORITY_KEY, registrar: null, pages: hashes },
      AUTHORITY.signAsPerson,
    );
  const actor = anActor(`Registrar of ${scope.join()}`);
  const registrar = await sealBadge(
    {
      issuer: AUTHORITY_KEY,
      holder: actor.person,
      id: new Uint8Array(8),
      issuedS: 1,
      fromS: 1,
      untilS: 4_000_000_000,
      names: { name: actor.name, title: '', department: ['Office'] },
      urdu: null,
      grade: '',
      post: null,
      replaces: null,
      mayIssueFor: scope,
    },
    AUTHORITY.signAsPerson,
  );
  return sealDirectory(
    { ...fields, issuer: readIssuerId(idBytes(actor.person))!, registrar, pages: hashes },
    actor.signAsPerson,
  );
}

const nameOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

/** Directories and pages that a device holds, in memory. */
export class HeldDirectories implements DirectorySource {
  directories: readonly VerifiedDirectory[] = [];
  postList: readonly PostView[] = [];
  /** Badges that are revoked, by their first byte. */
  readonly revoked = new Set<number>();
  readonly written: DirectoryRow[] = [];
  readonly faults: FaultCode[] = [];
  readonly #pages = new Map<string, Uint8Array>();
  /** How many pages were asked for. */
  reads = 0;
  /** Before pages are handed out. */
  beforePages: () => Promise<void> = () => Promise.resolve();

  /** Puts pages on disk. */
  keep(pages: readonly Uint8Array[]): void {
    for (const page of pages) this.#pages.set(nameOf(pageHash(page)), page);
  }

  lose(pages: readonly Uint8Array[]): void {
    for (const page of pages) this.#pages.delete(nameOf(pageHash(page)));
  }

  held(): readonly VerifiedDirectory[] {
    return this.directories;
  }

  async pages(hashes: readonly Uint8Array[]): Promise<readonly (Uint8Array | null)[]> {
    await this.beforePages();
    this.reads += hashes.length;
    return hashes.map((hash) => this.#pages.get(nameOf(hash)) ?? null);
  }

  standingOf({ badge, untilS }: ListedBadge): BadgeStanding {
    if (this.revoked.has(badge[0]!)) return { kind: 'revoked', fromMs: 1 };
    return { kind: untilS * 1_000 <= NOW_MS ? 'expired' : 'good' };
  }

  posts(): readonly PostView[] {
    return this.postList;
  }

  write(row: DirectoryRow): Promise<Result<ConversationId, FaultCode>> {
    this.written.push(row);
    return Promise.resolve(ok(conversationId(1)));
  }

  onFault(fault: FaultCode): void {
    this.faults.push(fault);
  }
}

/** The people of pages as `find` tells them, for comparing. */
export const peopleIn = (entries: readonly { readonly person: PersonId }[]): readonly PersonId[] =>
  entries.map(({ person }) => person);

/** A clock on which each look takes a while, and time between two tasks. */
export function walkingClock(stepMs: number): Clock & { readonly tasks: number[] } {
  let nowMs = 0;
  let taskMs = 0;
  const tasks: number[] = [];
  return {
    /** How long each task was that ended with a rest. */
    tasks,
    wallMs: () => NOW_MS + nowMs,
    monotonicMs() {
      nowMs += stepMs;
      return nowMs;
    },
    after(delayMs, run) {
      tasks.push(nowMs - taskMs);
      const timer = setTimeout(() => {
        nowMs += delayMs + 4;
        taskMs = nowMs;
        run();
      }, 0);
      return () => clearTimeout(timer);
    },
  };
}

export const encoded = (pages: readonly DirectoryPage[]): readonly Uint8Array[] => pages.map(encodePage);
