import type { LinkEnd } from './link-session.js';
import type { ContactRecord } from './records.js';

/**
 * Why the last link with somebody ended, or why the last try to have one came to nothing.
 * - `left`: they closed Beep.
 * - `lost`: they were not heard of any more.
 * - `unasked`: they could not even be asked: nothing of theirs to seal a signal to, no way to publish it, or no WebRTC.
 * - `unanswered`: they were asked by way of the introducer, and nobody answered.
 * - `no-way`: their device answered, and no packet found a way between the two.
 * - `unproven`: whoever answered could not prove to be them.
 * - `ended`: its person has retired their device, or an authority has ended it or their key.
 * - `broken`: the two devices were connected, and what came was no handshake.
 */
export type Obstacle =
  'left' | 'lost' | 'unasked' | 'unanswered' | 'no-way' | 'unproven' | 'ended' | 'broken';

/** How an attempt, or the link it had become, came to its end. */
export interface AttemptEnd {
  readonly why: LinkEnd;
  /** It had become a link. */
  readonly up: boolean;
  /** We had begun it. */
  readonly isOurs: boolean;
  /** The channel had opened. */
  readonly isOpened: boolean;
}

/** What an end tells of the way to somebody; null if nothing, since we ended it ourselves for another's sake. */
export function obstacleOf({ why, up, isOurs, isOpened }: AttemptEnd): Obstacle | null {
  if (why === 'dropped') return null;
  if (up) return why === 'bye' ? 'left' : 'lost';
  if (why === 'no-way') return 'no-way';
  if (why === 'closed' || why === 'late') {
    if (isOpened) return 'broken';
    return why === 'late' ? 'unanswered' : 'unasked';
  }
  if (!isOurs) return null; // anybody may dial us in somebody's name
  return why === 'refused' || why === 'unwelcome' ? 'unproven' : 'broken';
}

/** What is known of the way to one person. */
export interface Way {
  /** A try of ours is under way. */
  readonly isTrying: boolean;
  /** Of the last link or try; null if there was none, or it says nothing. */
  readonly obstacle: Obstacle | null;
  /** Where their device said that it can be reached, if no packet found a way to it. */
  readonly addresses: readonly string[];
}

export const NO_WAY_YET: Way = { isTrying: false, obstacle: null, addresses: [] };

/** Whether somebody can be reached, as a view shows it. */
export type ReachView =
  | { readonly is: 'linked' }
  /** They turned our introduction down. */
  | { readonly is: 'refused'; readonly reason: NonNullable<ContactRecord['refused']> }
  /** We want no link: they are blocked, or only in a group with us and not our neighbour there. */
  | { readonly is: 'unwanted' }
  /** The introducer is out of reach, so nobody new can be. */
  | { readonly is: 'offline'; readonly obstacle: Obstacle | null }
  /** `isNow`: a try is under way; else it is tried again after a pause. */
  | { readonly is: 'tried'; readonly isNow: boolean; readonly obstacle: Obstacle | null };

/** Puts together what is known of somebody. `isWanted`: we try to have a link with them. */
export function reachOf(
  { isTrying, obstacle }: Way,
  refused: ContactRecord['refused'],
  isLinked: boolean,
  isWanted: boolean,
  isIntroducerUp: boolean,
): ReachView {
  if (isLinked) return { is: 'linked' };
  if (!isWanted) return { is: 'unwanted' };
  if (refused) return { is: 'refused', reason: refused };
  if (!isIntroducerUp && !isTrying) return { is: 'offline', obstacle };
  return { is: 'tried', isNow: isTrying, obstacle };
}
