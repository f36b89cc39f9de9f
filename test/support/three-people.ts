import { aDevice, aPerson } from '../contract/samples.js';
import type { Membership } from '../../src/app/membership.js';
import type { Head } from '../../src/domain/accept.js';
import type { DeviceId, PersonId } from '../../src/protocol/ids.js';

export const [AMNA, BILAL, CARIM] = [aPerson(1), aPerson(2), aPerson(3)];
/** Whose a device is. Bilal has had two. */
export const OWNERS = new Map<DeviceId, PersonId>([
  ...[1, 2, 3].map((n) => [aDevice(n), aPerson(n)] as const),
  [aDevice(4), BILAL],
]);

/** Amna, who looks, Bilal and Carim. */
export class ThreePeople implements Membership {
  names = new Map([[AMNA, 'Amna'], [BILAL, 'Bilal'], [CARIM, 'Carim']]); // prettier-ignore
  others = [BILAL, CARIM];
  posters = new Set([AMNA, BILAL, CARIM]);
  /** Devices whose log does not belong here any more. */
  uncounted = new Set<DeviceId>();
  get basis() {
    return this.uncounted.size;
  }
  personOf(device: DeviceId) {
    return OWNERS.get(device) ?? null;
  }
  mayAppend(device: DeviceId) {
    return OWNERS.has(device);
  }
  forked = new Set<PersonId>();
  hasForked(person: PersonId): boolean {
    return this.forked.has(person);
  }
  counts(device: DeviceId) {
    return OWNERS.has(device) && !this.uncounted.has(device);
  }
  shared(_device: DeviceId, head: Head) {
    return head;
  }
  firstSeqFor() {
    return 0;
  }
  mightPost(person: PersonId) {
    return this.posters.has(person);
  }
  nameOf(person: PersonId) {
    return this.names.get(person) ?? '';
  }
  mayPost(person: PersonId) {
    return this.posters.has(person);
  }
  mayReact(person: PersonId) {
    return this.posters.has(person);
  }
}
