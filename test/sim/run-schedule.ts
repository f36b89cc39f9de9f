import { begin, settleIn } from './begin.js';
import { Device, type Surroundings } from './device.js';
import { Paths } from './paths.js';
import { perform } from './perform.js';
import type { Schedule } from './schedule.js';
import { SimIntroducer } from './sim-introducer.js';
import { PeerNetwork } from './sim-peers.js';
import { Witness } from './witness.js';
import { World } from './world.js';

/** How long devices that all run, can reach each other and have room may take to agree. */
export const AGREE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;
const CALM_MS = 20_000;

export interface RunOptions {
  /** Keeps a line per event. */
  readonly keepLog?: boolean;
  /** Bugs in the machine rather than the app, planted by tests. */
  readonly relaxedCommits?: boolean;
}

export interface Outcome {
  readonly failures: readonly string[];
  /** Equal for equal runs. */
  readonly digest: string;
  readonly events: number;
  readonly virtualMs: number;
  /** From the end of all faults until everybody agreed. */
  readonly agreedAfterMs: number;
  readonly log: readonly string[];
}

/** Plays a schedule on the real app and tells what went wrong. */
export function runSchedule(schedule: Schedule, options: RunOptions = {}): Promise<Outcome> {
  const world = new World(schedule.seed + 1, options.keepLog);
  return observed(world, () => play(world, schedule, options));
}

/** Plays in a world and tells what went wrong in it. `play` resolves with `agreedAfterMs`. */
export async function observed(world: World, play: () => Promise<number>): Promise<Outcome> {
  const onRejection = (error: unknown): void =>
    world.fail(
      `a promise was rejected and nobody noticed: ${error instanceof Error ? error.stack : String(error)}`,
    );
  process.on('unhandledRejection', onRejection);
  try {
    const agreedAfterMs = await play();
    return {
      failures: world.failures,
      digest: world.digest(),
      events: world.eventCount,
      virtualMs: world.nowMs,
      agreedAfterMs,
      log: world.log,
    };
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}

async function play(world: World, schedule: Schedule, options: RunOptions): Promise<number> {
  const paths = new Paths();
  const introducer = new SimIntroducer(world, paths);
  const network = new PeerNetwork(world, paths);
  const witness = new Witness(world);
  const around = { world, paths, introducer, network, witness };
  const devices = schedule.devices.map(({ name, skewMs }) => new Device(name, skewMs, around));
  const [hub, ...others] = devices;
  hub!.knows(others);
  for (const other of others) other.knows([hub!]);
  for (const device of devices) {
    device.disk.isRelaxed = options.relaxedCommits ?? false;
    device.start();
  }
  await settleIn(world, devices);

  const byName = new Map(devices.map((device) => [device.name, device]));
  for (const action of schedule.actions) {
    world.after(action.atMs - world.nowMs, describe(action), () => perform(action, byName, around));
  }
  await world.run(Math.max(schedule.endMs, world.nowMs));

  heal(devices, around);
  const healedMs = world.nowMs;
  await agree(world, devices);
  const agreedAfterMs = world.nowMs - healedMs;
  // A link that one side slept through may still turn out to be dead. They find each other again.
  await world.run(world.nowMs + CALM_MS);
  await agree(world, devices);
  for (const device of devices) {
    for (const peer of device.peers) checkSettled(device, peer, around);
  }
  return agreedAfterMs;
}

/** Ends all faults for good. */
export function heal(devices: readonly Device[], { world, paths, introducer }: Surroundings): void {
  world.note('heal');
  paths.unblockAll();
  introducer.lossShare = introducer.doubleShare = introducer.slowMs = 0;
  if (introducer.mood !== 'well') introducer.die('well');
  for (const device of devices) {
    device.disk.isFull = false;
    device.wake(false);
    begin(world, device);
  }
}

async function agree(world: World, devices: readonly Device[]): Promise<void> {
  const untilMs = world.nowMs + AGREE_WITHIN_MS;
  while (disagreements(devices).length > 0) {
    if (world.nowMs >= untilMs)
      return world.fail(`no agreement within ${AGREE_WITHIN_MS} ms: ${disagreements(devices).join('; ')}`);
    await world.run(world.nowMs + LOOK_EVERY_MS);
  }
}

/** In what devices that talk to each other do not agree yet. */
function disagreements(devices: readonly Device[]): string[] {
  const found: string[] = [];
  for (const device of devices) {
    for (const peer of device.peers) {
      const [ours, theirs] = [device.conversation(peer)?.view.value, peer.conversation(device)?.view.value];
      const names = `${device.name}–${peer.name}`;
      if (!ours || !theirs) found.push(`${names}: ${device.phase}, ${peer.phase}, not in touch`);
      else if (ours.standing !== 'linked') found.push(`${names}: ${ours.standing}`);
      else if (ours.digest !== theirs.digest)
        found.push(`${names}: ${ours.messages.length} and ${theirs.messages.length} messages`);
      else if (ours.messages.some(({ own, state }) => own && state === 'saved'))
        found.push(`${names}: not everything is marked as delivered`);
      else if (ours.name !== nameOf(peer)) found.push(`${names}: ${ours.name} is ${nameOf(peer)} by now`);
    }
  }
  return found;
}

function nameOf(device: Device): string | null {
  const phase = device.beep?.phase.value;
  return phase?.kind === 'ready' ? phase.self.name : null;
}

function checkSettled(device: Device, peer: Device, { world, network, witness }: Surroundings): void {
  const conversation = device.conversation(peer);
  const view = conversation?.view.value;
  const theirs = peer.conversation(device)?.view.value;
  if (!conversation || !view || !theirs)
    return world.fail(`${device.name} and ${peer.name} are not in touch`);
  const order = view.messages.map(({ id }) => id).join();
  if (order !== theirs.messages.map(({ id }) => id).join())
    world.fail(`${device.name} and ${peer.name} show different messages`);
  if (view.digest !== theirs.digest) world.fail(`${device.name} and ${peer.name} have different digests`);
  const links = network.openBetween(device.name, peer.name);
  if (links !== 1) world.fail(`there are ${links} links between ${device.name} and ${peer.name}`);
  witness.onSettled(device.name, peer.name, view, conversation.draft.value);
  checkSummary(device, conversation, world);
}

/** The list says of a conversation what the conversation says of itself. */
function checkSummary(
  device: Device,
  conversation: NonNullable<ReturnType<Device['conversation']>>,
  world: World,
) {
  const summary = device.beep!.conversations.value.find(({ id }) => id === conversation.id);
  const last = conversation.view.value.messages.at(-1);
  if (!summary) return world.fail(`${device.name} does not list a conversation`);
  if ((summary.latest?.text ?? null) !== (last?.text ?? null))
    world.fail(`${device.name} lists "${summary.latest?.text}" as the latest, not "${last?.text}"`);
  if ((summary.draft?.text ?? '') !== conversation.draft.value.trim().slice(0, 100))
    world.fail(`${device.name} lists another draft`);
  if (!summary.online) world.fail(`${device.name} lists as away whom it is linked with`);
}

export const describe = (action: object): string => Object.values(action).map(String).join(' ');
