import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { BeepVerbs } from '../../app/views.js';
import type { ConversationId, DraftId } from '../../protocol/ids.js';

/** Which draft a conversation is the talk about, once the drafts are read. They are read for such a talk only. */
export class DraftOfTalk implements ReactiveController {
  /** Null until it is known, and where there is none. */
  draft: DraftId | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #beep: () => BeepVerbs;
  readonly #talk: () => ConversationId | null;
  #stop: () => void = () => undefined;
  #turn = 0;

  /** `talk`: the conversation, where it is one about a draft. */
  constructor(host: ReactiveControllerHost, beep: () => BeepVerbs, talk: () => ConversationId | null) {
    this.#host = host;
    this.#beep = beep;
    this.#talk = talk;
    host.addController(this);
  }

  hostConnected(): void {
    void this.#find();
  }

  hostDisconnected(): void {
    this.#turn++;
    this.#stop();
  }

  async #find(): Promise<void> {
    const turn = ++this.#turn;
    const talk = this.#talk();
    if (talk === null) return;
    const drafts = await this.#beep().drafts();
    if (turn !== this.#turn || !drafts.ok) return; // where they cannot be read, their page says so
    const { list } = drafts.value;
    const look = (): void => {
      const found = list.value.find(
        ({ shared, discardedMs }) => shared?.conversation === talk && discardedMs === null,
      );
      if (found?.id === this.draft) return;
      this.draft = found?.id ?? null;
      this.#host.requestUpdate();
    };
    this.#stop = list.subscribe(look);
    look();
  }
}
