import { fileURLToPath } from 'node:url';
import { readBus } from './bus-options.js';
import { isWildcard } from './machine-names.js';
import { readOptions } from './options.js';
import { startServer, type RunningServer } from './server.js';
import { StartFault } from './start-fault.js';

/** Both the source and the bundle lie one folder below the package. */
const DIST = fileURLToPath(new URL('../dist', import.meta.url));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

// Where a bus is broken the NATS client prints what it could not read, and no setting stops it. Nothing of ours writes by
// the console, and what this process writes may hold nothing that somebody sent.
for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const)
  console[method] = () => undefined; // eslint-disable-line no-console

async function start(): Promise<RunningServer> {
  if (process.argv.includes('--lan')) {
    const { startLan } = await import('./lan.js');
    return startLan(process.env, DIST, say, log);
  }
  const options = {
    ...readOptions(process.env, { host: '127.0.0.1', port: 8080, dist: DIST }),
    ...(await readBus(process.env)),
  };
  const server = await startServer({ ...options, log });
  if (server.stunPort !== options.stunPort && options.stunPort !== 0) {
    say(
      `UDP port ${options.stunPort} is taken by another program, so STUN answers on port ${server.stunPort}.`,
    );
  }
  if (isWildcard(options.host) && !options.tls) {
    say('Other machines cannot use Beep over plain http: browsers want https for that. Use "npm run lan".');
  }
  say(`Beep is ready at ${server.url}`);
  return server;
}

try {
  const server = await start();
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void server.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
