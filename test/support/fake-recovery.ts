import type { RecoveryVerbs, WordsView } from '../../src/app/recovery-views.js';
import { Store } from '../../src/app/store.js';
import type { FaultCode } from '../../src/domain/fault.js';
import { ok, type Result } from '../../src/protocol/result.js';
import { wordsOfSeed } from '../../src/protocol/recovery-words.js';

/** Words of a made-up key, and what became of them. */
export class FakeRecovery implements RecoveryVerbs {
  readonly view = new Store<WordsView>({ kind: 'unseen' });
  readonly words = wordsOfSeed(Uint8Array.from({ length: 32 }, (_, i) => (i * 37) % 256));

  async reveal(): Promise<Result<readonly string[], FaultCode>> {
    return ok(this.words);
  }

  async keep(): Promise<Result<void, FaultCode>> {
    this.view.update(() => ({ kind: 'kept' }));
    return ok(undefined);
  }

  async putOff(): Promise<Result<void, FaultCode>> {
    this.view.update(() => ({ kind: 'later', isDue: false }));
    return ok(undefined);
  }
}
