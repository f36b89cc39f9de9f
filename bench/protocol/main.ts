/** What the protocol costs a device: CPU time per operation, and bytes on the wire. */
import { measureKeyExchange, measureRecords, measureSignatures } from './primitives.js';
import { measureEntries, measureHandshake, measureSignals, weighText } from './signed-things.js';

await measureSignatures();
await measureKeyExchange();
await measureRecords();
await measureEntries();
await measureHandshake();
await measureSignals();
await weighText();
