import type { Conversation } from '../../src/app/conversation.js';
import type { Ports } from '../../src/app/ports.js';
import type { ConversationId, DeviceId } from '../../src/protocol/ids.js';
import { Device, type Surroundings } from '../sim/device.js';
import { Paths } from '../sim/paths.js';
import type { Image } from '../sim/sim-disk.js';
import { SimIntroducer } from '../sim/sim-introducer.js';
import { PeerNetwork } from '../sim/sim-peers.js';
import { Witness } from '../sim/witness.js';
import { World } from '../sim/world.js';

const SOON_MS = 60_000;
const LOADED_WITHIN_MS = 10_000;

/** A small world for a story: people by name, an introducer, and time that passes only when the story says so. */
export class Town {
  readonly world: World;
  readonly paths = new Paths();
  readonly introducer: SimIntroducer;
  readonly network: PeerNetwork;
  readonly #around: Surroundings;
  readonly #people = new Map<string, Device>();

  constructor(adapt?: (ports: Ports, device: string) => Ports, seed = 7) {
    this.world = new World(seed);
    this.introducer = new SimIntroducer(this.world, this.paths);
    this.network = new PeerNetwork(this.world, this.paths);
    this.#around = { ...this, witness: new Witness(this.world), ...(adapt && { adapt }) };
  }

  /** Somebody with a device that is switched off. `skewMs`: by how much its clock is wrong. */
  newcomer(name: string, skewMs = 0): Device {
    const device = new Device(name, skewMs, this.#around);
    this.#people.set(name, device);
    for (const person of this.#people.values())
      person.knows([...this.#people.values()].filter((other) => other !== person));
    return device;
  }

  /**
   * Somebody who has just begun to use Beep, and is connected to the introducer. `prepare` may do something to the device before it
   * is switched on.
   */
  async person(name: string, skewMs = 0, prepare: (device: Device) => void = () => {}): Promise<Device> {
    const device = this.newcomer(name, skewMs);
    prepare(device);
    device.start();
    await this.until(`the first screen of ${name}`, () => device.phase === 'welcome');
    const starting = device.beep!.getStarted(name);
    await this.until(`${name} to be ready`, () => device.phase === 'ready');
    await this.isOnline(device);
    const started = await starting;
    if (!started.ok) throw new Error(started.error);
    return device;
  }

  /** Switches a device on again. */
  async comesBack(device: Device): Promise<void> {
    device.start();
    await this.until(`${device.name} to be back`, () => device.phase !== 'starting');
    if (device.phase === 'ready') await this.isOnline(device);
  }

  /** Ends a device and puts an older copy of its store back, with or without what would let it notice. */
  rollBack(device: Device, copy: Image, isNoticed: boolean): void {
    device.kill();
    device.disk.rollBack(copy, !isNoticed);
    this.#around.witness.onRolledBack(device.name, copy, isNoticed);
  }

  /** This device signs two things for one place: that two hold different ones is then no fault of theirs. */
  expectForks(author: DeviceId): void {
    this.#around.witness.expectForks(author);
  }

  /** Two people who have exchanged a link and are connected. */
  async meet(host: Device, guest: Device): Promise<void> {
    const link = await this.linkOf(host);
    const added = await this.done(guest.beep!.addContact(link));
    if (!added.ok) throw new Error(added.error);
    await this.until(`${host.name} and ${guest.name} to meet`, () => this.areLinked(host, guest));
  }

  async linkOf(host: Device): Promise<string> {
    const link = await this.done(host.beep!.makeMyLink());
    if (!link.ok) throw new Error(link.error);
    return link.value.url;
  }

  areLinked(a: Device, b: Device): boolean {
    const isLinked = (one: Device, other: Device): boolean =>
      one.conversation(other)?.view.value.standing === 'linked';
    return isLinked(a, b) && isLinked(b, a);
  }

  /** What one has of the conversation with the other; there must be one. */
  talk(device: Device, peer: Device): Conversation {
    const conversation = device.conversation(peer);
    if (!conversation) throw new Error(`${device.name} has no conversation with ${peer.name}`);
    return conversation;
  }

  conversationBy(device: Device, id: ConversationId): Conversation {
    return device.beep!.conversation(id)!;
  }

  async says(device: Device, peer: Device, text: string): Promise<void> {
    const conversation = this.talk(device, peer);
    void conversation.setDraft(text);
    const sent = await this.done(conversation.send());
    if (!sent.ok) throw new Error(sent.error);
  }

  texts(device: Device, peer: Device): string[] {
    return this.talk(device, peer).view.value.messages.map(({ text }) => text);
  }

  states(device: Device, peer: Device): string[] {
    return this.talk(device, peer).view.value.messages.map(({ state }) => state);
  }

  /** Lets `ms` milliseconds of true time pass. */
  async pass(ms: number): Promise<void> {
    await this.world.run(this.world.nowMs + ms);
    this.#complain();
  }

  /** Lets time pass until `condition` holds; fails, naming what it waited for, if it takes too long. */
  async until(what: string, condition: () => boolean, withinMs = SOON_MS): Promise<void> {
    const isDone = await this.world.run(this.world.nowMs + withinMs, condition);
    this.#complain();
    if (!isDone) throw new Error(`waited ${withinMs} ms for ${what}`);
  }

  /** Lets time pass until `promise` is settled. */
  async done<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => void (isSettled = true);
    promise.then(settle, settle);
    await this.until('an answer', () => isSettled);
    return promise;
  }

  /** The part of the app that needs others is loaded late, by the real loader: outside the time of this world. */
  async isOnline(device: Device): Promise<void> {
    const startedMs = performance.now();
    while (device.beep?.connection.value.introducer === 'offline') {
      if (performance.now() - startedMs > LOADED_WITHIN_MS) throw new Error('the network was never loaded');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const isConnected = (): boolean => device.beep?.connection.value.introducer === 'connected';
    if (this.introducer.mood === 'well') await this.until(`${device.name} to be connected`, isConnected);
  }

  /** Whatever the world noticed by itself is wrong in every story. */
  #complain(): void {
    const [first] = this.world.failures;
    if (first !== undefined) throw new Error(first);
  }
}
