import { RELAYS, type RelayName } from './relays.js';

// One server in a process of its own: serves until its parent goes, and tells what it has used when asked.
const port = await RELAYS[process.argv[2] as RelayName]();

process.on('disconnect', () => process.exit(0));
process.on('message', (question: 'cpu' | 'memory') => {
  if (question === 'memory') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage().rss });
});
process.send?.({ port });
