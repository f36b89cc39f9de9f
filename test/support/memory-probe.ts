import type { Fetched, Probe, ProbeAnswer } from '../../src/app/probe.js';
import type { IceServers } from '../../src/protocol/ice-servers.js';

/** A network whose servers answer as the test says. */
export class MemoryProbe implements Probe {
  /** By URL; what is not here is silent. The empty URL is this device alone. */
  readonly answers = new Map<string, ProbeAnswer>();
  /** URLs that were asked, in order. */
  readonly asked: string[] = [];
  /** How many are being asked now, and how many ever were at once. */
  open = 0;
  mostOpen = 0;
  now: number | null = null;
  page: readonly Fetched[] = [];
  /** Ends a question that nobody answers; else it is over at once. */
  wait: (withinMs: number) => Promise<void> = () => Promise.resolve();

  async ask({ stun, turn }: IceServers, withinMs: number): Promise<ProbeAnswer> {
    const url = stun[0] ?? turn?.urls[0] ?? '';
    this.asked.push(url);
    this.mostOpen = Math.max(this.mostOpen, ++this.open);
    const answer = this.answers.get(url);
    if (!answer) await this.wait(withinMs);
    else await Promise.resolve();
    this.open--;
    return answer ?? { isAnswered: false, addresses: [] };
  }

  async serverMs(withinMs: number): Promise<number | null> {
    if (this.now === null) await this.wait(withinMs);
    return this.now;
  }

  fetched(): readonly Fetched[] {
    return this.page;
  }
}
