import type { Device } from './device.js';
import type { World } from './world.js';

/** Everybody makes themselves known and adds whom they mean to talk to. */
export async function settleIn(world: World, devices: readonly Device[]): Promise<void> {
  const everybodyAdded = (): boolean =>
    devices.every((device) => device.peers.every((peer) => hasEither(device, peer)));
  for (const device of devices) introduce(world, device);
  await world.run(world.nowMs + 10_000, everybodyAdded);
}

const hasAdded = (device: Device, peer: Device): boolean => device.conversation(peer) !== null;
const hasEither = (device: Device, peer: Device): boolean => hasAdded(device, peer) || hasAdded(peer, device);
const isTurnedDown = (device: Device, peer: Device): boolean =>
  device.conversation(peer)?.view.value.standing.startsWith('refused') ?? false;

/** Brings a device that is new, or new again, among those it talks to. */
function introduce(world: World, device: Device): void {
  if (!device.isRunning) return;
  const { beep, process, phase } = device;
  const report = (error: unknown): void => world.fail(`${device.name} could not begin: ${String(error)}`);
  if (phase === 'stopped') {
    device.kill(); // reloads the page, in the hope that there is room by now
    return world.after(1_000, `${device.name} is started again`, () => begin(world, device));
  }
  if (phase === 'lost') beep!.startAnew().catch(report);
  if (phase === 'welcome') beep!.getStarted(`Person ${device.name}`).catch(report);
  if (phase === 'ready') {
    for (const peer of device.peers) {
      if (peer.phase !== 'ready' || !peer.isRunning) continue;
      if (!hasEither(device, peer) || isTurnedDown(device, peer)) exchangeLinks(device, peer).catch(report);
    }
    // Whoever has been given a link sees to it that it works; the other side need do nothing.
    if (device.peers.every((peer) => device.hasMet(peer) || hasAdded(peer, device))) return;
  }
  process!.after(200, 'looks around', () => introduce(world, device));
}

async function exchangeLinks(device: Device, peer: Device): Promise<void> {
  const link = await peer.beep!.makeMyLink();
  if (link.ok && device.phase === 'ready') await device.beep!.addContact(link.value.url);
}

/** Starts a device that is off, and lets its person find their way in. */
export function begin(world: World, device: Device): void {
  if (device.process) return;
  device.start();
  device.process!.after(50, 'looks around', () => introduce(world, device));
}
