import type { DeviceId } from '../protocol/ids.js';
import type { Clock } from './ports.js';

/** For how long, in milliseconds. What they write comes by their logs meanwhile, if it does. */
const SILENCED_FOR_MS = 30 * 60_000;

/** Devices that said live what they did not log: nothing is heard of them live for a while. */
export class Silenced {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #untilMs = new Map<DeviceId, number>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  add(device: DeviceId): void {
    this.#untilMs.set(device, this.#clock.monotonicMs() + SILENCED_FOR_MS);
  }

  has(device: DeviceId): boolean {
    return this.#clock.monotonicMs() < (this.#untilMs.get(device) ?? 0);
  }
}
