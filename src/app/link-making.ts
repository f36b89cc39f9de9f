import type { Established } from '../protocol/link/handshake.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { LinkRecord } from '../protocol/record.js';
import type { Attempt } from './attempt.js';
import type { Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { IntroducerSession } from './introducer-session.js';
import type { Coming, LinkGate } from './link-gate.js';
import type { LinkEnd } from './link-session.js';
import type { LinkSignals } from './link-signals.js';
import type { LiveLink } from './link.js';
import type { Ports } from './ports.js';
import type { ContactRecord } from './records.js';
import type { Ways } from './ways.js';

/** What those share who make links, whether they dial or answer. */
export interface LinkMaking {
  readonly clock: Ports['clock'];
  readonly random: Ports['random'];
  readonly identity: Identity;
  readonly contacts: Contacts;
  readonly introducer: IntroducerSession;
  readonly gate: LinkGate;
  readonly signals: LinkSignals;
  readonly ways: Ways;
  readonly live: ReadonlyMap<PersonId, LiveLink>;
  /** False once we have said goodbye to everybody. */
  isRunning(): boolean;
  /** The ports of an attempt. What goes to one device is counted as going there; whose it is may be learned later. */
  portsTo(deviceOf: () => DeviceId | null): Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>;
  /** The other side has proved who it is, and is welcome. */
  onUp(attempt: Attempt, established: Established, coming: Coming): Promise<void>;
  onRecord(attempt: Attempt, record: LinkRecord): Promise<void>;
  /** An attempt failed, or the link it became has ended. `isEnded`: who answered has been ended by their person or an office. */
  onDown(contact: ContactRecord, attempt: Attempt, why: LinkEnd, up: boolean, isEnded: boolean): void;
}
