import { begin } from './begin.js';
import type { Device, Surroundings } from './device.js';
import type { Action } from './schedule.js';

/** Does what an action says, as far as it can be done: a person does nothing with a device that is off or asleep. */
export function perform(action: Action, devices: ReadonlyMap<string, Device>, around: Surroundings): void {
  const { paths, introducer } = around;
  const device = (name: string): Device => devices.get(name)!;
  const user = (name: string): Device | null => (device(name).isRunning ? device(name) : null);
  switch (action.do) {
    case 'block':
      return paths.block(action.from, action.to);
    case 'unblock':
      return paths.unblock(action.from, action.to);
    case 'introducer':
      introducer.dayShift = action.dayShift;
      return introducer.die(action.mood);
    case 'bad-introducer':
      introducer.lossShare = action.loss;
      introducer.doubleShare = action.double;
      introducer.slowMs = action.slowMs;
      return;
    case 'mutter':
      return introducer.mutter();
    case 'start':
      return begin(around.world, device(action.who));
    case 'kill':
      return device(action.who).kill();
    case 'cut-power':
      return device(action.who).cutPower();
    case 'sleep':
      return device(action.who).sleep(action.stopsClock);
    case 'wake':
      return device(action.who).wake(action.isTold);
    case 'fill-disk':
    case 'free-disk':
      device(action.who).disk.isFull = action.do === 'fill-disk';
      return;
    case 'set-clock':
      device(action.who).machine.skewMs = action.byMs;
      return;
    case 'forget-all':
      return forgetAll(device(action.who), around);
    case 'roll-back':
      return rollBack(device(action.who), action.share, action.isNoticed, around);
    case 'type':
      return user(action.who)?.type(device(action.to));
    case 'clear':
      return user(action.who)?.clear(device(action.to));
    case 'send':
      return user(action.who)?.send(device(action.to));
    case 'show':
    case 'hide':
      return user(action.who)?.show(device(action.to), action.do === 'show');
    case 'tell':
      return user(action.who)?.tell();
    case 'rename':
      return user(action.who)?.rename(`${action.who} renamed at ${action.atMs}`);
  }
}

function forgetAll(device: Device, { witness }: Surroundings): void {
  if (device.process || device.disk.sentinel === 0) return;
  device.disk.loseEverything();
  // An older copy knows only who they were before: nobody could tell its device who they are now.
  for (const one of [device, ...device.peers]) one.copies.length = 0;
  witness.onLost(device.name);
}

/** Only where everybody who would have to tell a device what it has forgotten has met it. */
function rollBack(device: Device, share: number, isNoticed: boolean, { witness }: Surroundings): void {
  const copy = device.copies[Math.floor(share * device.copies.length)];
  if (device.process || !copy || !device.peers.every((peer) => peer.hasMet(device))) return;
  device.disk.rollBack(copy, !isNoticed);
  device.copies.length = 0;
  witness.onRolledBack(device.name, copy, isNoticed);
}
