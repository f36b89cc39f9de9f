import { Enrolment } from '../../src/app/enrolment.js';
import { Identity } from '../../src/app/identity.js';
import type { IntroducerState, Standing } from '../../src/app/introducer-session.js';
import { Registry } from '../../src/app/registry.js';
import { Store } from '../../src/app/store.js';
import type { Door } from '../../src/app/waiting-badge.js';
import type { FaultCode } from '../../src/domain/fault.js';
import type { IssuerId } from '../../src/protocol/ids.js';
import { anOffice, type Office } from './an-office.js';
import { alonePorts } from './lone-ports.js';
import { createMemoryDrafts } from './memory-drafts.js';
import { createMemoryClock, createMemoryKeys, createMemoryRandom } from './memory-ports.js';
import {
  createMemoryRegistry,
  createMemoryRegistryFiles,
  createMemoryRegistryStore,
} from './memory-registry.js';
import { createMemoryDisk, createMemoryRepo } from './memory-repo.js';

/** An introducer as a test says it is. */
export class FakeDoor implements Door {
  readonly state = new Store<IntroducerState>({ state: 'offline', nonsense: false });
  standing: Standing = 'open';
  required: readonly IssuerId[] | null = null;

  /** It is there, and lets everybody in. */
  opens(): void {
    this.standing = 'open';
    this.required = null;
    this.#tell('connected');
  }

  /** It is gone. */
  goes(): void {
    this.#tell('offline');
  }

  /** It is there, and does not let us in for want of a badge of these. */
  shuts(required: readonly IssuerId[], standing: 'no-badge' | 'refused' = 'no-badge'): void {
    this.standing = standing;
    this.required = required;
    this.#tell('offline');
  }

  /** It has taken our pass. */
  letsIn(required: readonly IssuerId[]): void {
    this.standing = 'proved';
    this.required = required;
    this.#tell('connected');
  }

  #tell(state: IntroducerState['state']): void {
    this.state.update(() => ({ state, nonsense: false }));
  }
}

export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Somebody with a device who has no badge yet, and an office whose clock says the same. */
export async function anApplicant(name = 'Ayesha') {
  const random = createMemoryRandom(name);
  const clock = createMemoryClock();
  const [disk, registryDisk] = [createMemoryDisk(), createMemoryRegistry()];
  const repo = createMemoryRepo(disk);
  await repo.open();
  const files = createMemoryRegistryFiles();
  const ports = await alonePorts(createMemoryDrafts(), {
    clock,
    random,
    keys: createMemoryKeys(random),
    repo,
    registryFiles: files,
    loadRegistry: () => Promise.resolve(createMemoryRegistryStore(registryDisk)),
  });
  const identity = await Identity.create(name, ports);
  if (!identity.ok) throw new Error(identity.error);
  const faults: FaultCode[] = [];
  const door = new FakeDoor();
  let news = 0;
  /** As after a restart: what is on disk is all there is. */
  const start = async () => {
    const registry = await Registry.load(ports, (fault) => void faults.push(fault));
    const made = await Identity.load(disk.self!, ports);
    const onBadges = () => void news++;
    return { registry, identity: made, enrolment: new Enrolment({ ports, identity: made, registry, door, onBadges }) }; // prettier-ignore
  };
  const office = await anOffice(random, clock.wallMs());
  return {
    ...(await start()),
    start,
    clock,
    door,
    disk,
    registryDisk,
    files,
    faults,
    office,
    anotherOffice: (called: string) => anOffice(random, clock.wallMs(), called),
    /** How often it was told that our badges have changed. */
    news: () => news,
    /** Lets time pass, and whatever follows from it. */
    pass: async (ms: number) => {
      clock.advance(ms);
      await settle();
    },
  };
}
export type Applicant = Awaited<ReturnType<typeof anApplicant>>;

/** What an office answers to a request that this person makes now. */
export async function answerOf(
  office: Office,
  { enrolment }: Pick<Applicant, 'enrolment'>,
  says: Parameters<Office['answer']>[1] = {},
) {
  const request = await enrolment.request({ title: 'Section Officer', department: '', invitation: null });
  if (!request.ok) throw new Error(request.error);
  return office.answer(request.value.bytes, says);
}
